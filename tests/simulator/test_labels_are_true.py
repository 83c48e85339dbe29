"""The labels against the files: each claim is looked for in the pings with other geometry than the simulator's."""

import itertools
from collections import Counter
from typing import Any

import pytest
import shapely

from models.names import plate_key
from models.times import from_iso
from simulator.incidents import KINDS
from tests.simulator.observed import Loaded, Seen

QUIET_ON_THE_ROAD = [
    "clean", "jam", "tunnel", "gate_jitter", "clock_7h", "manifests_three", "duplicates", "bad_lines", "late_batch",
    "sleeping_device", "permit_suspended", "permit_expired", "roadside_stop",
]  # fmt: skip
COMPLETING = [*QUIET_ON_THE_ROAD, "silence", "detour_dump", "restricted"]


def every(seen: Seen, *kinds: str) -> list[tuple[dict[str, Any], Loaded]]:
    found = [(trip, seen.loaded(trip)) for kind in kinds for trip in seen.trips(kind)]
    assert found
    return found


def test_every_kind_appears_and_every_unit_exists(seen: Seen) -> None:
    assert {trip["kind"] for trip in seen.labels["trips"]} == {*KINDS, "clean"}
    known = {row["unit_id"] for row in seen.vehicles}
    labelled = Counter(unit for trip in seen.labels["trips"] for unit in trip["units"])
    assert set(labelled) == known == set(seen.tracks)
    assert set(labelled.values()) == {1}


def test_a_label_has_the_agreed_fields(seen: Seen) -> None:
    for trip in seen.labels["trips"]:
        assert {
            "unit_id", "units", "plate", "kind", "benign", "permit_no", "processor_zone_id", "must", "severity",
            "never", "verdict", "advisory", "from", "completes",
        } <= set(trip)  # fmt: skip
        assert bool(trip["must"]) is not trip["benign"]
        assert {rule for rules in trip["must"] for rule in rules} == set(trip["severity"])
        assert (trip["from"] is None) is trip["benign"]
        row = next(row for row in seen.vehicles if row["unit_id"] == trip["unit_id"] and row["valid_to"] is None)
        assert row["plate"] == trip["plate"]


def test_the_run_ends_when_every_trip_is_final(seen: Seen) -> None:
    assert from_iso(seen.labels["until"]) - max(seen.arrivals_ms or [0]) > 25 * 3_600_000


def test_bad_records_are_counted(seen: Seen) -> None:
    assert seen.tracks
    assert seen.bad == seen.labels["bad_records"] > 0


def test_every_trip_departs_after_a_stop_at_the_factory(seen: Seen) -> None:
    for trip, run in every(seen, *(set(COMPLETING) | {"returned_load", "wrong_destination"})):
        assert run.loading_ms >= 5 * 60_000, trip
        assert seen.zones[run.permit["generator"]["zone_id"]]["properties"]["kind"] == "generator"


def test_a_completing_trip_is_seen_at_the_plant_and_leaves_it(seen: Seen) -> None:
    for trip, run in every(seen, *COMPLETING):
        assert trip["completes"] >= 1
        assert run.plant_minutes() >= 8, trip
        assert not run.plant.covers(run.track[-1].point)


def test_quiet_trips_keep_to_the_route(seen: Seen) -> None:
    for trip, run in every(seen, *QUIET_ON_THE_ROAD):
        assert run.off_run(250) == 0, trip
        assert not run.path().intersects(seen.restricted), trip


def test_benign_trips_stand_nowhere_for_long(seen: Seen) -> None:
    kinds = [trip["kind"] for trip in seen.labels["trips"] if trip["benign"] and trip["permit_no"]]
    for trip, run in every(seen, *set(kinds)):
        stops = run.stops()
        assert all(minutes < 5 for minutes, _ in stops), trip
        assert sum(minutes >= 2 for minutes, _ in stops) < 3, trip


def test_nothing_is_silent_that_should_not_be(seen: Seen) -> None:
    for trip, run in every(seen, *(set(QUIET_ON_THE_ROAD) - {"late_batch"}), "detour_dump", "restricted"):
        assert all(gap_s < 320 for gap_s, _ in run.gaps(receipts=True)), trip
        assert all(gap_s < 300 for gap_s, _ in run.gaps()), trip


def test_no_truck_enters_an_alert_zone_unless_labelled(seen: Seen) -> None:
    shapely.prepare(seen.restricted)
    allowed = {unit for trip in seen.trips("restricted") for unit in trip["units"]}
    for unit, track in seen.tracks.items():
        if unit not in allowed:
            line = shapely.LineString([fix.point for fix in track])
            assert not line.intersects(seen.restricted), unit


