"""Every question that a World answers, asked about a few units, trucks, papers, places and times."""

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, Final

import msgspec
import numpy as np
import shapely

from geofences.projection import to_plane
from models.fix import Fix, Run
from models.names import plate_key
from models.reference import KINDS
from streams.judging.world import World
from tests.builders import PROVINCE, ms, place

UNITS: Final = ("unit-1", "unit-2", "unit-3")
WRITTEN_PLATES: Final = ("70-1", "70-2", "70-3")
PLATES: Final = tuple(plate_key(plate, PROVINCE) for plate in WRITTEN_PLATES)
PERMITS: Final = ("P1", "P2", "P3")
MANIFESTS: Final = ("M1", "M2", "M3", "M4")
ZONES: Final = ("Z-1", "Z-2", "Z-3", "Z-4")
PERIODS: Final = tuple(f"{unit}|{day}" for unit in UNITS for day in ("2025-01-01", "2026-11-02"))
DAY: Final = 24 * 60.0
TIMES: Final = tuple(ms(minute) for minute in (-3 * DAY, -60, -15, 0, 15, 60, DAY))
SEQS: Final = (-1, 0, 3, 7, 11, 99)
POINTS: Final = tuple((*to_plane(*place(east_m)), place(east_m)[1]) for east_m in (0, 150, 1000, 9000))
LOADS: Final = (
    (("P1",), ()), (("P1",), ("M1",)), (("P1", "P2"), ("M1", "M2")), (("P2",), ("M3", "M4")), (("P3", "P1"), ()),
)  # fmt: skip
_HOUR: Final = 3_600_000


def answers(world: World) -> dict[str, Any]:
    """All that it says, by question."""
    return {name: plain(list(ask(world))) for name, ask in QUESTIONS.items()}


def unlike(world: World, other: World) -> list[str]:
    """The questions that two Worlds answer otherwise."""
    mine, theirs = answers(world), answers(other)
    return [name for name in mine if mine[name] != theirs[name]]


def _of(name: str, *about: Iterable[Any]) -> Callable[[World], Iterator[Any]]:
    return lambda world: (getattr(world, name)(*given) for given in product(*about))


def _places(world: World) -> Iterator[Any]:
    for zone_id, at_ms in product(ZONES, TIMES):
        fence = world.fence(zone_id, at_ms)
        yield zone_id if fence is None else (fence, [one.zone_id for one in world.fences_of(zone_id)])
    for (x, y, lat), at_ms in product(POINTS, TIMES):
        around = world.around(x, y, lat, at_ms)
        numbers = world.numbers(x, y, lat)
        yield around, numbers, world.around_lasts_ms(numbers) if numbers else None
        yield world.estate(around.places), [world.holds(one, x, y, lat) for one in around.places]
        yield world.in_force(numbers, at_ms), world.holding(x, y, lat, at_ms)
    east, north = np.array([place(0)[0], place(1000)[0]]), np.array([place(0)[1], place(1000)[1]])
    yield world.holding_many(east, north)[2], world.has_restricted
    yield [(one.zone.zone_id, one.number) for one in world.places]


def _trips(world: World) -> Iterator[Any]:
    x, y, lat = POINTS[2]
    fix = Fix(utc_ms=0, receipt_ms=0, lat=lat, lon=0, x=x, y=y)
    run = Run(first_ms=0, last_ms=0, fixes=1, sum_x=x, sum_y=y, sum_lat=lat, sum_lon=0, first=fix)
    for (permits, manifests), at_ms in product(LOADS, TIMES):
        plan = world.plan(permits, manifests, at_ms)
        yield plan, world.plan_lasts_ms(permits, manifests, at_ms), plan.targets
        yield world.crossed_provinces(plan, ("Z-1",), 500.0), world.is_on_route(permits, manifests, run, at_ms)
        yield [world.faults(permit, manifests, at_ms) for permit in permits], world.item_nos(permits, manifests, at_ms)
        there = [key for key in manifests if world.manifest(key, at_ms)]
        yield world.cancelled_ms(manifests), world.round_of(there, at_ms, _HOUR)


