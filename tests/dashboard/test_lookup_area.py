"""Which trucks were inside a drawn area: over rows as the tracker writes them, and against brute force on random tracks."""

import random
from itertools import combinations, pairwise
from typing import Any, Final

import httpx
import msgspec
import pytest
import shapely

from geofences.cells import to_e7
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, from_iso, to_iso
from storage.passages import JOINED_MS, fill_next, filled_up_to
from tests.dashboard.pings import Fix, judged_to, put_fixes
from tests.dashboard.seed import put_reference, put_trip, put_unit, trip_data, unit_body
from tests.dashboard.wait import until

BEGIN: Final = from_iso("2026-11-02T00:00:00Z")
SQUARE: Final = [[101.0, 12.6], [101.02, 12.6], [101.02, 12.62], [101.0, 12.62], [101.0, 12.6]]


def fix(unit_id: str, minute: float, lon: float, lat: float = 12.61, **changes: Any) -> Fix:
    values: dict[str, Any] = {"unit_id": unit_id, "utc_ms": BEGIN + round(minute * MINUTE_MS), "lon": lon, "lat": lat} | changes
    return Fix(**values)


def moment(minute: float) -> str:
    return to_iso(BEGIN + round(minute * MINUTE_MS))


async def ask(api: httpx.AsyncClient, ring: Any = None, begin: str = moment(0), end: str = moment(24 * 60), **more: Any) -> Any:
    polygon = {"type": "Polygon", "coordinates": [ring or SQUARE]}
    return await api.post("/api/v1/lookups/area", json={"polygon": polygon, "from": begin, "to": end} | more)


async def fill_up_to(rows: Any, at_ms: int) -> None:
    """Goes through all hours up to a time, whether the running dashboard or this test comes first."""

    async def filled() -> bool:
        return at_ms <= BEGIN or await filled_up_to(rows) >= at_ms or (await fill_next(rows) and False)

    await until(filled, "the hours are gone through")


@pytest.mark.parametrize("hours", (0, 1, 3), ids=("nothing is indexed yet", "a part is indexed", "all is indexed"))
async def test_a_fix_inside_counts_and_a_way_past_it_is_told_apart(api: httpx.AsyncClient, rows: Any, hours: int):
    await put_fixes(rows, [
        fix("inside", 55, 100.99), fix("inside", 56, 101.01), fix("inside", 58, 101.02), fix("inside", 130, 101.0), fix("inside", 131, 100.9),
        fix("past", 59, 100.99), fix("past", 61, 101.03),
        fix("around", 59, 100.99), fix("around", 65, 101.03),
        fix("elsewhere", 59, 101.01, 12.7),
        fix("repeat", 59, 101.01, standing=1), fix("invalid", 59, 101.01, fix=0),
        fix("too-early", 9, 101.01), fix("too-late", 24 * 60, 101.01),
    ])  # fmt: skip
    await judged_to(rows, BEGIN + hours * HOUR_MS + MINUTE_MS)
    await fill_up_to(rows, BEGIN + hours * HOUR_MS)
    found = (await ask(api, begin=moment(10))).json()
    assert [(one["unit_id"], one["first_at"], one["last_at"], one["fixes"]) for one in found["inside"]] == [
        ("inside", moment(56), moment(130), 3)
    ]
    assert [(one["unit_id"], one["from_at"], one["to_at"]) for one in found["passed"]] == [("past", moment(59), moment(61))]
    assert (found["inside_count"], found["passed_count"], found["received_to"]) == (1, 1, None)


async def test_what_is_not_gone_through_yet_is_said(api: httpx.AsyncClient, rows: Any):
    await put_fixes(rows, [fix("U1", 1, 101.01), fix("U1", 400, 101.01)])
    # The tracker of another partition stands, so that no hour can be gone through.
    await judged_to(rows, BEGIN + 8 * HOUR_MS)
    await rows.execute("INSERT INTO offsets (topic, partition, next_offset, watermark_ms) VALUES ('gps.late', 0, 0, $1)", BEGIN)
    found = (await ask(api)).json()
    assert (found["inside"], found["received_to"]) == ([], moment(0))


