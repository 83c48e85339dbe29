"""How the fleet drives: load, go to the processor, unload, come back empty, and what a few do wrong on the way."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.traffic.country import Country, Floats, scale_m
from models.times import MINUTE_MS

MISDEEDS: Final = ("detour", "stop", "silence", "power")
"""Off the corridor for a part of the way, half an hour beside the road, 20 min without a ping, the device cut off."""
_DETOUR_M: Final = 1_500.0
_STOP_MIN: Final = 30.0
_SILENT_MIN: Final = 20.0
_NOISE_M: Final = 6.0


class Moment(NamedTuple):
    """What all units send in one period, one row a unit, in the order in which it is received."""

    unit: NDArray[np.int64]
    utc_ms: NDArray[np.int64]
    recv_ms: NDArray[np.int64]
    lon: Floats
    lat: Floats
    speed_kmh: Floats
    course_deg: Floats
    on_power: NDArray[np.bool_]

    def of(self, units: range) -> "Moment":
        """What these units of it send."""
        kept = (self.unit >= units.start) & (self.unit < units.stop)
        return Moment(
            self.unit[kept], self.utc_ms[kept], self.recv_ms[kept], self.lon[kept], self.lat[kept],
            self.speed_kmh[kept], self.course_deg[kept], self.on_power[kept],
        )  # fmt: skip


class Fleet:
    """Every truck's rounds, drawn from the plan's seed."""

    def __init__(self, country: Country) -> None:
        plan = country.plan
        rng = np.random.default_rng([plan.seed, 2])
        self._country = country
        self._rng = np.random.default_rng([plan.seed, 3])
        self._lengths_m = country.lengths_m[country.permit_of_unit]
        self.load_min = rng.uniform(12, 20, plan.units)
        self.unload_min = rng.uniform(12, 20, plan.units)
        self.drive_min = self._lengths_m / 1000 / rng.uniform(42, 66, plan.units) * 60
        misbehaves = rng.random(plan.units) < plan.share
        self.misdeed = np.where(misbehaves, rng.integers(0, len(MISDEEDS), plan.units), -1)
        self.out_min = self.drive_min + np.where(self.misdeed == MISDEEDS.index("stop"), _STOP_MIN, 0.0)
        self.round_min = self.load_min + self.out_min + self.unload_min + self.drive_min
        self.phase_min = rng.uniform(0, 1, plan.units) * self.round_min
        """Minutes of its first round that a truck has behind it when the traffic begins."""
        self._offset_ms = rng.integers(0, plan.period_ms, plan.units)
        self._delay_ms = rng.integers(plan.delay_ms * 3 // 10, plan.delay_ms + 1, plan.units)
        self._order = np.argsort(self._offset_ms + self._delay_ms, kind="stable")
        self._aside = rng.choice([-1.0, 1.0], plan.units)

    def period(self, number: int) -> Moment:
        """The pings of one period; periods are asked for in turn, since each draws its noise."""
        at_ms = number * self._country.plan.period_ms + self._offset_ms
        round_at = np.mod(self.phase_min + at_ms / MINUTE_MS, self.round_min)
        share, moving, out = self._share(round_at)
        lon, lat, course = self._places(share, out)
        noise = self._rng.normal(0, _NOISE_M, (2, len(lon))) * np.where(moving, 1.0, 0.4)
        lon_m, lat_m = scale_m(lat)
        speed = np.where(moving, self._lengths_m / self.drive_min * 0.06, 0.0)
        speed = np.round(speed * self._rng.uniform(0.9, 1.1, len(lon)), 1)
        utc_ms = self._country.plan.start_ms + at_ms
        on_power = ~((self.misdeed == MISDEEDS.index("power")) & out & (share > 0.5))
        middle = (share > 0.3) & (share < 0.3 + _SILENT_MIN / self.drive_min)
        silent = (self.misdeed == MISDEEDS.index("silence")) & out & middle
        sent = self._order[~silent[self._order]]
        return Moment(
            sent, utc_ms[sent], (utc_ms + self._delay_ms)[sent], (lon + noise[0] / lon_m)[sent],
            (lat + noise[1] / lat_m)[sent], speed[sent], course[sent], on_power[sent],
        )  # fmt: skip

    def departures_ms(self, minutes: int) -> list[list[int]]:
        """When each truck sets out loaded while the traffic lasts, as it plans to."""
        first_min = np.mod(self.load_min - self.phase_min, self.round_min)
        return [
            [self._country.plan.start_ms + round(at * MINUTE_MS) for at in np.arange(first, minutes, every)]
            for first, every in zip(first_min, self.round_min, strict=True)
        ]

    def _share(self, round_at: Floats) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
        """How far along its route each truck is, whether it moves, and whether it is on its loaded way."""
        driven_min = round_at - self.load_min
        out = (driven_min > 0) & (driven_min < self.out_min)
        stop_min = self.drive_min * 0.5
        stops = (self.misdeed == MISDEEDS.index("stop")) & (driven_min > stop_min)
        stands = stops & (driven_min < stop_min + _STOP_MIN)
        loaded_min = np.where(stands, stop_min, np.where(stops, driven_min - _STOP_MIN, driven_min))
        home_min = driven_min - self.out_min - self.unload_min
        share = np.where(out, loaded_min / self.drive_min, np.where(driven_min <= 0, 0.0, 1.0))
        share = np.where(home_min > 0, 1.0 - home_min / self.drive_min, share)
        moving = (out & ~stands) | (home_min > 0)
        return np.clip(share, 0.0, 1.0), moving, out

    def _places(self, share: Floats, out: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
        routes, permit = self._country.routes, self._country.permit_of_unit
        along = share * (routes.shape[1] - 1)
        piece = np.minimum(along.astype(np.int64), routes.shape[1] - 2)
        start, end = routes[permit, piece], routes[permit, piece + 1]
        place = start + (end - start) * (along - piece)[:, None]
        lon_m, lat_m = scale_m(place[:, 1])
        east_m, north_m = (end - start)[:, 0] * lon_m, (end - start)[:, 1] * lat_m
        course = np.degrees(np.arctan2(east_m, north_m)) + np.where(out, 0.0, 180.0)
        detours = (self.misdeed == MISDEEDS.index("detour")) & out & (share > 0.35) & (share < 0.75)
        stands_aside = (self.misdeed == MISDEEDS.index("stop")) & out & (share == 0.5)
        aside_m = np.where(detours, _DETOUR_M, np.where(stands_aside, 40.0, 0.0)) * self._aside
        length_m = np.hypot(east_m, north_m)
        lon = place[:, 0] + aside_m * north_m / length_m / lon_m
        lat = place[:, 1] - aside_m * east_m / length_m / lat_m
        return lon, lat, np.mod(np.round(course), 360.0)
