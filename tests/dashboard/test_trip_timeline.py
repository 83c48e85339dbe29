"""The timeline as tables: what rows a way gives, by hand-made stops, gaps and fixes."""

from typing import Any

import pytest

from dashboard.trip_page.timeline import KINDS, AlertSpan, Row, timeline
from dashboard.trip_page.told import Told
from dashboard.trip_page.way import Gap, Sight, Stop, Way
from models.fix import Fix
from models.trip import Visit
from streams.judging.state import Trip
from tests.builders import at, ms, place

UNSEEN_S = 300.0


def a_fix(minute: float, east_m: float = 0) -> Fix:
    lon, lat = place(east_m)
    return Fix(utc_ms=ms(minute), receipt_ms=ms(minute), lat=lat, lon=lon, x=0.0, y=0.0)


def seen(minute: float, east_m: float = 0, *zone_ids: str) -> Sight:
    return Sight(fix=a_fix(minute, east_m), zone_ids=zone_ids, permitted_ids=zone_ids, off_m=0.0)


def stop(begin: float, end: float, *zone_ids: str, allowed: bool = True, off: bool = False) -> Stop:
    return Stop(from_ms=ms(begin), to_ms=ms(end), lat=12.7, lon=101.1, zone_ids=zone_ids, allowed=allowed, off_corridor=off)


def gap(begin: float, end: float, *, excused: bool = False) -> Gap:
    return Gap(before=a_fix(begin), after=a_fix(end, 5000), km=5.0, excused=excused)


def told(**changes: Any) -> Told:
    """A trip that left at minute 15 and is on the road."""
    known: dict[str, Any] = {
        "trip_id": "T1", "unit_id": "unit-1", "plate": "70-1234", "province": "ระยอง", "permit_no": None,
        "manifest_keys": (), "item_nos": (1,), "origin_zone_id": "Z-GEN", "destination_zone_ids": (), "started_ms": ms(15),
        "state": "on_the_way",
    }  # fmt: skip
    return Told(**(known | changes))


def arrived(minute: float) -> Told:
    return told(state="arrived", arrived_ms=ms(minute), destination_zone_ids=("Z-PROC",))


def completed(minute: float, end: float) -> Told:
    return told(state="completed", arrived_ms=ms(minute), destination_zone_ids=("Z-PROC",), over_ms=ms(end))


def way(sights: list[Sight], stops: list[Stop] = [], gaps: list[Gap] = [], **load: Any) -> Way:  # noqa: B006 - never changed
    known: dict[str, Any] = {
        "started_ms": ms(15), "origin_zone_id": "Z-GEN", "estate_zone_id": None, "plate": "70-1234", "province": "ระยอง",
        "plate_key": "701234|TH-21", "permits": (), "manifests": (), "generators": ("Z-GEN",),
    }  # fmt: skip
    return Way(sights=tuple(sights), stops=tuple(stops), gaps=tuple(gaps), papers=Trip(**(known | load)), is_recognised=True)


def short(rows: list[Row]) -> list[str]:
    """Rows in a few letters: kind, from which minute to which."""
    return [f"{row.kind} {minute(row.from_ms)}{'' if row.to_ms == row.from_ms else f'-{minute(row.to_ms)}'}" for row in rows]


def minute(at_ms: int | None) -> str:
    return "" if at_ms is None else f"{(at_ms - ms(0)) / 60_000:g}"


GATE = [seen(0, 0, "Z-GEN"), seen(14, 0, "Z-GEN")]
LOADED = stop(0, 14, "Z-GEN")
ROAD = [seen(15, 400), seen(20, 5000)]


