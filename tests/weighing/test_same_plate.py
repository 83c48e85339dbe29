"""Several devices on one plate: one trip, told by the device first seen leaving; and one plate in two places."""

import random
from typing import Any

import pytest

from models.times import from_iso, to_iso
from streams.compare import differences, version_faults
from tests.builders import PLATE, ROAD_M, Scene, Told, Track, a_manifest, a_vehicle, a_zone, at, judge, ms
from tests.weighing.fleet import merged

TRAILER = "unit-2"
TWO = [a_vehicle(), a_vehicle(TRAILER)]
RULE = "impossible-move"


def tractor(**changes: Any) -> Track:
    """Loads until minute 15, comes to the processor at minute 35, leaves it at 56."""
    return Track(0, **changes).stand(15).go(ROAD_M).stand(20).go(ROAD_M - 8000)


def trailer(to_m: float = ROAD_M - 8000, *, later: float = 0.25, behind_m: float = 0) -> Track:
    """The same truck's other device: its pings come a little later, from a little further back."""
    track = Track(later, -12 - behind_m, unit_id=TRAILER).stand(15).go(ROAD_M - 12 - behind_m).stand(20)
    return track.go(to_m - 12 - behind_m)


def without(track: Track, since: float, until: float) -> list[dict[str, Any]]:
    """A track with a silence in it."""
    return [ping for ping in track.pings if not ms(since) <= from_iso(ping["utc_ts"]) < ms(until)]


def a_scene(*tracks: Any, **reference: Any) -> Scene:
    return Scene(merged(*tracks), **({"vehicles": TWO} | reference))


def trips(told: Told) -> list[tuple[str, str]]:
    """Whose trips stand, and their last word."""
    return [(data["unit_id"], verb) for verb, data in told.trips() if data.get("reason") != "superseded"]


def alerts(told: Told) -> list[tuple[str, str]]:
    return sorted((data["rule"], data["unit_id"]) for data in told.standing())


def judged(scene: Scene, until: float = 400) -> Told:
    told = judge(scene, until)
    assert version_faults(told.events) == []
    return told


def test_together_all_the_way_it_is_one_trip_and_nothing_is_said_twice() -> None:
    """The trailer stands in a lay-by with its tractor for half an hour: one stop, one alert."""
    stopped = tractor(), trailer()
    told = judged(a_scene(*stopped, manifests=[a_manifest()]))
    assert trips(told) == [("unit-1", "completed")]
    assert alerts(told) == []

    waiting = [
        Track(minute, -back_m, unit_id=unit).stand(15).go(8000 - back_m).stand(40).go(ROAD_M - back_m).stand(20).go(ROAD_M - 3000)
        for unit, minute, back_m in (("unit-1", 0, 0), (TRAILER, 0.25, 12))
    ]
    told = judged(a_scene(*waiting))
    assert trips(told) == [("unit-1", "completed")]
    assert alerts(told) == [("unauthorised-stop", "unit-1")]


def test_the_device_first_seen_leaving_leads_whatever_its_name() -> None:
    told = judged(a_scene(tractor(), trailer(later=-0.25)))
    assert trips(told) == [(TRAILER, "completed")]


def test_the_silence_of_the_leading_device_is_ended_by_the_other() -> None:
    """The tractor's device is silent for 14 minutes on the road."""
    silent = without(tractor(), 18, 32)
    alone = judged(a_scene(silent))
    assert alerts(alone) == [("signal-lost", "unit-1")]
    told = judged(a_scene(silent, trailer()))
    assert alerts(told) == []
    ((_, data),) = [row for row in told.trips() if row[1]["unit_id"] == "unit-1"]
    assert (data["max_gap_s"], data["unseen_s"], data["verdict"]) == (120.0, 900.0, "unverified")
    assert "opened warning" not in told.life("signal-lost")


def test_a_silence_of_both_is_one() -> None:
    told = judged(a_scene(without(tractor(), 18, 32), without(trailer(), 20, 29)))
    (alert,) = told.standing("signal-lost")
    assert (alert["unit_id"], alert["started_at"], alert["severity"]) == ("unit-1", at(18.25), "warning")


def test_a_device_that_stays_silent_is_judged_so_half_an_hour_after_both_were_seen_together() -> None:
    broken = [ping for ping in tractor().pings if from_iso(ping["utc_ts"]) < ms(18)]
    long_way = trailer()
    told = judged(a_scene(broken, long_way), until=80)
    assert [data["unit_id"] for data in told.standing("signal-lost")] == ["unit-1"]
    assert from_iso(told.standing("signal-lost")[0]["detected_at"]) > ms(45)


def test_a_trailer_left_at_the_processor_has_no_trip_and_starts_none() -> None:
    """It stands there for two hours and is fetched by another truck; its tractor is back for the next load."""
    left = Track(0.25, -12, unit_id=TRAILER).stand(15).go(ROAD_M - 12).stand(140).go(ROAD_M - 8000)
    back = Track(0).stand(15).go(ROAD_M).stand(20).go(0).stand(15).go(ROAD_M).stand(20).go(ROAD_M - 3000)
    told = judged(a_scene(back, left))
    assert trips(told) == [("unit-1", "completed"), ("unit-1", "completed")]
    assert {rule for rule, _ in alerts(told)} == {RULE}


