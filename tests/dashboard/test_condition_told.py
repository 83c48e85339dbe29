"""The age of the data in metrics and log: each alarm once, and once that it is over."""

from typing import Any

import pytest
import structlog

from dashboard.answers import ClockTick
from dashboard.readiness import _tell_of
from ops.condition import Alarm
from ops.metrics import DATA_AGE_S, JUDGING_LAG_S, UNITS_HEARD, UNITS_UNSEEN, build_metrics


def clock(*alarms: Alarm, lag_s: float = 1.0, unseen: int = 0) -> ClockTick:
    return ClockTick(
        data_at=None, server_at="", data_age_s=7.0, lag_s=lag_s, units_heard=90, units_unseen=unseen, alarms=alarms
    )


def test_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = build_metrics()
    alarmed: tuple[Alarm, ...] = ()
    with structlog.testing.capture_logs() as lines:
        monkeypatch.setattr("dashboard.readiness._log", structlog.get_logger("dashboard"))
        for found in (clock(), clock("lag", lag_s=61.0), clock("lag", lag_s=62.0), clock("lag", "unseen", unseen=40), clock()):
            alarmed = _tell_of(found, alarmed, metrics)
    told: list[Any] = [(line["log_level"], line["event"]) for line in lines]
    assert told == [
        ("error", "the judging is over a minute behind"),
        ("error", "over a fifth of the fleet has not been heard for five minutes"),
        ("info", "the data are in time again"),
    ]
    values = [metrics.read(metric) for metric in (DATA_AGE_S, JUDGING_LAG_S, UNITS_HEARD, UNITS_UNSEEN)]
    assert values == [7.0, 1.0, 90.0, 0.0]
