"""What a run tells of its figures: medians, spreads, ratios round by round, and those asked for most at the top."""

from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from benchmarks.speed.gallery import pictures
from benchmarks.speed.measures import Finding, Measure, Rounds
from benchmarks.speed.report import as_json, in_words, write


def rounds_of(**values: tuple[float, ...]) -> Rounds:
    rounds = Rounds()
    for name, some in values.items():
        for value in some:
            rounds.add(name, "pings/s", value)
    return rounds


def throughput() -> Finding:
    rounds = rounds_of(tracker=(50.0, 30.0, 60.0), durable_loop=(100.0, 40.0, 150.0), quix=(20.0, 20.0, 20.0))
    return Finding(
        case="throughput", title="Throughput", measures=rounds.measures(),
        ratios={name: rounds.ratio("tracker", name) for name in ("durable_loop", "quix")}, around={"pings": 10},
    )  # fmt: skip


def test_a_figure_is_told_by_its_median_and_its_extremes() -> None:
    measure = Measure(name="x", unit="s", values=(3.0, 1.0, 2.0))
    assert (measure.median, measure.spread) == (2.0, (1.0, 3.0))


def test_a_ratio_is_taken_round_by_round() -> None:
    rounds = rounds_of(ours=(10.0, 1.0, 10.0), theirs=(20.0, 2.0, 5.0))
    assert rounds.ratio("ours", "theirs") == 0.5


def test_the_file_begins_with_the_ratios(tmp_path: Path) -> None:
    latency = Finding(case="latency", title="Latency", measures=(Measure(name="p99_at_10000", unit="ms", values=(41.0,)),))
    file = write(as_json([throughput(), latency], {"cores": 2}, 1, "full"), {"a.svg": "<svg/>"}, tmp_path)
    told = msgspec.json.decode(file.read_bytes())
    assert next(iter(told)) == "ratios"
    assert told["ratios"] == {"durable_loop": 0.5, "quix": 2.5, "p99_ms_10k": 41.0}
    assert told["machine"] == {"cores": 2}
    assert (tmp_path / "a.svg").read_text() == "<svg/>"
    assert told["cases"]["throughput"]["measures"]["tracker"] == {
        "unit": "pings/s", "median": 50.0, "least": 30.0, "greatest": 60.0, "values": [50.0, 30.0, 60.0],
    }  # fmt: skip


def test_a_case_that_was_not_run_has_no_ratio() -> None:
    assert as_json([], {}, 1, "quick")["ratios"] == {}


def test_words_name_every_figure() -> None:
    text = "\n".join(in_words([throughput()]))
    assert all(name in text for name in ("durable_loop", "quix", "tracker"))


def test_a_figure_that_is_not_there_is_said() -> None:
    with pytest.raises(KeyError):
        throughput().of("faust")


def figures(case: str, *names: str) -> Finding:
    measures = tuple(Measure(name=name, unit="ms", values=(float(n + 1), n + 3.0)) for n, name in enumerate(names))
    return Finding(case=case, title=f"About <{case}>", measures=measures)


@pytest.mark.parametrize(
    ("finding", "told"),
    (
        (figures("replay", "one_core", "all_cores"), ["one core", "all cores"]),
        (figures("growth", "us_a_ping_units_100", "us_a_ping_units_200000", "load_s_units_100"), ["units", "100k", "us a ping"]),
        (figures("latency", "p50_at_1000", "p99_at_1000", "p50_at_30000"), ["p50", "p99", "pings a second"]),
        (figures("stages", "all", "poll", "COPY", "COPY_takes"), ["poll", "COPY"]),
    ),
    ids=lambda value: value.case if isinstance(value, Finding) else "",
)
def test_each_case_has_a_picture_that_a_reader_of_xml_can_read(finding: Finding, told: list[str]) -> None:
    (drawn,) = pictures([finding]).values()
    texts = [element.text for element in ET.fromstring(drawn).iter() if element.text]
    assert all(word in texts for word in told)
    assert "COPY takes" not in texts


def test_the_last_round_that_told_a_figure_has_its_last_one() -> None:
    rounds = rounds_of(tracker=(50.0, 30.0), papers=(20.0,))
    assert (rounds.last("tracker"), rounds.last("papers")) == (30.0, 20.0)
