"""The way of a trip is the rules' own: its gaps sum up to what the judging told, its stops are those that it judged."""

import json

import pytest

from dashboard.trip_page.build import build_story
from dashboard.trip_page.series import MOST, thinned
from dashboard.trip_page.told import Told
from dashboard.trip_page.way import Sight, Way, way_of
from models.fix import Fix
from models.times import from_iso
from streams.explain.chain import Note
from tests.builders import LON, ROAD_M, Scene, Track, a_clean_trip, a_manifest, a_permit, a_zone, at, ms, place
from tests.dashboard.seed import alert_data
from tests.dashboard.seed_trip import Seeded, judged
from tests.golden.scenarios import GOLDEN

FIELD = Scene(
    Track().stand(15).go(8000).go(8000, 3000).stand(8).go(8000, 0).silent(11).move(16_000).see().go(ROAD_M).stand(10).go(15_000).pings
)
"""Loads, turns off the road at 8 km, stands 3 km north of it for 8 min, comes back, is unseen for 12 min, arrives."""


def as_told(found: Seeded, state: str = "completed") -> Told:
    return Told.of(json.dumps(found.trip | {"state": state}))


def way_in(scene: Scene, until: float | None = None) -> tuple[Told, Way]:
    found = judged(scene, until)
    state = "completed" if "completed_at" in found.trip else "ended" if "ended_at" in found.trip else "on_the_way"
    told = as_told(found, state)
    pings = [ping for ping in found.pings if ping.utc_ms <= told.until_ms]
    return told, way_of(told, pings, scene.world())


# In these the judging knows more than one truck's pings from half a day show: another device, or a place it jumped from.
OTHERWISE = {"two-devices", "jump", "two-places", "cloned-plate", "handed-over"}
COMPLETED = [
    name
    for name, golden in GOLDEN.items()
    if name not in OTHERWISE and len(golden.ends) > 0 and sum(end.startswith("completed") for end in golden.ends) == 1
    and sum(end.split()[0] in {"completed", "ended", "started", "arrived"} for end in golden.ends) == 1
]  # fmt: skip


def test_the_golden_scenarios_are_there():
    assert len(COMPLETED) >= 12


@pytest.mark.parametrize("name", COMPLETED)
def test_gaps_and_distance_are_those_that_the_judging_told(name: str):
    found = judged(GOLDEN[name].scene, GOLDEN[name].until)
    told, way = way_in(GOLDEN[name].scene, GOLDEN[name].until)
    counted = [gap for gap in way.gaps if not gap.excused]
    assert way.is_recognised
    assert sum(gap.after.utc_ms - gap.before.utc_ms for gap in counted) / 1000 == found.trip["unseen_s"]
    assert sum(gap.km for gap in counted) == pytest.approx(found.trip["unseen_km"], abs=0.06)
    assert way.distance_km(told.started_ms, told.until_ms) == pytest.approx(found.trip["distance_km"], abs=0.06)


def test_the_field_by_hand():
    """Metres north of a road that runs due east are metres from it; the permit allows 300 m."""
    _, way = way_in(FIELD)
    assert [(stop.from_ms, stop.to_ms, stop.allowed, stop.off_corridor) for stop in way.stops] == [
        (ms(0), ms(15), True, False),  # loads until minute 15
        (ms(26), ms(35), False, True),  # 8 km and 3 km at 60 km/h; there from minute 26
        (way.stops[2].from_ms, way.stops[2].to_ms, True, False),
    ]
    far = [sight for sight in way.sights if ms(26) <= sight.fix.utc_ms <= ms(34)]
    assert {round(sight.off_m or 0) for sight in far} == {2700}  # 3,000 m less the 300 m that are permitted
    assert {sight.off_m for sight in way.sights if sight.fix.lat == place(0)[1]} == {0.0}
    (gap,) = way.gaps
    assert ((gap.after.utc_ms - gap.before.utc_ms) / 60_000, round(gap.km, 1), gap.excused) == (12.0, 8.0, False)


def test_a_trip_whose_beginning_is_no_longer_stored_is_measured_by_its_own_papers():
    found = judged(FIELD)
    told = as_told(found)
    later = [ping for ping in found.pings if ms(20) <= ping.utc_ms <= told.until_ms]
    way = way_of(told, later, FIELD.world())
    assert not way.is_recognised
    assert way.papers.permits == ("กอ12569000417",)
    assert max(sight.off_m or 0.0 for sight in way.sights) == pytest.approx(2700, abs=1)