def test_a_detour_leaves_the_corridor_and_stands_there(seen: Seen) -> None:
    for trip, run in every(seen, "detour_dump"):
        assert run.off_run(510) >= 3
        minutes, fix = max(run.stops(), key=lambda stop: stop[0])
        assert 9 <= minutes <= 26
        assert 900 < run.off_m(fix) < 4000
        first_off = next(fix for fix in run.road if run.off_m(fix) > 500)
        assert -5_000 <= first_off.utc_ms - from_iso(trip["from"]) <= 61_000
        stood = from_iso(trip["from_by_rule"]["unauthorised-stop"])
        assert abs(fix.utc_ms - stood) <= 61_000


def test_a_roadside_stop_is_long_and_on_the_corridor(seen: Seen) -> None:
    for trip, run in every(seen, "roadside_stop"):
        minutes, fix = max(run.stops(), key=lambda stop: stop[0])
        low, high = (61, 80) if trip["severity"]["unauthorised-stop"] == "high" else (25, 58)
        assert low <= minutes <= high
        assert run.off_m(fix) < 200
        assert abs(fix.utc_ms - from_iso(trip["from"])) <= 61_000
        others = seen.of_kinds("generator", "processor", "estate", "depot", "restricted")
        assert not others.covers(fix.point)


def test_a_restricted_zone_is_crossed(seen: Seen) -> None:
    for trip, run in every(seen, "restricted"):
        pieces = list(zip(run.road, run.road[1:], strict=False))
        touching = [b for a, b in pieces if shapely.LineString([a.point, b.point]).intersects(seen.restricted)]
        assert touching
        assert abs(touching[0].utc_ms - from_iso(trip["from_by_rule"]["restricted-zone"])) <= 90_000
        assert run.off_run(510) >= 2
        stopped = [fix for minutes, fix in run.stops() if minutes >= 5 and seen.restricted.covers(fix.point)]
        assert bool(stopped) is (trip["severity"]["restricted-zone"] == "critical")


def test_a_wrong_destination_is_another_plant(seen: Seen) -> None:
    plants = seen.of_kinds("processor")
    for trip, run in every(seen, "wrong_destination"):
        assert run.arrival is None
        assert trip["completes"] == 0
        others = [fix for fix in run.track[run.first_out :] if plants.covers(fix.point)]
        assert others[-1].utc_ms - others[0].utc_ms >= 10 * 60_000
        assert abs(others[0].utc_ms - from_iso(trip["from"])) <= 61_000


def test_a_silence_is_as_long_as_its_severity_says(seen: Seen) -> None:
    bands = {"warning": (330, 880), "high": (910, 1780), "critical": (1810, 2600)}
    for trip, run in every(seen, "silence"):
        gap_s, last = max(run.gaps(), key=lambda gap: gap[0])
        low, high = bands[trip["severity"]["signal-lost"]]
        assert low < gap_s < high
        assert not run.permitted.covers(last.point)
        assert 0 <= from_iso(trip["from"]) - last.utc_ms <= 61_000
        assert run.arrival is not None


def test_an_undeclared_truck_is_named_by_no_paper(seen: Seen) -> None:
    trips = seen.trips("undeclared")
    assert trips
    factories = seen.of_kinds("generator")
    for trip in trips:
        row = next(row for row in seen.vehicles if row["unit_id"] == trip["unit_id"] and row["valid_to"] is None)
        assert plate_key(row["plate"], row["province"]) not in seen.named_plates
        assert all(manifest["plate"] != row["plate"] for manifest in seen.manifests)
        stood = [fix.utc_ms for fix in seen.tracks[trip["unit_id"]] if fix.speed == 0 and factories.covers(fix.point)]
        assert max(stood) - min(stood) >= 10 * 60_000
        assert 0 <= from_iso(trip["from"]) - max(stood) <= 180_000


def test_declared_trucks_are_named_by_their_permit(seen: Seen) -> None:
    for trip in seen.labels["trips"]:
        if trip["permit_no"]:
            permit = seen.permits[trip["permit_no"]]
            keys = {plate_key(v["plate"], v["province"]) for v in permit["vehicles"]}
            rows = [row for row in seen.vehicles if row["unit_id"] in trip["units"] and row["valid_to"] is None]
            assert plate_key(rows[0]["plate"], rows[0]["province"]) in keys
            assert permit["items"][0]["processor"]["zone_id"] == trip["processor_zone_id"]


def test_only_invalid_permits_are_invalid(seen: Seen) -> None:
    for trip in seen.labels["trips"]:
        if not trip["permit_no"]:
            continue
        permit = seen.permits[trip["permit_no"]]
        assert (permit["status"] == "suspended") is (trip["kind"] == "permit_suspended")
        assert (permit["valid_to"] < "2026-03-03") is (trip["kind"] == "permit_expired")
        assert permit["valid_from"] < "2026-03-02"


def test_a_returned_load_comes_back_and_stays(seen: Seen) -> None:
    for trip, run in every(seen, "returned_load"):
        assert run.arrival is None
        back = [fix for fix in run.track[run.first_out :] if run.factory.covers(fix.point)]
        assert back[-1].utc_ms - back[0].utc_ms >= 10 * 60_000
        assert run.factory.covers(run.track[-1].point)
        assert trip["completes"] == 0


