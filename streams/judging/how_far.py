"""How far a trip has come on its routes, in as little room as it takes: it is asked for at few pings."""

from collections.abc import Sequence
from struct import Struct
from typing import Final, NamedTuple, Self, get_args

import msgspec

from models.fix import Fix
from models.progress import Direction, Progress

_FIX: Final = Struct("<qqqdddddB")
_ROUTE: Final = Struct("<ddddB")
_TIME: Final = Struct("<q")
_DIRECTIONS: Final[tuple[Direction, ...]] = get_args(Direction)
_DOUBTFUL, _HAS_RECV, _HAS_SPEED, _HAS_POWER, _POWER_ON = (1 << number for number in range(5))


_Route = tuple[float, float, float, float, int]


class Spot(NamedTuple):
    """Where and when a truck was, in the plane, and how fast."""

    utc_ms: int
    x: float
    y: float
    speed_kmh: float | None


class _Saved(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The saved form."""

    fix: Fix
    routes_m: tuple[float, ...]
    progress: tuple[Progress, ...]


class Along(bytes):
    """How far a trip had come at a fix, on each of its routes; `routes_m` are their lengths."""

    __slots__ = ()

    @classmethod
    def at(cls, fix: Fix, routes_m: Sequence[float], progress: Sequence[Progress]) -> Self:
        """The progress on routes of such lengths."""
        packed = _packed(fix)
        for long_m, one in zip(routes_m, progress, strict=True):
            packed += _ROUTE.pack(long_m, one.along_m, one.to_go_m, one.from_route_m, _DIRECTIONS.index(one.direction))
        return cls(packed)

    @property
    def utc_ms(self) -> int:
        """The time of the fix."""
        found: int = _TIME.unpack_from(self)[0]
        return found

    @property
    def fix(self) -> Fix:
        """The fix."""
        utc_ms, receipt_ms, recv_ms, lat, lon, x, y, speed_kmh, flags = _FIX.unpack_from(self)
        return Fix(
            utc_ms=utc_ms, receipt_ms=receipt_ms, lat=lat, lon=lon, x=x, y=y, doubtful=bool(flags & _DOUBTFUL),
            recv_ms=recv_ms if flags & _HAS_RECV else None, speed_kmh=speed_kmh if flags & _HAS_SPEED else None,
            ext_power_on=bool(flags & _POWER_ON) if flags & _HAS_POWER else None,
        )  # fmt: skip

    @property
    def routes_m(self) -> tuple[float, ...]:
        """The lengths of the routes."""
        return tuple([route[0] for route in self._routes])

    @property
    def progress(self) -> tuple[Progress, ...]:
        """The progress on each of them."""
        return tuple([_progress(route) for route in self._routes])

    @property
    def spot(self) -> Spot:
        """Where the fix was, without the rest that is known of it."""
        utc_ms, _, _, _, _, x, y, speed_kmh, flags = _FIX.unpack_from(self)
        return Spot(utc_ms, x, y, speed_kmh if flags & _HAS_SPEED else None)

    def saved(self) -> _Saved:
        """Its saved form."""
        return _Saved(fix=self.fix, routes_m=self.routes_m, progress=self.progress)

    @property
    def _routes(self) -> list[_Route]:
        return list(_ROUTE.iter_unpack(self[_FIX.size :]))


def along_in(saved: object) -> Along:
    """The progress that a saved form tells; raises msgspec.ValidationError."""
    found = msgspec.convert(saved, _Saved)
    return Along.at(found.fix, found.routes_m, found.progress)


def _progress(route: _Route) -> Progress:
    _, along_m, to_go_m, from_route_m, number = route
    return Progress(along_m=along_m, to_go_m=to_go_m, from_route_m=from_route_m, direction=_DIRECTIONS[number])


def _packed(fix: Fix) -> bytes:
    recv_ms, speed_kmh, power_on = fix.recv_ms, fix.speed_kmh, fix.ext_power_on
    flags = _DOUBTFUL if fix.doubtful else 0
    if recv_ms is not None:
        flags |= _HAS_RECV
    if speed_kmh is not None:
        flags |= _HAS_SPEED
    if power_on is not None:
        flags |= _HAS_POWER | _POWER_ON if power_on else _HAS_POWER
    return _FIX.pack(
        fix.utc_ms, fix.receipt_ms, 0 if recv_ms is None else recv_ms, fix.lat, fix.lon, fix.x, fix.y,
        0.0 if speed_kmh is None else speed_kmh, flags,
    )  # fmt: skip
