"""A small benchmark of quality as a law: what must be found is found, what is lawful stays quiet."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from benchmarks.quality import recorded, sweeps
from benchmarks.quality.desks import load
from benchmarks.quality.folders import Folder, kinds_of, make, whole_set
from benchmarks.quality.judging import Judged, judge
from benchmarks.quality.reading import Reading, read
from benchmarks.quality.report import Report, Totals, write
from benchmarks.quality.sweeps import SWEEPS, Curve, Point, point
from benchmarks.quality.tally import by_kind, by_rule, faults_of
from models.labels import decode_labels
from models.thresholds import RULES, Rulebook
from simulator.incidents import KINDS
from simulator.stories.catalogue import STORIES
from streams.score import score

# Their labels say what they are about and leave open what else follows from driving somewhere else altogether.
UNTOLD = {"wrong_destination"}


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    """Folders that hold every kind once, judged."""
    where = tmp_path_factory.mktemp("quality")
    return {folder.name: judge(make(folder, where)) for folder in whole_set(1, 3)}


@pytest.fixture(scope="session")
def readings(folders: dict[str, Judged]) -> list[Reading]:
    """Each truck read against its label."""
    return [one for name, judged in folders.items() for one in read(name, judged)]


def decided(one: Reading) -> bool:
    """Whether this version has every rule that the truck breaks."""
    return set(one.must) <= set(RULES)


def told(found: Iterable[Reading]) -> list[str]:
    return [f"{one.folder} {one.kind} {one.unit_id}: {'; '.join(faults_of(one))}" for one in found]


def test_every_kind_of_trip_is_tried(readings: list[Reading]):
    assert {one.kind for one in readings} == {*KINDS, *STORIES, "clean"}


def test_no_lawful_truck_raises_an_alert(readings: list[Reading]):
    assert told(one for one in readings if one.benign and one.false and decided(one)) == []


def test_every_breach_is_found(readings: list[Reading]):
    assert told(one for one in readings if one.missed and decided(one)) == []


def test_trips_end_as_they_did(readings: list[Reading]):
    assert told(one for one in readings if one.kind not in UNTOLD and decided(one) and not one.right) == []


def test_every_rule_has_a_kind_that_breaks_it(readings: list[Reading]):
    assert set(RULES) <= {rule for one in readings for rule in one.must}


def test_recorded_trucks_with_incidents_spliced_in_are_judged_as_labelled(tmp_path: Path):
    assert told(one for one in read("recorded", judge(recorded.make(tmp_path, 1, 5))) if not one.right) == []


def test_the_same_seed_makes_the_same_folder(tmp_path: Path):
    folder = Folder(name="same", seed=9, kinds=kinds_of("apart"))
    first, second = make(folder, tmp_path / "a"), make(folder, tmp_path / "b")
    assert {p.name: p.read_bytes() for p in first.iterdir()} == {p.name: p.read_bytes() for p in second.iterdir()}


def test_the_benchmark_counts_as_score_does(folders: dict[str, Judged]):
    for name, judged in folders.items():
        found = read(name, judged)
        scored = score(decode_labels(msgspec.json.encode(judged.labels)), judged.newest.values())
        assert (scored.recall.count, scored.recall.of) == (
            sum(len(one.must) - len(one.missed) for one in found), sum(len(one.must) for one in found),
        )  # fmt: skip
        assert scored.false_alarms.of == sum(one.benign for one in found)
        assert scored.false_alarms.count + scored.false_warnings.count >= sum(one.benign and bool(one.false) for one in found)


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_a_sweep_tries_the_value_in_force_on_kinds_that_exist(sweep: sweeps.Sweep):
    assert sweeps.default_of(sweep) in sweep.values
    assert set(sweep.kinds) <= {*KINDS, *STORIES}
    assert sweep.section.replace("-", "_") in Rulebook.__struct_fields__


def reading(**changes: object) -> Reading:
    plain = Reading(folder="f", kind="clean", unit_id="U1", plate="70-1", benign=True, must=(), may=())
    return msgspec.structs.replace(plain, **changes)


def test_a_wider_margin_finds_less_and_raises_less(tmp_path: Path):
    sweep = next(one for one in SWEEPS if one.name == "route-deviation.margin_m")
    folder = make(Folder(name="margin", seed=4, kinds=("shallow_detour", "wide_berth"), times=3), tmp_path)
    points = [point(sweep, m, read("margin", judge(folder, sweep.rules(m)))) for m in (0, 200, 900)]
    assert points[0].false_share > points[1].false_share == 0
    assert points[0].recall == points[1].recall == 1 > points[2].recall


def test_desks_get_what_bad_trips_raise_and_nothing_else():
    quiet = load([reading(), reading(kind="jam"), reading(kind="dump", benign=False, sounded_s=(60.0,))], 1)
    assert quiet.false == 0
    # 200 bad trips a day, each heard once by one of two desks.
    assert quiet.cases_per_desk_hour == pytest.approx(200 / 24 / 2, rel=0.1)
    loud = load([reading(sounded_s=(60.0,)), reading(kind="jam"), reading(kind="dump", benign=False)], 1)
    assert loud.false == 1
    assert loud.cases_per_desk_hour > 100


def test_a_report_is_written_with_its_tables_and_pictures(tmp_path: Path):
    missed = reading(kind="dump", benign=False, must=("power-cut",), missed=("power-cut (not raised)",))
    found = [reading(), missed]
    points = (Point(value=1, found=1, of=2, false=0, of_others=3), Point(value=2, found=2, of=2, false=1, of_others=3))
    curves = [
        Curve(name="stop.radius_m", unit="m", rule="power-cut", kinds=("clean",), default=2, points=points),
        Curve(name="stop.none", unit="m", rule="power-cut", kinds=("clean",), default=None),
    ]
    totals = Totals(trucks=2, pings=9, kinds=2, breaches=1, found=0, lawful=1, lawful_with_alert=0, right=1)
    report = Report(
        seed=1, trips_asked=2, totals=totals, rules=by_rule(found), kinds=by_kind(found), recorded=[], sweeps=curves, desks=load(found, 1)
    )
    write(report, tmp_path)
    assert msgspec.json.decode((tmp_path / "quality.json").read_bytes(), type=Report) == report
    page = (tmp_path / "quality.md").read_text("utf-8")
    assert "Breaches found: 0 of 1 (0.0 %)" in page
    assert "missed: power-cut (not raised) (1)" in page
    assert "There is no such threshold" in page
    assert [path.name for path in tmp_path.glob("*.svg")] == ["stop.radius_m.svg"]
