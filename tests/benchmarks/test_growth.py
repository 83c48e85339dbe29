"""Growth: at every size of an axis the same units drive the same ways, under papers that say so, beside a crowd."""

import json
from pathlib import Path

import msgspec
import pytest

from benchmarks.speed.cases.growth import AXES, growth_of
from benchmarks.speed.growing import Growth, measured, write_papers
from benchmarks.traffic.country import plate_of
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic

SMALL = Plan(units=40, permits=40, zones=40, vertices=12)
LARGER = (
    msgspec.structs.replace(SMALL, units=90),
    msgspec.structs.replace(SMALL, permits=70),
    msgspec.structs.replace(SMALL, zones=90),
    msgspec.structs.replace(SMALL, vertices=60),
)


def papers(growth: Growth, folder: Path) -> dict[str, object]:
    write_papers(growth, folder)
    return {file.stem: json.loads(file.read_bytes()) for file in folder.iterdir() if file.is_file()}


@pytest.mark.parametrize("axis", AXES)
def test_what_is_measured_is_the_same_at_every_size_and_part_of_it(axis: str) -> None:
    sizes = [growth_of(1, axis, size) for size in AXES[axis]]
    assert len({growth.sample for growth in sizes}) == 1
    for growth in sizes:
        plan, sample = growth.plan, growth.sample
        assert sample.units <= plan.units
        assert sample.zones <= plan.zones
        # A unit's permit follows from its number and how many permits there are.
        assert plan.permits == sample.permits or sample.units <= sample.permits <= plan.permits


@pytest.mark.parametrize("plan", LARGER, ids=("units", "permits", "zones", "vertices"))
def test_a_larger_size_has_the_papers_that_the_sample_drives_by(plan: Plan, tmp_path: Path) -> None:
    alone = papers(Growth(plan=SMALL, sample=SMALL), tmp_path / "alone")
    larger = papers(Growth(plan=plan, sample=SMALL), tmp_path / "larger")
    assert larger["manifests"] == alone["manifests"]
    assert larger["zones"]["features"][: SMALL.zones] == alone["zones"]["features"]  # type: ignore[index]
    assert len(larger["zones"]["features"]) == plan.zones  # type: ignore[index]
    for before, after in zip(alone["permits"], larger["permits"], strict=False):  # type: ignore[call-overload]
        assert after["generator"] == before["generator"]
        assert after["items"] == before["items"]
        ends = [[row["routes"][0]["line"]["coordinates"][end] for end in (0, -1)] for row in (before, after)]
        assert ends[0] == ends[1]
        own = {plate_of(index) for index in range(SMALL.units)}
        assert {truck["plate"] for truck in after["vehicles"]} & own == {truck["plate"] for truck in before["vehicles"]}


def test_more_permits_leave_the_first_routes_as_they_are() -> None:
    few, many = (Traffic(plan).country.routes for plan in (SMALL, LARGER[1]))
    assert (many[: len(few)] == few).all()


def test_a_size_is_measured_with_most_pings_kept_and_units_in_lulls() -> None:
    found = measured(Growth(plan=LARGER[0], sample=SMALL))
    assert found.us_a_ping > 0
    assert found.kept_share > 0.5
    assert found.pings_a_lull > 1
    assert found.bytes_a_unit > 1_000