async def test_units_come_with_their_truck_of_then_and_the_trips_on_which_they_were_inside(api: httpx.AsyncClient, rows: Any):
    await put_fixes(rows, [fix("U1", minute, 101.01) for minute in (10, 11, 300)])
    await judged_to(rows, BEGIN + 3 * HOUR_MS)
    await fill_up_to(rows, BEGIN + 2 * HOUR_MS)
    for number, minute, plate in ((1, 5, "then"), (2, 100, "between"), (3, 290, "still")):
        await put_trip(rows, trip_data(f"T{number}", minute, plate=plate))
    await rows.execute("UPDATE trips SET ended_ms = started_ms + $1 WHERE trip_id <> 'T3'", 30 * MINUTE_MS)
    vehicle = {"unit_id": "U1", "plate": "70-1234", "province": "ระยอง", "valid_from": "2026-01-01", "valid_to": "2026-11-02"}
    await put_reference(rows, "vehicles", "U1|2026-01-01", vehicle)
    await put_reference(rows, "vehicles", "U1|2026-11-03", vehicle | {"plate": "later", "valid_from": "2026-11-03", "valid_to": None})
    await put_unit(rows, unit_body("U1", plate="later"))
    (one,) = (await ask(api)).json()["inside"]
    assert (one["plate"], one["province"], one["trip_ids"]) == ("70-1234", "ระยอง", ["T3", "T1"])
    assert one["earlier_trucks"] == [], "on the other truck it was not there"


async def test_a_device_that_changed_trucks_comes_with_each_on_which_it_was_inside(api: httpx.AsyncClient, rows: Any):
    """Named by the last alone, a look-up over days would put a truck where it never was."""
    day = 24 * 60
    await put_fixes(rows, [fix("U1", at, 101.01) for at in (10, 2 * day + 10, 3 * day + 10)] + [fix("U1", day + 10, 101.5)])
    await judged_to(rows, BEGIN + 3 * HOUR_MS)
    for plate, begin, end in (("first", "01-01", "11-02"), ("elsewhere", "11-03", "11-03"), ("then", "11-04", "11-04"), ("now", "11-05", None)):
        ends = None if end is None else f"2026-{end}"
        vehicle = {"unit_id": "U1", "plate": plate, "province": "ระยอง", "valid_from": f"2026-{begin}", "valid_to": ends}
        await put_reference(rows, "vehicles", f"U1|2026-{begin}", vehicle)
    (one,) = (await ask(api, end=moment(5 * day))).json()["inside"]
    assert one["plate"] == "now"
    assert one["earlier_trucks"] == [{"plate": "then", "province": "ระยอง"}, {"plate": "first", "province": "ระยอง"}]


async def test_between_two_trucks_a_unit_comes_with_none(api: httpx.AsyncClient, rows: Any):
    """It rode on a truck before and is heard on another now: neither is said to have been there."""
    await put_fixes(rows, [fix("U1", minute, 101.01) for minute in (10, 11)])
    await judged_to(rows, BEGIN + 3 * HOUR_MS)
    vehicle = {"unit_id": "U1", "plate": "70-1234", "province": "ระยอง", "valid_from": "2026-01-01", "valid_to": "2026-10-31"}
    await put_reference(rows, "vehicles", "U1|2026-01-01", vehicle)
    await put_unit(rows, unit_body("U1", plate="later"))
    (one,) = (await ask(api)).json()["inside"]
    assert (one["unit_id"], one.get("plate"), one.get("province")) == ("U1", None, None)


async def test_what_was_asked_is_put_down_before_it_is_answered(api: httpx.AsyncClient, rows: Any):
    assert (await ask(api, why=" ร้องเรียน 12 ")).status_code == 200
    row = await rows.fetchrow("SELECT person, kind, why, what ->> 'from' AS begin, what #>> '{polygon,type}' AS type FROM lookups_made")
    assert tuple(row) == ("local", "area", "ร้องเรียน 12", moment(0), "Polygon")


