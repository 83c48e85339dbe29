"""Fix: a place that a truck was seen at; Run: fixes that stay together, which after a while are a stop."""

import math

import msgspec

from models.alert import EvidencePing
from models.times import to_iso


class Fix(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One valid fix: degrees and plane coordinates, ms since the epoch; `doubtful` asks for one more that agrees.

    `ext_power_on`: whether the device runs on the vehicle's battery, None where the ping does not say.
    """

    utc_ms: int
    receipt_ms: int
    lat: float
    lon: float
    x: float
    y: float
    recv_ms: int | None = None
    speed_kmh: float | None = None
    doubtful: bool = False
    ext_power_on: bool | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Consecutive fixes, each within a radius of the mean of those before it."""

    first_ms: int
    last_ms: int
    fixes: int
    sum_x: float
    sum_y: float
    sum_lat: float
    sum_lon: float
    first: Fix

    @property
    def duration_ms(self) -> int:
        """From the first fix to the last, in whole seconds: pings a minute apart are so to a tenth of a second."""
        return round((self.last_ms - self.first_ms) / 1000) * 1000

    @property
    def x(self) -> float:
        """Mean plane coordinate, east."""
        return self.sum_x / self.fixes

    @property
    def y(self) -> float:
        """Mean plane coordinate, north."""
        return self.sum_y / self.fixes

    @property
    def lat(self) -> float:
        """Mean latitude, degrees."""
        return self.sum_lat / self.fixes

    @property
    def lon(self) -> float:
        """Mean longitude, degrees."""
        return self.sum_lon / self.fixes


def begin_run(fix: Fix) -> Run:
    """The run of one fix."""
    return Run(
        first_ms=fix.utc_ms, last_ms=fix.utc_ms, fixes=1, sum_x=fix.x, sum_y=fix.y, sum_lat=fix.lat, sum_lon=fix.lon,
        first=fix,
    )  # fmt: skip


def joins(run: Run, fix: Fix, radius_m: float, metres_per_unit: float) -> bool:
    """Whether the fix lies within the radius of the run's mean."""
    return math.hypot(fix.x - run.x, fix.y - run.y) * metres_per_unit <= radius_m


def extend_run(run: Run, fix: Fix) -> Run:
    """The run with one more fix."""
    return Run(
        first_ms=run.first_ms, last_ms=fix.utc_ms, fixes=run.fixes + 1,
        sum_x=run.sum_x + fix.x, sum_y=run.sum_y + fix.y,
        sum_lat=run.sum_lat + fix.lat, sum_lon=run.sum_lon + fix.lon, first=run.first,
    )  # fmt: skip


def follow_run(
    run: Run | None, young: tuple[Fix, ...], fix: Fix, radius_m: float, metres_per_unit: float, stop_ms: int
) -> tuple[Run, Run | None, tuple[Fix, ...]]:
    """The run that a fix belongs to, the one that it ends, and the fixes of a run that is no stop yet.

    A stop counts from the earliest fix on from which each next one stays. So where a fix leaves a run that is no stop
    yet, the run goes on from the earliest of its fixes from which it still can.
    """
    if run is None:
        return begin_run(fix), None, (fix,)
    if joins(run, fix, radius_m, metres_per_unit):
        run = extend_run(run, fix)
        return run, None, (*young, fix) if run.duration_ms < stop_ms else ()
    for start in range(1, len(young)):
        kept = (*young[start:], fix)
        later = _run_of(kept, radius_m, metres_per_unit)
        if later is not None:
            return later, run, kept if later.duration_ms < stop_ms else ()
    return begin_run(fix), run, (fix,)


def _run_of(fixes: tuple[Fix, ...], radius_m: float, metres_per_unit: float) -> Run | None:
    """The run of some fixes; None where they are not one."""
    # A truck that sends every second leaves a run at each of its fixes: what `joins` and `extend_run` say, at once.
    first, last = fixes[0], fixes[-1]
    sum_x, sum_y, sum_lat, sum_lon = first.x, first.y, first.lat, first.lon
    for number, fix in enumerate(fixes[1:], 1):
        x, y = fix.x, fix.y
        if math.hypot(x - sum_x / number, y - sum_y / number) * metres_per_unit > radius_m:
            return None
        sum_x, sum_y, sum_lat, sum_lon = sum_x + x, sum_y + y, sum_lat + fix.lat, sum_lon + fix.lon
    return Run(
        first_ms=first.utc_ms, last_ms=last.utc_ms, fixes=len(fixes), sum_x=sum_x, sum_y=sum_y, sum_lat=sum_lat,
        sum_lon=sum_lon, first=first,
    )  # fmt: skip


def shown(fix: Fix) -> EvidencePing:
    """The fix as an alert's evidence shows it; its receipt is the vendor's where said, else ours."""
    heard_ms = fix.receipt_ms if fix.recv_ms is None else fix.recv_ms
    return EvidencePing(
        utc_ts=to_iso(fix.utc_ms), recv_utc_ts=to_iso(heard_ms), lat=fix.lat, lon=fix.lon, speed=fix.speed_kmh
    )
