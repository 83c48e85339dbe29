"""Stories: every kind can be told, again the same, and each claim is looked for in its papers and pings."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.reference_json import from_folder
from models.times import from_iso
from simulator.forms import local_clock, local_day
from simulator.incidents import INCIDENTS
from simulator.path import Point, distance_m
from simulator.pings import Arrival
from simulator.scenario import write_scenario
from simulator.stories.catalogue import STORIES
from simulator.stories.stage import Told
from simulator.stories.telling import tell
from simulator.stories.weeks import second_working_day_s
from simulator.unit import FleetPlan
from simulator.world import build_world
from tests.simulator.observed import Seen

PLAN = FleetPlan(units=0, seed=21, start_ms=from_iso("2026-03-02T22:00:00Z"), minutes=240, period_s=60.0)


def pings(told: Told, number: int = 0) -> list[Arrival]:
    return told.actors[number].pings(told.start_ms, 60.0, "test")


def fixes(told: Told, number: int = 0) -> list[dict[str, Any]]:
    """What a truck measured, in the order of its own time."""
    return sorted((arrival.location for arrival in pings(told, number)), key=lambda one: one["utc_ts"])


def at(location: dict[str, Any]) -> Point:
    return Point(location["lon"], location["lat"])


def steps(told: Told, number: int = 0) -> Iterator[tuple[float, float]]:
    """Seconds and metres between neighbours."""
    for a, b in itertools.pairwise(fixes(told, number)):
        yield (from_iso(b["utc_ts"]) - from_iso(a["utc_ts"])) / 1000, distance_m(at(a), at(b))


@pytest.mark.parametrize("kind", STORIES)
def test_each_kind_is_told_the_same_again_and_labels_every_truck(kind: str):
    told, again = tell(PLAN, kind, 3), tell(PLAN, kind, 3)
    assert told.labels == again.labels
    assert [pings(told, i) for i in range(len(told.actors))] == [pings(again, i) for i in range(len(again.actors))]
    assert {unit for label in told.labels for unit in label["units"]} == {actor.unit_id for actor in told.actors}
    for label in told.labels:
        assert label["benign"] is (label["must"] == [])
        assert {rule for rules in label["must"] for rule in rules} == set(label["severity"])
        assert not set(label["never"]) & set(label["severity"])
        assert (label["from"] is None) is label["benign"]


@pytest.mark.parametrize("kind", STORIES)
def test_a_lawful_kind_says_which_rule_it_is_about(kind: str):
    told = tell(PLAN, kind, 5)
    assert any(label["must"] or label["never"] for label in told.labels)


def test_papers_of_all_kinds_together_are_good_records(tmp_path: Path):
    kinds = tuple(STORIES)
    plan = FleetPlan(units=len(kinds), seed=2, start_ms=PLAN.start_ms, minutes=240, share=1.0, kinds=kinds, rounds=1)
    write_scenario(build_world(plan), tmp_path, packed=False)
    assert from_folder(tmp_path).rejected == ()


def test_stories_and_a_fleet_drive_side_by_side(tmp_path: Path):
    plan = FleetPlan(units=6, seed=2, start_ms=PLAN.start_ms, minutes=60, share=1.0, kinds=("jam", "ferry", "power_cut"), rounds=1)
    write_scenario(build_world(plan), tmp_path)
    seen = Seen(tmp_path)
    assert sorted(trip["kind"] for trip in seen.labels["trips"]) == ["ferry", "ferry", "jam", "jam", "power_cut", "power_cut"]
    assert {unit for trip in seen.labels["trips"] for unit in trip["units"]} == set(seen.tracks)
    assert len({trip["plate"] for trip in seen.labels["trips"]}) == 6
    assert seen.arrivals_ms == sorted(seen.arrivals_ms)


def test_every_kind_stands_in_the_docs_as_its_code_tells_it():
    page = (Path(__file__).parents[2] / "docs" / "kinds.md").read_text("utf-8")
    rows = [f"| `{kind}` | {incident.make.__doc__} |" for kind, incident in INCIDENTS.items()]
    rows += [f"| `{kind}` | {story.setting} | {story.tell.__doc__} |" for kind, story in STORIES.items()]
    assert [row for row in rows if row not in page] == []


def test_a_power_cut_shows_once_and_on_the_road():
    told = tell(PLAN, "power_cut", 1)
    status = [location["ext_power_status"] for location in fixes(told)]
    assert [(a, b) for a, b in itertools.pairwise(status) if a != b] == [(1, 0)]


def test_a_frozen_position_repeats_to_six_decimals_while_it_says_it_drives():
    told = tell(PLAN, "frozen_position", 1)
    runs = itertools.groupby(fixes(told), key=lambda one: (round(one["lat"], 6), round(one["lon"], 6)))
    longest = max(([one["speed"] for one in run] for _, run in runs), key=len)
    assert len(longest) >= 11
    assert sum(speed > 5 for speed in longest) >= 10


def test_a_jump_is_faster_than_any_truck_and_a_ferry_is_not():
    assert max(metres / seconds for seconds, metres in steps(tell(PLAN, "jump_and_stay", 1))) * 3.6 > 1000
    assert max(metres / seconds for seconds, metres in steps(tell(PLAN, "ferry", 1))) * 3.6 < 95


def test_short_stops_are_three_and_kilometres_apart():
    told = tell(PLAN, "short_stops", 1)
    road = [one for one in fixes(told) if one["utc_ts"] < told.manifests[0]["received_at"]] if told.manifests else fixes(told)
    standing = [list(run) for still, run in itertools.groupby(road, key=lambda one: one["speed"] == 0) if still]
    halts = [run for run in standing if 120_000 <= from_iso(run[-1]["utc_ts"]) - from_iso(run[0]["utc_ts"]) < 300_000]
    assert 3 <= len(halts) <= 4
    assert all(distance_m(at(a[0]), at(b[0])) > 1500 for a, b in itertools.combinations(halts, 2))


@pytest.mark.parametrize(("kind", "low", "high"), (("quota_near", 0.9, 1.0), ("quota_over", 1.0, 1.5), ("quota_within", 0.5, 0.9)))
def test_a_load_fills_as_much_of_its_quota_as_it_says(kind: str, low: float, high: float):
    told = tell(PLAN, kind, 1)
    item, (manifest,) = told.permits[0]["items"][0], told.manifests
    month = local_day(from_iso(manifest["planned_depart"])).month
    assert low < manifest["quantity_t"] / min(item["monthly_t"][month - 1], item["quantity_t"]) < high


def test_a_window_that_ends_on_the_way_begins_the_breach():
    told = tell(PLAN, "outside_hours", 1)
    assert local_clock(from_iso(told.labels[0]["from"])) == told.permits[0]["time_windows"][0]["to"]


@pytest.mark.parametrize(("arrives", "due"), (("2026-04-10T05:00:00Z", "2026-04-17"), ("2026-04-16T20:00:00Z", "2026-04-21")))
def test_the_second_working_day_leaves_out_weekends_and_songkran(arrives: str, due: str):
    told = tell(PLAN, "never_confirmed", 1)

    class Clock:
        start_ms = told.start_ms

        @staticmethod
        def at_ms(t_s: float) -> int:
            return told.start_ms + round(t_s * 1000)

    ends_s = second_working_day_s(Clock(), (from_iso(arrives) - told.start_ms) / 1000)  # type: ignore[arg-type]
    last = local_day(Clock.at_ms(ends_s) - 1)
    assert str(last) == due
    assert local_day(Clock.at_ms(ends_s)) == last + timedelta(days=1)


def test_a_device_that_is_not_heard_for_a_week_is_silent_for_as_long():
    longest = {kind: max(seconds for seconds, _ in steps(tell(PLAN, kind, 1))) for kind in ("device_unheard", "device_heard_in_time")}
    assert longest["device_heard_in_time"] < 7 * 86_400 < longest["device_unheard"]


def test_a_transfer_s_trucks_stand_together_and_only_the_second_reaches_the_plant():
    told = tell(PLAN, "transfer", 1)
    plant = told.labels[0]["processor_zone_id"]
    assert [label["completes"] for label in told.labels] == [0, 1]
    assert told.labels[0]["ends"] == {"transferred": 1}
    first, second = fixes(told, 0), fixes(told, 1)
    assert distance_m(at(first[-1]), at(second[-1])) > 10_000
    assert any(distance_m(at(a), at(second[0])) < 150 for a in first), plant


def test_a_milk_run_has_a_permit_of_each_generator():
    told = tell(PLAN, "milk_run", 1)
    assert len({permit["generator"]["zone_id"] for permit in told.permits}) == 3
    assert len({permit["items"][0]["processor"]["zone_id"] for permit in told.permits}) == 1


def test_emerging_sites_lie_where_no_other_zone_is():
    told = tell(PLAN, "emerging_site", 1)
    first, second = (fixes(told, i) for i in range(2))
    still = [one for one in first if one["speed"] == 0]
    together = [a for a in still if any(b["speed"] == 0 and distance_m(at(a), at(b)) < 60 for b in second)]
    # They share the yard too, which is a registered place.
    away = [a for a in together if distance_m(at(a), at(first[0])) > 1000]
    assert len({round(from_iso(one["utc_ts"]) / 3_600_000) for one in away}) >= 2
