"""A look-up over days of which some are packed, some lie hour by hour and the last hours as pings: what brute force finds."""

import random
from collections.abc import Iterable
from typing import Any, Final

import httpx
import pytest
import shapely

from geofences.cells import to_e7
from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from storage.passages import check_next, fill_next, filled_up_to
from storage.passages_packed import PACKED, pack_next
from tests.dashboard.pings import Fix, judged_to, put_fixes
from tests.dashboard.seed import put_trip, trip_data
from tests.dashboard.test_lookup_area import BEGIN, Track, ask, by_force, fix, moment, random_ring, random_track
from tests.dashboard.wait import until

HOURS: Final = (0, 22, 48)
"""When the five hours of driving of each day begin: within a packed day, over its end, up to what is not gone through."""
JUDGED_MS: Final = BEGIN + 51 * HOUR_MS
LATE_MS: Final = (1_000, 1_000, 1_000, 40 * MINUTE_MS, 3 * HOUR_MS)


def random_fixes(chance: random.Random, *, late: bool) -> list[Fix]:
    return [
        fix(f"U{number}", hour * 60 + minute, lon, lat, late_ms=chance.choice(LATE_MS) if late else 1_000)
        for number in range(10)
        for hour in HOURS
        for minute, lon, lat in random_track(chance)
    ]


def tracks_of(fixes: Iterable[Fix]) -> dict[str, Track]:
    tracks: dict[str, Track] = {}
    for one in fixes:
        tracks.setdefault(one.unit_id, []).append((one.utc_ms, to_e7(one.lon), to_e7(one.lat)))
    return tracks


async def go_through(rows: Any) -> None:
    """Fills up to two hours before the end, looks again, and packs the first day, beside the dashboard that does so too."""
    await judged_to(rows, JUDGED_MS)

    async def packed() -> bool:
        for step in (fill_next, check_next, pack_next):
            while await step(rows):
                pass
        found = await rows.fetchval("SELECT position::bigint FROM cursors WHERE name = $1", PACKED)
        return found is not None and found >= BEGIN + DAY_MS and await filled_up_to(rows) >= JUDGED_MS - HOUR_MS

    await until(packed, "the first day is packed")


def questions(chance: random.Random) -> Iterable[tuple[list[list[float]], int, int]]:
    """Outlines with the minutes of a period."""
    for _ in range(60):
        ring = random_ring(chance)
        begin = chance.choice((0, 30, 60 * 7, 60 * 23, 60 * 24, 60 * 48)) + chance.randrange(0, 240)
        if shapely.Polygon(ring).is_valid:
            yield ring, begin, begin + chance.choice((30, 60 * 5, 60 * 24, 60 * 53))


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_stored_how_an_area_finds_what_brute_force_finds(api: httpx.AsyncClient, rows: Any, seed: int):
    chance = random.Random(seed)
    fixes = random_fixes(chance, late=False)
    tracks = tracks_of(fixes)
    await put_fixes(rows, fixes)
    await go_through(rows)
    trips = await put_trips(rows, chance, tracks)
    seen = 0
    for ring, begin, end in questions(chance):
        from_ms, to_ms = BEGIN + begin * MINUTE_MS, BEGIN + end * MINUTE_MS
        inside, passed = by_force(ring, tracks, from_ms, to_ms)
        found = (await ask(api, [*ring, ring[0]], moment(begin), moment(end))).json()
        assert {one["unit_id"]: (one["first_at"], one["last_at"], one["fixes"]) for one in found["inside"]} == inside, ring
        assert {one["unit_id"] for one in found["passed"]} == passed, ring
        for one in found["inside"]:
            assert set(one["trip_ids"]) == on_trips(ring, tracks, trips, one["unit_id"], from_ms, to_ms), ring
        seen += len(inside) + len(passed)
    assert seen > 50, "the areas were all empty"


@pytest.mark.parametrize("seed", range(2))
async def test_what_comes_late_is_found_too(api: httpx.AsyncClient, rows: Any, seed: int):
    chance = random.Random(100 + seed)
    fixes = random_fixes(chance, late=True)
    tracks = tracks_of(fixes)
    await put_fixes(rows, fixes)
    await go_through(rows)
    for ring, begin, end in questions(chance):
        inside, _ = by_force(ring, tracks, BEGIN + begin * MINUTE_MS, BEGIN + end * MINUTE_MS)
        found = (await ask(api, [*ring, ring[0]], moment(begin), moment(end))).json()
        assert {one["unit_id"]: (one["first_at"], one["last_at"], one["fixes"]) for one in found["inside"]} == inside, ring


Trips = dict[str, tuple[str, int, int]]


async def put_trips(rows: Any, chance: random.Random, tracks: dict[str, Track]) -> Trips:
    """Some trips of each unit, short ones too, each from one of its fixes to a later one."""
    trips: Trips = {}
    for unit_id, track in tracks.items():
        for number in range(6):
            first = chance.randrange(len(track) - 1)
            last = min(first + chance.choice((1, 3, 10, 60)), len(track) - 1)
            trips[f"{unit_id}-T{number}"] = unit_id, track[first][0], track[last][0]
    for trip_id, (unit_id, started_ms, ended_ms) in trips.items():
        await put_trip(rows, trip_data(trip_id, unit_id=unit_id), "completed")
        await rows.execute("UPDATE trips SET started_ms = $2, ended_ms = $3 WHERE trip_id = $1", trip_id, started_ms, ended_ms)
    return trips


def on_trips(ring: Any, tracks: dict[str, Track], trips: Trips, unit_id: str, from_ms: int, to_ms: int) -> set[str]:
    """The trips of a unit that hold one of its fixes inside."""
    area = shapely.Polygon([(to_e7(lon), to_e7(lat)) for lon, lat in ring])
    times = [at for at, lon, lat in tracks[unit_id] if from_ms <= at < to_ms and area.intersects(shapely.Point(lon, lat))]
    return {
        trip_id
        for trip_id, (of_unit, started_ms, ended_ms) in trips.items()
        if of_unit == unit_id and any(started_ms <= at <= ended_ms for at in times)
    }
