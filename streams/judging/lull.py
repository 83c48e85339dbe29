"""Lull: while nothing happens to a truck, its pings are only held against what could happen, and folded later.

A lull begins after a ping was judged in full. It knows how far the truck may go on, in time and place, before any rule
could have anything to say. A ping within that is kept; one beyond it ends the lull, and is judged. What the kept pings
make of the unit is worked out when somebody asks for it, and is what judging each of them would have made.
"""

import math
from typing import Final, NamedTuple

import msgspec

from geofences.corridor import Corridor, is_deep_in
from geofences.projection import to_plane
from models.ping import Ping
from models.times import MINUTE_MS, SECOND_MS
from streams.judging.kept_ping import SIZE, packed
from streams.judging.limits import Limits, Span
from streams.judging.world import World

LONGEST_MS: Final = 30 * MINUTE_MS
"""After so long a ping is judged in full again: that is when what is remembered of the unit is saved."""

FOLDED: Final = 8
"""So many pings are folded at once: each that waits takes seventy bytes."""


class Drift(msgspec.Struct, frozen=True, gc=False):
    """Since when the fixes of a truck that drives may lie in one run, without working out which do.

    The runs are all of one radius. None reaches back before `since_ms`; `fixes` have come since, that one included. One
    of them, at `mark_ms`, lies at `x`, `y` of the plane, and `mark_fixes` have come since it. Of a run's n fixes, each
    within a radius of the mean of those before it, two lie at most 1 + H(n - 1) radii apart, since that mean moves by a
    k-th of a radius at most at the k-th. So a fix further from the mark than that is in no run with it.
    """

    since_ms: int
    fixes: int
    mark_ms: int
    x: float
    y: float
    mark_fixes: int

    def after(self, x: float, y: float, utc_ms: int, radius: float) -> "Drift":
        """The drift with one more fix; `radius` is that of the runs in plane units."""
        fixes = self.fixes + 1
        reach = radius * (2 + math.log(fixes))
        if (x - self.x) ** 2 + (y - self.y) ** 2 > reach * reach:
            return Drift(self.mark_ms, self.mark_fixes + 1, utc_ms, x, y, 1)
        return Drift(self.since_ms, fixes, self.mark_ms, self.x, self.y, self.mark_fixes + 1)


class Edges(NamedTuple):
    """The edges that a truck may cross: those of zones of some kinds, but of none of its own."""

    kinds: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


class Ground(NamedTuple):
    """Where a lull may go on: about a place, or on from it across some edges, and until when."""

    x: float
    y: float
    reach: float
    until_ms: int
    edges: Edges = Edges()
    spans: tuple[Span, ...] = ()
    drifts: tuple[Drift, ...] = ()