def test_a_cloned_plate_three_kilometres_behind_is_told_to_both_and_has_one_trip() -> None:
    clone = [ping for ping in trailer(later=0, behind_m=3000).pings if from_iso(ping["utc_ts"]) > ms(20)]
    told = judged(a_scene(tractor(), clone))
    assert trips(told) == [("unit-1", "completed")]
    found = told.standing(RULE)
    assert [(data["unit_id"], data["severity"], data["urgency"], data["plate"]) for data in found] == [
        ("unit-1", "high", "today", PLATE), (TRAILER, "high", "today", PLATE),
    ]  # fmt: skip
    assert {data["close_reason"] for data in found} == {"cleared"}
    (trip,) = [data for _, data in told.trips() if data["unit_id"] == "unit-1"]
    assert next(data["alert_id"] for data in found if data.get("trip_id") == trip["trip_id"]) in trip["alert_ids"]


def test_a_device_far_away_is_judged_as_its_own_unit() -> None:
    """It goes into a restricted zone; one that is with the truck goes unmentioned there."""
    dump = {"zones": [a_zone("Z-DUMP", "restricted", 9000, 4000, 200)]}
    away = Track(0, 6000, 4000, unit_id=TRAILER).stand(20).go(9000, 4000).stand(8).go(6000, 4000).stand(20)
    assert ("restricted-zone", TRAILER) in alerts(judged(a_scene(tractor(), away, **dump)))
    beside = {"zones": [a_zone("Z-DUMP", "restricted", 9000, 0, 200)]}
    assert alerts(judged(a_scene(tractor(), trailer(), **beside))) == [("restricted-zone", "unit-1")]


def test_a_glitch_of_either_parts_nobody() -> None:
    other = trailer()
    other.pings[22] = dict(other.pings[22], lat=13.2)
    assert alerts(judged(a_scene(tractor(), other))) == []


@pytest.mark.parametrize(
    ("says", "rows"),
    (
        ("the unit was moved to another truck before", [a_vehicle(), a_vehicle(TRAILER, valid_to="2026-10-31"), a_vehicle(TRAILER, "71-2222", valid_from="2026-11-01")]),
        ("its old row was not closed", [a_vehicle(), a_vehicle(TRAILER), a_vehicle(TRAILER, "71-2222", valid_from="2026-11-01")]),
    ),
)  # fmt: skip
def test_nothing_of_this_applies(says: str, rows: list[dict[str, Any]]) -> None:
    far = Track(0, 60_000, unit_id=TRAILER).stand(60)
    told = judged(a_scene(tractor(), far, vehicles=rows))
    assert (trips(told), alerts(told)) == ([("unit-1", "completed")], []), says


def test_rows_that_overlap_by_mistake_show_as_one_plate_in_two_places() -> None:
    far = Track(0, 60_000, unit_id=TRAILER).stand(60)
    told = judged(a_scene(tractor(), far))
    assert trips(told) == [("unit-1", "completed")]
    assert alerts(told) == [(RULE, "unit-1"), (RULE, TRAILER)]


def sparse(track: Track) -> Track:
    """Every other ping of a track: a shuffled story is judged again and again."""
    track.pings = track.pings[::2]
    return track


SCENES = {
    "together": a_scene(sparse(tractor()), sparse(trailer())),
    "one is two minutes behind": a_scene(tractor(every=2), sparse(trailer())),
    "the other leads": a_scene(sparse(tractor()), sparse(trailer(later=-0.25))),
    "a silence bridged": a_scene(without(sparse(tractor()), 18, 32), sparse(trailer())),
    "a silence of both": a_scene(without(sparse(tractor()), 18, 32), without(sparse(trailer()), 20, 29)),
    "a clone behind": a_scene(sparse(tractor()), sparse(trailer(later=0, behind_m=3000))),
    "left behind on the way": a_scene(
        sparse(tractor()),
        sparse(Track(0.25, -12, unit_id=TRAILER).stand(15).go(9000).stand(30).go(ROAD_M).stand(10).go(ROAD_M - 3000)),
    ),
    "two rounds": a_scene(
        sparse(Track(0).stand(15).go(ROAD_M).stand(10).go(0).stand(15).go(ROAD_M).stand(8).go(ROAD_M - 3000)),
        sparse(Track(0.25, 12, unit_id=TRAILER).stand(15).go(ROAD_M).stand(10).go(0).stand(14).go(ROAD_M).stand(8).go(ROAD_M - 3000)),
        manifests=[a_manifest(), a_manifest("M-2", 80)],
    ),
}


@pytest.mark.parametrize("says", SCENES)
def test_the_order_of_arrival_does_not_matter(says: str) -> None:
    scene = SCENES[says]
    ours = judged(scene, 900)
    end_ms = max(from_iso(ping["utc_ts"]) for ping in scene.pings)
    for seed in range(20):
        order = list(scene.pings)
        random.Random(seed).shuffle(order)
        shuffled = Scene([dict(ping, recv_utc_ts=to_iso(end_ms + 1000 * i)) for i, ping in enumerate(order)])
        shuffled.reference = scene.reference
        theirs = judged(shuffled, 900)
        assert differences(ours.events, theirs.events) == [], seed
