"""What the papers say of a truck on the road: where its load is to go, by which ways, and its carrier's number."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

import msgspec
import shapely

from models.names import normal_number
from models.permit import Permit, PermitItem
from models.reference import in_force
from storage.lists_trips import read_papers_of
from storage.reference import load_key, load_periods

MOST_POINTS: Final = 150
"""Of a way; more would not be seen on a phone."""
_FINEST_DEG: Final = 0.0005


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    """The items that a truck carries by its permit, and the ways permitted for them as (lon, lat)."""

    items: tuple[PermitItem, ...] = ()
    ways: tuple[Sequence[tuple[float, float]], ...] = ()


async def papers_of(pool: Any, trip_id: str | None, permit_no: str | None, now_ms: int) -> Papers:
    """The papers of a trip, or of a permit where there is no trip."""
    told = None if trip_id is None else await read_papers_of(pool, trip_id)
    number, item_nos = (permit_no, ()) if told is None else told
    if number is None:
        return Papers()
    newest = in_force(await load_key(pool, "permits", normal_number(number)), now_ms)
    if newest is None or not isinstance(newest.body, Permit):
        return Papers()
    permit = newest.body
    items = tuple(item for item in permit.items if not item_nos or item.item_no in item_nos)
    wanted = {item.item_no for item in items}
    ways = tuple(_thinned(route.line) for route in permit.routes if wanted & set(route.item_nos))
    return Papers(items=items, ways=ways)


async def carrier_phone(pool: Any, unit_id: str | None, timezone: tzinfo, now_ms: int) -> str | None:
    """The number of the carrier of a unit's truck today, None where nobody told it."""
    if unit_id is None:
        return None
    day = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(timezone).date()
    periods = [one for one in await load_periods(pool, [unit_id]) if one.holds_on(day) and one.carrier_phone]
    return max(periods, key=lambda one: one.valid_from).carrier_phone if periods else None


def _thinned(line: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    tolerance = _FINEST_DEG
    points = list(line)
    while len(points) > MOST_POINTS:
        points = [(x, y) for x, y in shapely.LineString(line).simplify(tolerance).coords]
        tolerance *= 2
    return points
