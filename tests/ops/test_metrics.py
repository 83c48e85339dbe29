"""Metrics: declared once, named alike, and nothing shared between processes' worths of them."""

import pytest

from ops.metrics import (
    ALL,
    GATEWAY_ACCEPTED,
    GATEWAY_PRODUCE_S,
    GATEWAY_WAITING,
    CounterOf,
    HistogramOf,
    build_metrics,
)


def test_each_metric_has_one_name_and_says_what_it_counts() -> None:
    assert len({metric.name for metric in ALL}) == len(ALL)
    for metric in ALL:
        assert metric.meaning
        assert metric.name.endswith("_total") == isinstance(metric, CounterOf)
        if isinstance(metric, HistogramOf):
            assert metric.name.endswith("_seconds")


def test_what_is_counted_is_exposed() -> None:
    metrics = build_metrics()
    metrics.count(GATEWAY_ACCEPTED, 3, topic="gps.pings")
    metrics.count(GATEWAY_ACCEPTED, topic="gps.pings")
    metrics.put(GATEWAY_WAITING, 2)
    metrics.observe(GATEWAY_PRODUCE_S, 0.02)
    text = metrics.exposed().decode()
    assert 'wastetrack_gateway_accepted_total{topic="gps.pings"} 4.0' in text
    assert "wastetrack_gateway_waiting_records 2.0" in text
    assert 'wastetrack_gateway_produce_seconds_bucket{le="0.025"} 1.0' in text
    assert metrics.read(GATEWAY_ACCEPTED, topic="gps.pings") == 4
    assert metrics.read(GATEWAY_WAITING) == 2


def test_two_sets_of_metrics_share_nothing() -> None:
    first, second = build_metrics(), build_metrics()
    first.count(GATEWAY_ACCEPTED, topic="gps.pings")
    assert second.read(GATEWAY_ACCEPTED, topic="gps.pings") == 0


def test_what_is_not_declared_is_refused() -> None:
    with pytest.raises(KeyError):
        build_metrics().count(CounterOf("other_total", "other"))
    with pytest.raises(ValueError, match="label"):
        build_metrics().count(GATEWAY_ACCEPTED, place="x")
