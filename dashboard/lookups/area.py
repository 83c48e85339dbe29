"""Which trucks were inside an area that is drawn on the map, between two times."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, post
from litestar.params import JSONBody

from dashboard.given import (
    NO_STORE,
    GivenNoted,
    GivenPageSettings,
    GivenPerson,
    GivenPool,
    GivenReach,
    json_answer,
    problem_specs,
)
from dashboard.lookups.answers import AreaAnswer, AreaQuestion, EarlierTruck, UnitInside, UnitPassed
from dashboard.lookups.noted import Looked
from dashboard.lookups.sightings import Inside, Passed, halves, sightings, together
from dashboard.lookups.trucks import Truck, Trucks, load_trucks
from dashboard.parameters import read_period
from dashboard.problems import bad_parameter
from geofences.drawn_area import MAX_CORNERS, BadArea, DrawnArea, Fault
from models.reach import Reach
from models.times import DAY_MS, to_iso
from storage.lists_passages import read_area
from storage.lists_scope import read_spans_seen
from storage.lists_trips import TripSpan, read_spans

MAX_PERIOD_MS: Final = 31 * DAY_MS
MAX_UNITS: Final = 2_000
MAX_TRIPS: Final = 20
_FAULTS: Final[dict[Fault, tuple[str, str]]] = {
    "corners": (
        f"an area needs 3 to {MAX_CORNERS} different corners, in one ring",
        f"พื้นที่ต้องมีมุมที่ต่างกัน 3 ถึง {MAX_CORNERS} มุม ในเส้นรอบรูปเดียว",
    ),
    "degrees": (
        "a corner is [lon, lat] in degrees, lon first",
        "มุมต้องเป็น [ลองจิจูด, ละติจูด] หน่วยองศา โดยลองจิจูดมาก่อน",
    ),
    "crossing": (
        "its outline crosses itself; draw the corners one after the other around the area",
        "เส้นรอบพื้นที่ตัดกันเอง ให้วางมุมเรียงตามลำดับรอบพื้นที่",
    ),
    "large": (
        "the area is too large; draw one of at most some 30 by 30 km",
        "พื้นที่ใหญ่เกินไป ให้วาดไม่เกินประมาณ 30 x 30 กม.",
    ),
}


@post("/lookups/area", status_code=200, response_headers=NO_STORE, responses=problem_specs(400, 503))
async def look_up_area(
    pool: GivenPool,
    person: GivenPerson,
    noted: GivenNoted,
    reach: GivenReach,
    page_settings: GivenPageSettings,
    data: JSONBody[AreaQuestion],
) -> Response[AreaAnswer]:
    """Which trucks were inside a drawn area: a fix inside counts, a way past it between two fixes is told apart.

    At most 31 days. Somebody kept to a scope is told of the times in which a unit may be seen. The look-up is put down
    with who asked and why.
    """
    area = read_polygon(data.polygon.coordinates)
    from_ms, to_ms = read_period(data.from_, data.to, 0)
    if to_ms - from_ms > MAX_PERIOD_MS:
        raise bad_parameter("to", "at most 31 days after 'from'", "ต้องห่างจาก 'from' ไม่เกิน 31 วัน")
    asked = {"polygon": data.polygon, "from": to_iso(from_ms), "to": to_iso(to_ms)}
    await noted(person, Looked(kind="area", asked=asked), data.why)
    seen = await read_spans_seen(pool, reach, from_ms, to_ms)
    rows = await read_area(pool, area, from_ms, to_ms, None if seen is None else {span.unit_id for span in seen})
    # Each thread has an area of its own: what is prepared of it is made on its first use.
    found = together(
        await asyncio.gather(
            *(asyncio.to_thread(sightings, area.twin(), part, from_ms, to_ms, seen) for part in halves(rows))
        )
    )
    inside, passed = found.inside[:MAX_UNITS], found.passed[:MAX_UNITS]
    unit_ids = [one.unit_id for one in inside] + [one.unit_id for one in passed]
    trucks = await load_trucks(pool, unit_ids, page_settings.timezone)
    trips = await _trips_inside(pool, inside, reach)
    return json_answer(
        AreaAnswer(
            inside=[_shown(one, trucks, trips[one.unit_id]) for one in inside],
            inside_count=len(found.inside),
            passed=[_shown_passing(one, trucks.at(one.unit_id, one.to_ms)) for one in passed],
            passed_count=len(found.passed),
            received_to=None if rows.received_to_ms is None else to_iso(rows.received_to_ms),
        )
    )


def _shown(one: Inside, trucks: Trucks, trip_ids: list[str]) -> UnitInside:
    truck = trucks.at(one.unit_id, one.last_ms)
    earlier = trucks.earlier(one.unit_id, one.first_ms, one.last_ms, one.was_inside)
    return UnitInside(
        unit_id=one.unit_id, plate=truck.plate, province=truck.province, first_at=to_iso(one.first_ms),
        last_at=to_iso(one.last_ms), fixes=one.fixes, trip_ids=trip_ids,
        earlier_trucks=[EarlierTruck(plate=each.plate, province=each.province) for each in earlier],
    )  # fmt: skip


def _shown_passing(one: Passed, truck: Truck) -> UnitPassed:
    return UnitPassed(
        unit_id=one.unit_id, plate=truck.plate, province=truck.province, from_at=to_iso(one.from_ms),
        to_at=to_iso(one.to_ms),
    )  # fmt: skip


def read_polygon(rings: Sequence[Sequence[tuple[float, float]]]) -> DrawnArea:
    """The area of a GeoJSON polygon's coordinates; raises a 400 problem that says what is wrong with the drawing."""
    try:
        if len(rings) != 1:
            raise BadArea("corners")
        return DrawnArea(rings[0])
    except BadArea as error:
        raise bad_parameter("polygon", *_FAULTS[error.fault]) from error


async def _trips_inside(pool: Any, inside: Sequence[Inside], reach: Reach | None) -> dict[str, list[str]]:
    """Of each unit the trips, as far as they are seen, during which it was inside, latest first, at most some."""
    if not inside:
        return {}
    from_ms, to_ms = min(one.first_ms for one in inside), max(one.last_ms for one in inside) + 1
    spans: dict[str, list[TripSpan]] = {}
    for span in await read_spans(pool, [one.unit_id for one in inside], from_ms, to_ms, reach):
        spans.setdefault(span.unit_id, []).append(span)
    return await asyncio.to_thread(
        lambda: {one.unit_id: _trips_of(one, spans.get(one.unit_id, ()), to_ms) for one in inside}
    )


def _trips_of(one: Inside, spans: Sequence[TripSpan], to_ms: int) -> list[str]:
    during = (
        span.trip_id
        for span in spans
        if one.was_inside(span.started_ms, to_ms if span.ended_ms is None else span.ended_ms)
    )
    return [trip_id for trip_id, _ in zip(during, range(MAX_TRIPS), strict=False)]