def test_a_vendors_units_fall_silent_together_on_the_road(seen: Seen) -> None:
    (trip,) = seen.trips("vendor_outage")
    silent = []
    for unit in trip["units"]:
        permit_no = next(
            no for no, permit in seen.permits.items()
            if plate_key(permit["vehicles"][0]["plate"], permit["vehicles"][0]["province"])
            in {plate_key(r["plate"], r["province"]) for r in seen.vehicles if r["unit_id"] == unit}
        )  # fmt: skip
        run = Loaded(
            seen,
            {
                **trip,
                "permit_no": permit_no,
                "processor_zone_id": seen.permits[permit_no]["items"][0]["processor"]["zone_id"],
            },
            seen.tracks[unit],
        )
        gap_s, last = max(run.gaps(), key=lambda gap: gap[0])
        assert 11 * 60 < gap_s < 20 * 60
        assert not run.permitted.covers(last.point)
        assert run.arrival is not None
        silent.append(last.recv_ms)
    assert len(silent) >= 5
    assert max(silent) - min(silent) < 3 * 60_000
    assert {unit[:3] for unit in trip["units"]} == {trip["vendor"]}
    assert all(unit in trip["units"] for unit in seen.tracks if unit.startswith(trip["vendor"]))
    assert trip["completes"] == len(trip["units"])


def test_a_late_batch_is_heard_late_but_whole(seen: Seen) -> None:
    for _, run in every(seen, "late_batch"):
        assert max(gap_s for gap_s, _ in run.gaps(receipts=True)) > 330
        assert max(gap_s for gap_s, _ in run.gaps()) < 120
        late = [fix.recv_ms - fix.utc_ms for fix in run.road if fix.recv_ms - fix.utc_ms > 300_000]
        assert len(late) >= 8
        assert max(late) <= 61 * 60_000


def test_a_shunting_truck_leaves_and_comes_back_first(seen: Seen) -> None:
    for trip, run in every(seen, "gate_jitter"):
        before = run.track[run.first_inside : run.first_out]
        outside = [fix for fix in before if not run.factory.covers(fix.point)]
        assert len(outside) >= 2
        assert all(run.factory.distance(fix.point) < 500 for fix in outside)
        assert outside[-1].utc_ms - outside[0].utc_ms < 9 * 60_000
        assert trip["completes"] >= 1


def test_a_device_sleeps_only_at_the_plant(seen: Seen) -> None:
    for _, run in every(seen, "sleeping_device"):
        there = [fix for fix in run.track[run.arrival or 0 :] if run.plant.covers(fix.point)]
        gaps = [(b.utc_ms - a.utc_ms) / 60_000 for a, b in itertools.pairwise(there)]
        assert max(gaps) > 12


def test_manifests_fit_the_trips(seen: Seen) -> None:
    assert [trip["manifests"] for trip in seen.trips("manifests_three")] == [3] * len(seen.trips("manifests_three"))
    by_plate = {(trip["plate"], trip["permit_no"]): trip for trip in seen.labels["trips"]}
    fitting = 0
    for manifest in seen.manifests:
        trip = by_plate.get((manifest["plate"], manifest["permit_no"]))
        first_round = manifest["manifest_no"].split("-")[0].endswith("0000")
        if manifest["status"] != "received" or trip is None or not first_round:
            continue
        fitting += 1
        run = seen.loaded(trip)
        left_ms = run.track[run.first_out].utc_ms
        assert abs(from_iso(manifest["planned_depart"]) - left_ms) < 15 * 60_000
        assert run.arrival is not None
        received_ms = from_iso(manifest["received_at"])
        inside = [fix.utc_ms for fix in run.track[run.arrival :] if run.plant.covers(fix.point)]
        assert inside[0] < received_ms
        assert abs(manifest["weigh_in_t"] - manifest["weigh_out_t"]) <= max(0.05 * manifest["weigh_out_t"], 0.2)
    assert fitting > 8


@pytest.mark.parametrize("field", ("unit_id", "plate"))
def test_no_two_trucks_are_one(seen: Seen, field: str) -> None:
    now = [row[field] for row in seen.vehicles if row["valid_to"] is None]
    assert len(set(now)) == len(now)
    assert all(len(row["unit_id"]) == 27 for row in seen.vehicles)


def test_arrivals_stand_in_order(seen: Seen) -> None:
    assert seen.tracks
    assert seen.arrivals_ms == sorted(seen.arrivals_ms)


def test_speeds_are_a_trucks(seen: Seen) -> None:
    for unit, track in seen.tracks.items():
        for a, b in itertools.pairwise(track):
            hours = (b.utc_ms - a.utc_ms) / 3_600_000
            assert a.point.distance(b.point) / 1000 / max(hours, 1e-9) <= 110, (unit, a, b)
        assert all(fix.speed <= 100 for fix in track)