class Lull(msgspec.Struct, kw_only=True, gc=False):
    """What a unit's next ping must be like so that nothing comes of it; times in ms, places in plane units.

    It ends at `until_ms`, by a ping's own time and by its receipt. Its pings lie `gap_ms` apart at most, and are
    received less than `silent_ms` apart. A truck that stands stays within `reach` of `x`, `y`; one that drives stays
    inside the same fences, `numbers`, but for the `edges` that it may cross, and in one of its `routes`, where it has
    any. Where it is not a hop further than its ping before, its `drifts`, one for each of the `spans`, show that no run
    lasts; where there are no spans, it may not be so near. `scale` is the metres of a plane unit.

    Once `most` pings wait they are folded.
    """

    world: World
    limits: Limits
    is_driving: bool
    utc_ms: int
    receipt_ms: int
    until_ms: int
    gap_ms: int
    silent_ms: int
    x: float
    y: float
    reach: float
    scale: float
    spans: tuple[Span, ...]
    drifts: tuple[Drift, ...]
    numbers: tuple[int, ...]
    edges: Edges
    routes: tuple[Corridor, ...] | None
    power_on: bool | None
    knows_vendor: bool
    most: int
    kept: bytes = b""

    def takes(self, ping: Ping) -> bool:
        """Keeps the next ping if nothing comes of it; False says nothing, but that it must be judged."""
        utc_ms, receipt_ms, speed_kmh = ping.utc_ms, ping.receipt_ms, ping.speed_kmh
        hdop, sats, limits = ping.hdop, ping.num_sats, self.limits
        elapsed_ms = utc_ms - self.utc_ms
        if (
            not 0 < elapsed_ms <= self.gap_ms
            or utc_ms // SECOND_MS == self.utc_ms // SECOND_MS  # of those within a second only the first is judged
            or not 0 <= receipt_ms - self.receipt_ms < self.silent_ms
            or utc_ms >= self.until_ms
            or receipt_ms >= self.until_ms
            or not -limits.ahead_ms <= receipt_ms - utc_ms <= limits.late_ms
            or speed_kmh is None
            or (speed_kmh > limits.moving_kmh) is not self.is_driving
            or (ping.ext_power_on is not None and ping.ext_power_on is not self.power_on)
            or (hdop is not None and hdop > limits.most_hdop)
            or (sats is not None and 1 <= sats <= limits.most_sats)
            or not (ping.fix == 1 or ping.fix is None)
        ):
            return False
        x, y = to_plane(ping.lon, ping.lat)
        dx, dy = x - self.x, y - self.y
        away2 = dx * dx + dy * dy
        if not self.is_driving:
            if away2 > self.reach * self.reach:
                return False
        else:
            away_m = math.sqrt(away2) * self.scale
            if not limits.still_m < away_m <= limits.fastest * elapsed_ms:
                return False
            drifts = self._drifted(x, y, utc_ms) if away_m < limits.hop_m else ()
            if drifts is None:
                return False
            numbers = self.world.numbers(x, y, ping.lat)
            if not self._is_clear(x, y, numbers):
                return False
            self.x, self.y, self.numbers, self.drifts = x, y, numbers, drifts
        self.utc_ms, self.receipt_ms = utc_ms, receipt_ms
        self.kept += packed(ping, x, y)
        return True

    @property
    def waiting(self) -> int:
        """How many pings wait to be folded."""
        return len(self.kept) // SIZE

    def go_on(self, world: World) -> None:
        """Goes on under newer reference data that say nothing else of its unit, unless they tell another land."""
        if world.land is self.world.land and world.thresholds is self.world.thresholds:
            self.world = world

    def due_ms(self) -> int:
        """A time before which the clock makes nothing due of the unit."""
        return min(self.until_ms, self.receipt_ms + self.silent_ms)

    def _drifted(self, x: float, y: float, utc_ms: int) -> tuple[Drift, ...] | None:
        """The drifts with one more fix; None where a run may have lasted too long."""
        if not self.spans:
            return None
        drifts = self.drifts or (Drift(self.utc_ms, 1, self.utc_ms, self.x, self.y, 1),) * len(self.spans)
        found: list[Drift] = []
        for drift, span in zip(drifts, self.spans, strict=True):
            found.append(drift.after(x, y, utc_ms, span.radius_m / self.scale))
            if utc_ms - found[-1].since_ms >= span.longest_ms:
                return None
        return tuple(found)

    def _is_clear(self, x: float, y: float, numbers: tuple[int, ...]) -> bool:
        """Whether a truck that drives on to a place, inside some fences, meets no other, and is surely on its route."""
        world = self.world
        if numbers != self.numbers and not self._may_cross(numbers):
            return False
        if world.has_restricted and world.may_touch_restricted(self.x, self.y, x, y):
            return False
        if self.routes is None:
            return True
        return is_deep_in(self.routes, x, y, -self.limits.margin_m)

    def _may_cross(self, numbers: tuple[int, ...]) -> bool:
        """Whether nothing comes of the fences that a truck comes into or out of."""
        crossed = {*numbers}.symmetric_difference(self.numbers)
        zones = (self.world.places[number].zone for number in crossed)
        return all(zone.kind in self.edges.kinds and zone.zone_id not in self.edges.own for zone in zones)