def test_without_papers_nothing_is_measured():
    found = judged(FIELD)
    told = Told.of(json.dumps(found.trip | {"state": "completed", "permit_no": None}))
    later = [ping for ping in found.pings if ms(20) <= ping.utc_ms <= told.until_ms]
    assert {sight.off_m for sight in way_of(told, later, FIELD.world()).sights} == {None}


def test_a_permit_without_a_route_is_not_measured():
    _, way = way_in(Scene(a_clean_trip().pings, permits=[a_permit(routes=[])]))
    assert {sight.off_m for sight in way.sights} == {None}


def test_a_gap_within_one_rest_area_is_excused():
    rest = a_zone("Z-REST", "rest_area", 8000)
    scene = Scene(Track().stand(15).go(8000).silent(30).see().go(ROAD_M).stand(10).go(15_000).pings, zones=[rest])
    told, way = way_in(scene)
    assert [gap.excused for gap in way.gaps] == [True]
    assert told.until_ms == from_iso(judged(scene).trip["completed_at"])


def sight(number: int, speed_kmh: float | None = 50.0, off_m: float | None = 0.0) -> Sight:
    fix = Fix(utc_ms=number * 1000, receipt_ms=number * 1000, lat=12.7, lon=LON, x=0.0, y=0.0, speed_kmh=speed_kmh)
    return Sight(fix=fix, zone_ids=(), permitted_ids=(), off_m=off_m)


def test_up_to_the_limit_every_fix_is_kept():
    sights = [sight(number) for number in range(MOST)]
    assert thinned(sights) == sights


def test_of_more_the_peaks_stay_and_no_group_loses_its_ends():
    fastest, farthest = 10_007, 23_456
    sights = [
        sight(number, 99.0 if number == fastest else None, 800.0 if number == farthest else None) for number in range(30_000)
    ]
    kept = thinned(sights)
    numbers = [one.fix.utc_ms // 1000 for one in kept]
    assert len(kept) <= MOST
    assert numbers == sorted(set(numbers))
    assert {fastest, farthest, 0, 29_999} <= set(numbers)
    assert {number for group in range(1000) for number in (group * 30, group * 30 + 29)} <= set(numbers)


def test_the_story_of_the_field():
    found = judged(FIELD)
    told = as_told(found)
    pings = [ping for ping in found.pings if ping.utc_ms <= told.until_ms]
    story = build_story(told, [], pings, FIELD.world(), ms(500))
    assert (story.is_open, story.notes, story.fixes_in_all) == (False, [], len(story.fixes))
    assert story.fixes[0].utc_ts == at(0)  # it loaded for less than half an hour
    assert [permit.permit_no for permit in story.permits] == ["กอ.1-2569-000417"]
    assert [zone.properties.zone_id for zone in story.zones] == ["Z-GEN", "Z-PROC"]
    assert story.vehicle is not None
    assert story.vehicle.carrier == "ขนส่งดี"
    assert (story.unseen.gaps, story.unseen.unseen_s, round(story.unseen.unseen_km, 1)) == (1, 720.0, 8.0)


def test_the_chart_begins_half_an_hour_before_the_departure_at_most():
    scene = Scene(Track().stand(90).go(ROAD_M).stand(10).go(15_000).pings)
    found = judged(scene)
    told = as_told(found)
    story = build_story(told, [], found.pings, scene.world(), ms(500))
    assert from_iso(story.fixes[0].utc_ts) == told.started_ms - 30 * 60_000
    assert story.timeline[0].from_ == at(0)


def test_a_manifest_stands_with_its_waste_and_weights():
    manifest = a_manifest("M-1", depart=15, received=60, weigh_out_t=6.1, weigh_in_t=5.2)
    scene = Scene(a_clean_trip().pings, manifests=[manifest])
    found = judged(scene)
    story = build_story(as_told(found), [], found.pings, scene.world(), ms(500))
    (shown,) = story.manifests
    assert (shown.manifest_no, shown.waste_name_th, shown.quantity_t, shown.weigh_out_t, shown.weigh_in_t) == ("M-1", "กากตะกอน", 6.0, 6.1, 5.2)


def test_a_trip_without_pings_says_so_and_shows_its_alerts():
    found = judged(FIELD)
    alert = json.dumps(alert_data("A1", 20))
    story = build_story(as_told(found), [alert], [], FIELD.world(), ms(500))
    assert story.fixes == []
    assert [isinstance(note, Note) and "No ping" in note.en for note in story.notes] == [True]
    assert [row.kind for row in story.timeline] == ["alert", "departure", "driving", "arrival", "completed"]