TABLE: dict[str, tuple[Told, Way, list[str]]] = {
    "a truck on the road that stood where it loaded": (
        told(), way([*GATE, *ROAD], [LOADED]), ["loading 0-14", "departure 15", "driving 15-"],
    ),
    "nobody saw it load": (told(), way(ROAD), ["departure 15", "driving 15-"]),
    "nothing was stored of it at all": (told(), way([]), ["departure 15", "driving 15-"]),
    "loading in two places of one yard is one loading": (
        told(), way([*GATE, *ROAD], [stop(0, 6, "Z-GEN"), stop(8, 14, "Z-GEN")]), ["loading 0-14", "departure 15", "driving 15-"],
    ),
    "a stay in the yard that ended before this one is not this loading": (
        told(), way([seen(-60, 0, "Z-GEN"), seen(-30, 3000), *GATE, *ROAD], [stop(-90, -60, "Z-GEN"), LOADED]),
        ["loading 0-14", "departure 15", "driving 15-"],
    ),
    "the run at the gate may take in the first fix outside: the loading ends before it": (
        told(), way([*GATE, *ROAD], [stop(0, 15, "Z-GEN")]), ["loading 0-14", "departure 15", "driving 15-"],
    ),
    "a stop on the road parts two drives": (
        told(), way([*GATE, *ROAD, seen(40, 9000)], [LOADED, stop(22, 30, allowed=False)]),
        ["loading 0-14", "departure 15", "driving 15-22", "stop 22-30", "driving 30-"],
    ),
    "a stop that goes on is no drive": (
        told(), way([*GATE, *ROAD, seen(30, 5000)], [LOADED, stop(20, 30, allowed=False)]),
        ["loading 0-14", "departure 15", "driving 15-20", "stop 20-"],
    ),
    "a gap on the road": (
        told(), way([*GATE, seen(15, 400), seen(25, 5400)], [LOADED], [gap(15, 25)]),
        ["loading 0-14", "departure 15", "gap 15-25", "driving 15-"],
    ),
    "it arrived and stands there": (
        arrived(40), way([*GATE, *ROAD, seen(40, 20000, "Z-PROC"), seen(50, 20000, "Z-PROC")], [LOADED, stop(40, 50, "Z-PROC")],
                         visits=(Visit(zone_id="Z-PROC", factory_no=None, arrived_ms=ms(40)),)),
        ["loading 0-14", "departure 15", "driving 15-40", "arrival 40", "unloading 40-"],
    ),
    "it is completed": (
        completed(40, 52), way([*GATE, *ROAD, seen(40, 20000, "Z-PROC"), seen(52, 20000)], [LOADED, stop(40, 50, "Z-PROC")]),
        ["loading 0-14", "departure 15", "driving 15-40", "arrival 40", "unloading 40-50", "completed 52"],
    ),
    "unloading in two places of the plant is one unloading": (
        completed(40, 60), way([*GATE, *ROAD, seen(60, 20000)], [LOADED, stop(41, 47, "Z-PROC"), stop(49, 58, "Z-PROC")]),
        ["loading 0-14", "departure 15", "driving 15-40", "arrival 40", "unloading 41-58", "completed 60"],
    ),
    "two plants, both reached": (
        completed(60, 75),
        way([*GATE, *ROAD, seen(75, 20000)], [LOADED, stop(30, 38, "Z-ONE"), stop(60, 70, "Z-PROC")],
            visits=(Visit(zone_id="Z-ONE", factory_no=None, arrived_ms=ms(29), left_ms=ms(39)),
                    Visit(zone_id="Z-PROC", factory_no=None, arrived_ms=ms(60)))),
        ["loading 0-14", "departure 15", "driving 15-30", "arrival 29", "unloading 30-38", "driving 38-60", "arrival 60",
         "unloading 60-70", "completed 75"],
    ),
    "a second load at a further generator": (
        told(), way([*GATE, *ROAD, seen(40, 9000)], [LOADED, stop(22, 30, "Z-GEN-2")], generators=("Z-GEN", "Z-GEN-2")),
        ["loading 0-14", "departure 15", "driving 15-22", "loading 22-30", "driving 30-"],
    ),
    "a load that was brought back": (
        told(state="ended", over_ms=ms(40), reason="returned"), way([*GATE, *ROAD, seen(40, 0, "Z-GEN")], [LOADED, stop(35, 40, "Z-GEN")]),
        ["loading 0-14", "departure 15", "driving 15-35", "stop 35-40", "ended 40"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("says", TABLE)
def test_the_rows_of_a_trip(says: str):
    trip, seen_way, expected = TABLE[says]
    newest = seen_way.last_fix
    now_ms = ms(15) if newest is None else newest.utc_ms
    rows = timeline(trip, seen_way, [], UNSEEN_S, now_ms)
    assert sorted(short(rows)) == sorted(expected)
    assert [row.from_ms for row in rows] == sorted(row.from_ms for row in rows)


@pytest.mark.parametrize(
    ("silent_min", "trip", "permitted", "expected"),
    (
        (5, told(), (), None),  # five minutes are no gap yet
        (6, told(), (), False),  # six are one, and it goes on
        (6, told(), ("S-1",), True),  # excused where it may stand
        (60, completed(18, 20), (), None),  # what is over has no silence that goes on
    ),
)
def test_a_silence_that_goes_on(silent_min: float, trip: Told, permitted: tuple[str, ...], expected: bool | None):
    seen_way = way([*GATE, seen(15, 400), seen(20, 5000, *permitted)], [LOADED])
    rows = timeline(trip, seen_way, [], UNSEEN_S, ms(20 + silent_min))
    assert [row.to_ms for row in rows if row.kind == "driving" and row.to_ms is None] == ([None] if silent_min == 5 else [])
    found = [(row.from_ms, row.to_ms, row.excused) for row in rows if row.kind == "gap"]
    assert found == ([] if expected is None else [(ms(20), None, expected)])


def test_what_a_stop_and_a_gap_say():
    rows = timeline(told(), way([*GATE, *ROAD], [LOADED, stop(16, 30, "Z-1", allowed=False, off=True)], [gap(15, 25)]), [], UNSEEN_S, ms(20))
    by_kind = {row.kind: row for row in rows}
    assert (by_kind["stop"].allowed, by_kind["stop"].off_corridor, by_kind["stop"].zone_ids) == (False, True, ("Z-1",))
    lon, lat = place(5000)
    assert (by_kind["gap"].km, by_kind["gap"].excused, by_kind["gap"].to_lat, by_kind["gap"].to_lon) == (5.0, False, lat, lon)
    assert (by_kind["loading"].allowed, by_kind["loading"].since_before) == (None, True)


ALERT = {"alert_id": "A1", "started_at": at(20), "lat": 12.7, "lon": 101.1}


@pytest.mark.parametrize(
    ("data", "expected"),
    (
        (ALERT, ["alert 20-"]),  # a state that holds
        (ALERT | {"ended_at": at(25), "close_reason": "returned_to_route"}, ["alert 20-25"]),  # one that is over
        (ALERT | {"ended_at": at(20)}, ["alert 20"]),  # a fact is a moment
        (ALERT | {"ended_at": at(25), "close_reason": "late_evidence"}, []),  # what was refuted did not happen
    ),
)
def test_alerts_in_the_timeline(data: dict[str, Any], expected: list[str]):
    span = AlertSpan.of(data)
    rows = timeline(told(), way([*GATE, *ROAD], [LOADED]), [] if span is None else [span], UNSEEN_S, ms(20))
    assert [line for line in short(rows) if line.startswith("alert")] == expected


def test_rows_of_one_time_stand_in_the_order_of_what_happens():
    rows = timeline(completed(40, 40), way([*GATE, *ROAD, seen(40, 20000, "Z-PROC")], [LOADED, stop(15, 22)]), [], UNSEEN_S, ms(40))
    assert [row.kind for row in rows] == ["loading", "departure", "stop", "driving", "arrival", "completed"]
    assert set(KINDS) >= {row.kind for row in rows}
