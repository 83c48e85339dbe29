"""Lulls at the edges of what rules read: thresholds that are seldom set, places at a fence, and newer reference data."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from models.ping import Location, to_ping
from models.times import from_iso
from streams.judging.fleet import Fleet
from streams.judging.follow import follow, reconsider
from streams.judging.interface import Arrival, Outcome
from streams.judging.state import Unit, encode_unit
from tests.builders import (
    ROAD_M,
    UNIT,
    Scene,
    Track,
    a_permit,
    a_ping,
    a_vehicle,
    a_zone,
    an_area,
    an_item,
)  # fmt: skip
from tests.judging.test_lull import Judged


def scattering(track: Track, away_m: float, pings: int, every: int) -> Track:
    """A truck that stands, and of whose fixes one in a while lies some metres east."""
    here_m = track.east_m
    for number in range(pings):
        track.move(here_m + (away_m if number % every == every - 1 else 0), track.north_m).see(speed=0.0)
    return track


def shifting(east_m: float, from_m: float, to_m: float) -> Track:
    """A loaded truck that stops beside the road, and whose receiver then places it a little further out."""
    track = Track().stand(8).go(east_m, 0).move(east_m, from_m).stand(8)
    for _ in range(10):
        track.move(east_m, to_m).see(speed=0.0)
    return track.go(ROAD_M, 0)


def out_and_in(zone_m: float) -> Track:
    """A truck that stands at a fence for an hour, is placed outside for six minutes, and inside again."""
    track = Track(0, zone_m - 2_000).go(zone_m - 40, 0).stand(60)
    for _ in range(6):
        track.move(zone_m + 30, 0).see(speed=0.0)
    return track.move(zone_m - 40, 0).stand(20)


def received(pings: Sequence[dict[str, Any]], after_min: float, from_number: int) -> list[dict[str, Any]]:
    """The pings from one on received so many minutes after their fix."""
    minutes = [(from_iso(ping["utc_ts"]) - from_iso(pings[0]["utc_ts"])) / 60_000 for ping in pings]
    return [
        a_ping(minute, 0, recv=minute + (after_min if number >= from_number else 0))
        | {name: ping[name] for name in ("lat", "lon", "speed")}
        for number, (minute, ping) in enumerate(zip(minutes, pings, strict=True))
    ]


EDGES: dict[str, tuple[str, Sequence[dict[str, Any]]]] = {
    "the mean of a stop leaves the corridor": ("", shifting(6_000, 296, 312).pings),
    "the mean of a stop comes into the corridor": ("", shifting(6_000, 312, 296).pings),
    "the mean of a stop leaves the margin": ("", shifting(6_000, 396, 412).pings),
    "a stop is narrower than a halt": (
        "[stop]\nradius_m = 25\n[repeated-short-stops]\nradius_m = 150\n",
        scattering(Track().stand(8).go(6_000, 0).stand(3), 40, 14, 5).go(9_000, 0).pings,
    ),
    "a halt is narrower than a stop": (
        "[repeated-short-stops]\nradius_m = 10\n",
        scattering(Track().stand(8).go(6_000, 0).stand(3), 15, 14, 5).go(9_000, 0).pings,
    ),
    "out of a gate and in again": ("", out_and_in(300).pings),
    "out of a processor and in again": ("", out_and_in(ROAD_M + 300).pings),
    "late is longer than near": ("[arrivals]\nlate_s = 900\n", received(Track().stand(8).go(9_000, 0).pings, 8, 10)),
    "a device is missed within a lull": (
        "[device-check-overdue]\nsilent_d = 0.0035\n",
        received(Track(0, -9_000, 900).stand(30).silent(1).stand(30).pings, 4.5, 31),
    ),
    "a truck that scatters is nowhere else": (
        "[impossible-move]\nmargin_m = 5\nleast_s = 1\nkmh = 30\n",
        scattering(Track(0, -9_000, 900, every=1 / 30), 18, 200, 9).pings,
    ),
    "a warning later than an alarm": (
        "[signal-lost]\nwarning_min = 9\nhigh_min = 4\ncritical_min = 12\nrefuted_s = 800\n[vendor-outage]\nsilent_s = 900\n",
        received(Track().stand(8).go(9_000, 0).silent(4.5).stand(2).pings, 0, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDGES)
def test_a_lull_changes_nothing_at_an_edge(name: str) -> None:
    """Where a lull would end a little too late, something is missed that full judging says."""
    rules, pings = EDGES[name]
    scene = Scene(rules=rules)
    assert Judged(scene, pings, lulls=True).told() == Judged(scene, pings, lulls=False).told()


WIDE = (-4_000, -4_000, 4_000, 4_000)
WIDE_GATE = an_area("Z-WIDE", "generator", *WIDE, factory_no="F-WIDE")
WIDE_PLANT = an_area("Z-WIDE", "processor", *WIDE, factory_no="F-WIDE")
OF_WIDE = a_permit("B-3", generator={"factory_no": "F-WIDE", "name_th": "x", "name_en": "x", "zone_id": "Z-WIDE"})
TO_WIDE = a_permit("B-4", items=[an_item(1, "Z-WIDE")], generator=OF_WIDE["generator"])
BESIDE = [Track(0, 280).stand(8).move(away_m).see().move(420).see().move(280).stand(8) for away_m in (650, 700, 790, 900)]
TURNED = [Track().stand(8).go(east_m, 0).go(0, 0).stand(8) for east_m in (400, 600, 800, 1_000, 3_000)]
ELSEWHERE = [Track().stand(minutes).move(60_000).stand(3).move(0).stand(8) for minutes in (0, 1, 2, 3)]
FETCHED = Track(0, -9_000).go(3_000, 0).go(0, 3_000).stand(14).go(-3_000, 0).go(0, -3_000).go(0, -9_000).stand(9)

ROLLS = [(20, 0), (45, 0), (60, 0), (75, 0), (95, 0), (60, 20), (0, 280), (0, 310), (40, 340), (0, 360), (0, 420), (30, 455)]
OUT = [Track().stand(8).go(6_000, 0).move(6_000, max(0, north - 70)).see().move(6_000 + east, north).stand(14).go(9_000, 0) for east, north in ROLLS]

WIDE_STOPS = "[stop]\nradius_m = 400\n[unauthorised-stop]\noff_corridor_min = 5\non_corridor_min = {0}\nhigh_min = {0}\n"
CREEPING = [
    Track().stand(8).go(6_000, 0).stand(9).move(6_000 + on_m).see(speed=0.0).move(6_022 + on_m).stand(9).go(9_000, 0)
    for on_m in (60, 120, 130, 140, 145, 149)
]


def stopping(from_north_m: float, north_m: float) -> list[Track]:
    """A loaded truck whose stop begins on its last metres, seen for some time."""
    return [Track().stand(8).go(6_000, from_north_m).move(6_000, north_m).stand(minutes) for minutes in (8, 12, 15, 28)]


ABOUT: dict[str, tuple[Scene, Sequence[Track]]] = {
    "it turns back at the gate, or further on": (Scene(), TURNED),
    "it turns back beside the gate, or further on": (Scene(), BESIDE),
    "it is somewhere else soon after it was first seen": (Scene(), ELSEWHERE),
    "the last metres to where it stands": (Scene(), OUT),
    "the last metres into a zone": (Scene(zones=[a_zone("Z-REST", "rest_area", 6_000, 600)]), OUT),
    "the last metres to its plant": (Scene(), [Track().stand(8).go(ROAD_M - 380, 0).move(ROAD_M - to_m).stand(9).go(9_000) for to_m in (330, 295, 310)]),
    "it creeps on where it stands": (Scene(), CREEPING),
    "its stop crosses a rest area": (
        Scene(zones=[an_area("Z-REST", "rest_area", 5_000, 180, 7_000, 190)], rules=WIDE_STOPS.format(5)), stopping(0, 200)
    ),
    "its stop leaves the corridor": (Scene(rules=WIDE_STOPS.format(50)), stopping(0, 320)),
    "about in a depot": (Scene(zones=[an_area("Z-WIDE", "depot", *WIDE)]), [FETCHED]),
    "about in a gate": (Scene(zones=[WIDE_GATE], permits=[OF_WIDE]), [FETCHED, Track().stand(8).go(3_000, 0).go(9_000, 0)]),
    "about in a gate of another's": (Scene(zones=[WIDE_GATE]), [FETCHED, Track().stand(8).go(ROAD_M, 0).stand(8)]),
    "about in a plant": (Scene(zones=[WIDE_PLANT], permits=[TO_WIDE]), [FETCHED]),
    "about in a plant of another's": (Scene(zones=[WIDE_PLANT]), [FETCHED, Track().stand(8).go(ROAD_M, 0).stand(8)]),
    "about in a plant and a gate": (Scene(zones=[WIDE_PLANT, {**WIDE_GATE, "properties": {
        **WIDE_GATE["properties"], "zone_id": "Z-BOTH"}}], permits=[TO_WIDE]), [FETCHED]),
}  # fmt: skip


MIDDLE = (5_000, -4_000, 9_000, 4_000)
KINDS = ("rest_area", "fuel", "weigh_station", "depot", "estate", "province", "restricted", "processor", "generator")
THROUGH = [Track().stand(8).go(ROAD_M, 0).stand(8), Track(0, -9_000, 900).go(20_000, 900).stand(8).go(4_000, 900)]
ABOUT |= {
    f"through a zone of kind {kind}": (Scene(zones=[an_area("Z-MID", kind, *MIDDLE)]), THROUGH) for kind in KINDS
} | {
    f"through {kind} where it may stand": (
        Scene(zones=[an_area("Z-MID", kind, *MIDDLE)], permits=[a_permit(allowed_stop_zone_ids=["Z-MID"])]), THROUGH
    ) for kind in ("estate", "depot")
} | {
    f"through {kind} that is a processor's": (
        Scene(zones=[an_area("Z-MID", kind, *MIDDLE)], permits=[a_permit(), a_permit("B-5", items=[an_item(1, "Z-MID")])]), THROUGH
    ) for kind in ("estate", "depot")
} | {
    "through an estate of slow trucks": (
        Scene(zones=[an_area("Z-MID", "estate", *MIDDLE)], rules='[estate."Z-MID".fixes]\nmoving_kmh = 70\n'), THROUGH
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ABOUT)
@pytest.mark.parametrize("every", (1, 2, 4))
def test_a_lull_changes_nothing_of_a_truck_that_drives_about(name: str, every: int) -> None:
    """What begins or ends while it drives about in a zone, or soon after it left one, is seen by each later ping."""
    scene, tracks = ABOUT[name]
    for track in tracks:
        pings = track.pings[::every]
        assert Judged(scene, pings, lulls=True).told() == Judged(scene, pings, lulls=False).told()


STANDING = Track().stand(8).go(9_000, 0).stand(30).pings
PARKED = Track(0, -9_000, 900).stand(30).pings
DRIVING = Track().stand(8).go(14_000, 0).pings
DEPOT = an_area("Z-DEPOT", "depot", 8_000, -1_000, 10_000, 1_000)
ESTATE = an_area("Z-EST", "estate", -10_000, -3_000, 30_000, 3_000)
YARD = a_zone("Z-YARD", "generator", -9_000, 900, factory_no="F-YARD")
OF_YARD = a_permit("B-2", generator={"factory_no": "F-YARD", "name_th": "x", "name_en": "x", "zone_id": "Z-YARD"})

NEWER: dict[str, tuple[Sequence[dict[str, Any]], dict[str, Any], dict[str, Any]]] = {
    "the zone becomes permitted": (
        STANDING, {"zones": [DEPOT]}, {"zones": [DEPOT], "permits": [a_permit(allowed_stop_zone_ids=["Z-DEPOT"])]},
    ),
    "the zone is permitted no more": (
        STANDING, {"zones": [DEPOT], "permits": [a_permit(allowed_stop_zone_ids=["Z-DEPOT"])]}, {"zones": [DEPOT]},
    ),
    "an estate becomes permitted": (
        DRIVING, {"zones": [ESTATE]}, {"zones": [ESTATE], "permits": [a_permit(allowed_stop_zone_ids=["Z-EST"])]},
    ),
    "another permit names a zone that nobody knows": (
        STANDING, {}, {"permits": [a_permit(), a_permit("B-2", allowed_stop_zone_ids=["Z-GONE"])]},
    ),
    "a permit makes the yard a gate": (PARKED, {"zones": [YARD]}, {"zones": [YARD], "permits": [a_permit(), OF_YARD]}),
    "the unit is on no truck": (Track(0, 0).stand(30).pings, {}, {"vehicles": []}),
    "the unit is on another truck": (PARKED, {}, {"vehicles": [a_vehicle(plate="70-9999")]}),
    "nothing that matters": (DRIVING, {}, {"permits": [a_permit(), a_permit("B-9", vehicles=[])]}),
}  # fmt: skip


@pytest.mark.parametrize("name", NEWER)
@pytest.mark.parametrize("is_looked_at", (True, False))
def test_newer_reference_data_end_a_lull(name: str, *, is_looked_at: bool) -> None:
    """A tracker swaps its World between any two pings, before or after a unit was looked at under the newer one."""
    pings, before, after = NEWER[name]
    for swap in range(5, len(pings), 3):
        judged = [_followed(pings, before, after, swap, lulls=lulls, looks=is_looked_at) for lulls in (True, False)]
        assert judged[0] == judged[1], swap


def _followed(
    pings: Sequence[dict[str, Any]], before: dict[str, Any], after: dict[str, Any], swap: int, *, lulls: bool, looks: bool
) -> tuple[list[bytes], bytes]:
    worlds = [Scene(**reference).world() for reference in (before, after)]
    worlds[1].serial = 1
    fleet, told = Fleet({UNIT: Unit(unit_id=UNIT)}, lulls=lulls), list[bytes]()
    for number, row in enumerate(pings):
        world = worlds[number >= swap]
        ping = to_ping(msgspec.convert(row, Location), from_iso(row["utc_ts"]))
        if number == swap and looks:
            told += _taken(fleet, reconsider(fleet[UNIT], world, ping.receipt_ms))
        if not fleet.keeps(ping, world):
            told += _taken(fleet, follow(fleet[UNIT], [Arrival(ping=ping)], world))
    unit = fleet[UNIT]
    unit.checkpoint_ms = 0
    return told, encode_unit(unit)


def _taken(fleet: Fleet, outcome: Any) -> list[bytes]:
    assert isinstance(outcome, Outcome)
    fleet[UNIT] = outcome.unit
    return [msgspec.json.encode(one) for one in (*outcome.events, *outcome.facts)]