REFUSED: tuple[Any, ...] = (
    ("an outline that crosses itself", {"ring": [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]}, "'polygon': its outline crosses"),
    ("two corners", {"ring": SQUARE[:2]}, "'polygon': an area needs 3"),
    ("a country", {"ring": [[98, 12], [103, 12], [103, 18]]}, "'polygon': the area is too large"),
    ("the end before the beginning", {"begin": moment(10), "end": moment(5)}, "'from': must lie before"),
    ("more than 31 days", {"end": to_iso(BEGIN + 31 * DAY_MS + 1)}, "'to': at most 31 days"),
    ("no time", {"begin": "yesterday"}, "'from': not an ISO-8601 time"),
    ("a reason too long to be one", {"why": "x" * 201}, "'why': at most 200"),
)


@pytest.mark.parametrize(("asked", "detail"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_what_cannot_be_asked_is_refused_in_both_languages(api: httpx.AsyncClient, rows: Any, asked: dict[str, Any], detail: str):
    answer = await ask(api, **asked)
    assert answer.status_code == 400
    assert detail in answer.json()["detail"]
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in answer.json()["detail_th"])
    assert await rows.fetchval("SELECT count(*) FROM lookups_made") == 0


Track = list[tuple[int, int, int]]


def random_track(chance: random.Random) -> list[tuple[float, float, float]]:
    """Minutes and places of a truck: it stands, drives, falls silent; near the corner of four cells."""
    minute, lon, lat = chance.uniform(0, 20), 101.05 + chance.uniform(-0.04, 0.04), 12.65 + chance.uniform(-0.04, 0.04)
    places = []
    while minute < 5 * 60:
        places.append((minute, lon, lat))
        minute += chance.choice((*[1] * 12, 0.2, 2, 3, 4, 5, 7, 40))
        if chance.random() < 0.6:
            # Back towards the middle, so that it stays where areas are.
            lon, lat = (
                one + 0.1 * (middle - one) + chance.uniform(-0.012, 0.012) for one, middle in ((lon, 101.05), (lat, 12.65))
            )
    return places


def random_ring(chance: random.Random) -> list[list[float]]:
    size = chance.choice((0.005, 0.03, 0.15))
    lon, lat = (middle + chance.uniform(-0.04, 0.04) - size / 2 for middle in (101.05, 12.65))
    return [[lon + chance.uniform(0, size), lat + chance.uniform(0, size)] for _ in range(chance.choice((3, 3, 4, 6)))]


def in_back_fills(chance: random.Random, fixes: list[Fix]) -> list[Fix]:
    """The same fixes, some stretches of each unit's received hours later than the rest."""
    late, left, late_ms = [], 0, 1_000
    for one in fixes:
        if left == 0:
            left, late_ms = chance.randrange(1, 30), chance.choice((1_000, 1_000, 40 * MINUTE_MS, 2 * HOUR_MS))
        left -= 1
        late.append(msgspec.structs.replace(one, late_ms=late_ms))
    return late


def ring_between(chance: random.Random, fixes: list[Fix]) -> list[list[float]]:
    """A square of 200 m around the middle of the way between two fixes in a row."""
    ways = [(one, two) for one, two in pairwise(fixes) if two.utc_ms - one.utc_ms <= JOINED_MS and abs(two.lon - one.lon) > 0.005]
    one, two = chance.choice(ways)
    lon, lat = (one.lon + two.lon) / 2, (one.lat + two.lat) / 2
    return [[lon + x, lat + y] for x, y in ((-0.001, -0.001), (0.001, -0.001), (0.001, 0.001), (-0.001, 0.001))]


def by_force(
    ring: Any, tracks: dict[str, Track], from_ms: int, to_ms: int, *, any_two: bool = False
) -> tuple[dict[str, Any], set[str]]:
    """Units inside with first, last and number of fixes; units that only passed, between two fixes in a row or any two."""
    area = shapely.Polygon([(to_e7(lon), to_e7(lat)) for lon, lat in ring])
    inside, passed = {}, set()
    for unit_id, track in tracks.items():
        times = [at for at, lon, lat in track if from_ms <= at < to_ms and area.intersects(shapely.Point(lon, lat))]
        ways = (
            (one, two)
            for one, two in (combinations(track, 2) if any_two else pairwise(track))
            if two[0] - one[0] <= JOINED_MS and from_ms <= one[0] and two[0] < to_ms
        )
        if times:
            inside[unit_id] = (to_iso(min(times)), to_iso(max(times)), len(times))
        elif any(area.intersects(shapely.LineString([one[1:], two[1:]])) for one, two in ways):
            passed.add(unit_id)
    return inside, passed


@pytest.mark.parametrize("seed", range(6))
async def test_random_areas_find_what_brute_force_finds(api: httpx.AsyncClient, rows: Any, seed: int):
    chance = random.Random(seed)
    fixes = [fix(f"U{number}", *place) for number in range(12) for place in random_track(chance)]
    tracks: dict[str, Track] = {}
    for one in fixes:
        tracks.setdefault(one.unit_id, []).append((one.utc_ms, to_e7(one.lon), to_e7(one.lat)))
    await put_fixes(rows, fixes)
    hours = chance.choice((2, 3, 5))
    await judged_to(rows, BEGIN + hours * HOUR_MS + MINUTE_MS)
    await fill_up_to(rows, BEGIN + hours * HOUR_MS)
    seen = 0
    for _ in range(60):
        ring = random_ring(chance)
        if not shapely.Polygon(ring).is_valid:
            continue
        begin = chance.randrange(0, 200)
        end = begin + chance.randrange(1, 200)
        inside, passed = by_force(ring, tracks, BEGIN + begin * MINUTE_MS, BEGIN + end * MINUTE_MS)
        found = (await ask(api, [*ring, ring[0]], moment(begin), moment(end))).json()
        assert {one["unit_id"]: (one["first_at"], one["last_at"], one["fixes"]) for one in found["inside"]} == inside, ring
        assert {one["unit_id"] for one in found["passed"]} == passed, ring
        seen += len(inside) + len(passed)
    assert seen > 50, "the areas were all empty"


@pytest.mark.parametrize("seed", range(4))
async def test_whenever_pings_came_nobody_who_passed_is_missed(api: httpx.AsyncClient, rows: Any, seed: int):
    """Two fixes between which a third came later stay joined: what they say is no more than possible."""
    chance = random.Random(seed)
    by_unit = {f"U{number}": [fix(f"U{number}", *place) for place in random_track(chance)] for number in range(12)}
    tracks = {unit_id: [(one.utc_ms, to_e7(one.lon), to_e7(one.lat)) for one in of_unit] for unit_id, of_unit in by_unit.items()}
    fixes = [one for of_unit in by_unit.values() for one in in_back_fills(chance, of_unit)]
    await put_fixes(rows, fixes)
    last_ms = max(one.utc_ms + one.late_ms for one in fixes)
    await judged_to(rows, last_ms + 2 * HOUR_MS)
    await fill_up_to(rows, last_ms // HOUR_MS * HOUR_MS + HOUR_MS)
    seen = 0
    for _ in range(60):
        ring = ring_between(chance, by_unit[chance.choice(sorted(by_unit))])
        asked = (ring, tracks, BEGIN, BEGIN + DAY_MS)
        (inside, passed), (_, possible) = by_force(*asked), by_force(*asked, any_two=True)
        found = (await ask(api, [*ring, ring[0]])).json()
        assert {one["unit_id"]: (one["first_at"], one["last_at"], one["fixes"]) for one in found["inside"]} == inside, ring
        assert passed <= {one["unit_id"] for one in found["passed"]} <= possible, ring
        seen += len(passed)
    assert seen > 30, "nobody passed"