_PATHS: Final = tuple((*start[:2], *end[:2]) for start, end in product(POINTS, POINTS))
QUESTIONS: Final[dict[str, Callable[[World], Iterator[Any]]]] = {
    "places": _places,
    "trips": _trips,
    "unit_ids": lambda world: iter(sorted(world.unit_ids)),
    "point": lambda world: iter([world.point(1.0, 2.0)]),
    "told": lambda world: iter([world.count, world.newest, world.seq]),
    "restricted_touched": lambda world: (world.restricted_touched(*path, at) for path, at in product(_PATHS, TIMES)),
    "may_touch_restricted": lambda world: (world.may_touch_restricted(*path) for path in _PATHS),
    "numbers_near": lambda world: (world.numbers_near(*point, reach) for point, reach in product(POINTS, (1.0, 500.0))),
    "permits_of_gate": _of("permits_of_gate", ZONES),
    "approved_naming": _of("approved_naming", PLATES, TIMES),
    "fitting_manifests": _of("fitting_manifests", PLATES, ZONES, TIMES, [(), ("M1",)], [_HOUR]),
    "gates_changed_since": _of("gates_changed_since", SEQS),
    "gates_of": _of("gates_of", PLATES, [(), ("P1",), ("P2", "P3")]),
    "has_unresolved_permit": _of("has_unresolved_permit", PLATES, TIMES),
    "is_known": _of("is_known", ZONES),
    "is_named": _of("is_named", PLATES, [("P1",), ("P2", "P3")], TIMES),
    "manifest": _of("manifest", MANIFESTS, TIMES),
    "manifests_of": _of("manifests_of", PERMITS),
    "manifests_there": _of("manifests_there", PLATES, ZONES, TIMES, [(), ("M1",)], [_HOUR], [_HOUR // 2]),
    "may_share_plate": _of("may_share_plate", UNITS),
    "named_lasts_ms": _of("named_lasts_ms", PLATES, TIMES),
    "newest_manifest": _of("newest_manifest", MANIFESTS),
    "permit": _of("permit", PERMITS, TIMES),
    "permits_naming": _of("permits_naming", PLATES, ZONES, TIMES),
    "permits_of_plate": _of("permits_of_plate", PLATES),
    "plates_of": _of("plates_of", UNITS),
    "plates_under": _of("plates_under", PERMITS),
    "received_ms": _of("received_ms", MANIFESTS),
    "ride_lasts_ms": lambda world: (world.ride_lasts_ms(unit, at, at + _HOUR) for unit, at in product(UNITS, TIMES)),
    "seq_told_before": _of("seq_told_before", TIMES),
    "shares_plate": _of("shares_plate", UNITS, TIMES),
    "sites_of": _of("sites_of", PLATES),
    "status_since_ms": _of("status_since_ms", MANIFESTS),
    "still_to_load": _of("still_to_load", PLATES, ZONES, TIMES, [()]),
    "tellings_of": _of("tellings_of", MANIFESTS),
    "told_after": _of("told_after", SEQS),
    "told_ms": _of("told_ms", MANIFESTS),
    "unit_of_plate": _of("unit_of_plate", PLATES, TIMES),
    "units_on": _of("units_on", PLATES),
    "uses_manifests": _of("uses_manifests", PERMITS, TIMES),
    "vehicle": _of("vehicle", UNITS, TIMES),
    "vehicles_of": _of("vehicles_of", UNITS),
    "versions": _of("versions", KINDS, [*PERIODS, *ZONES, *PERMITS, *MANIFESTS]),
    "zone": _of("zone", ZONES, TIMES),
}  # fmt: skip
ASKED_TOGETHER: Final = {
    "around", "around_lasts_ms", "cancelled_ms", "crossed_provinces", "estate", "faults", "fence", "fences_of", "holding",
    "holding_many", "holds", "in_force", "is_on_route", "item_nos", "numbers", "plan", "plan_lasts_ms", "round_of",
}  # fmt: skip


def plain(answer: Any) -> Any:
    """An answer as what can be compared: geometry by its bytes, records by their fields."""
    match answer:
        case shapely.Geometry():
            return answer.wkb
        case msgspec.Struct():
            return type(answer).__name__, *(plain(getattr(answer, name)) for name in answer.__struct_fields__ if name != "depths_m")
        case dict():
            return {key: plain(value) for key, value in answer.items()}
        case list() | tuple():
            return [plain(one) for one in answer]
        case np.ndarray():
            return answer.tolist()
        case _:
            return answer
