"""What one device on a truck measures and writes: DLT locations that stray a little from the truth."""

import math
from random import Random
from typing import Any, Final

from models.times import to_iso
from simulator.path import Point, Spot, moved

FARTHEST_ASTRAY_M: Final = 12.0


class Device:
    """A device on its truck: what it counts, and how far its fixes stray; the same name makes the same device."""

    def __init__(self, unit_id: str, period_s: float, name: str) -> None:
        self.unit_id = unit_id
        self.rng = Random(name)
        self.phase_s = self.rng.uniform(0, period_s)
        self.sequence = self.rng.randrange(200)
        self.mileage_km = self.rng.uniform(20_000, 400_000)
        self.sigma_m = self.rng.uniform(2.0, 4.5)
        self.astray_m = [0.0, 0.0]
        self.driver_id = f"{self.rng.randrange(10_000_000):08d}" if self.rng.random() < 0.6 else None

    def stray(self, dt_s: float) -> tuple[float, float]:
        """Metres east and north of the truth: error drifts over a minute, it does not jump."""
        keep = math.exp(-dt_s / 60)
        kick = self.sigma_m * math.sqrt(1 - keep * keep)
        for axis in (0, 1):
            self.astray_m[axis] = self.astray_m[axis] * keep + self.rng.gauss(0, kick)
        size_m = math.hypot(*self.astray_m)
        if size_m > FARTHEST_ASTRAY_M:
            self.astray_m = [part * FARTHEST_ASTRAY_M / size_m for part in self.astray_m]
        return self.astray_m[0], self.astray_m[1]

    def location(self, utc_ms: int, recv_ms: int, spot: Spot, speed_kmh: float, dt_s: float) -> dict[str, Any]:
        """One DLT location."""
        moving = speed_kmh > 1
        at = moved(Point(spot.lon, spot.lat), *self.stray(dt_s))
        shown_kmh = max(speed_kmh + self.rng.gauss(0, 1.2), 0.0) if moving else 0.0
        self.sequence = (self.sequence + 1) % 65_536
        self.mileage_km += speed_kmh * dt_s / 3600
        return {
            "unit_id": self.unit_id,
            "driver_id": self.driver_id,
            "seq": self.sequence,
            "utc_ts": to_iso(utc_ms),
            "recv_utc_ts": to_iso(recv_ms),
            "lat": round(at.lat, 7),
            "lon": round(at.lon, 7),
            "alt": 12,
            "speed": round(shown_kmh, 1),
            "course": int(spot.course) % 360 if moving else 0,
            "engine_status": 1 if moving else 0,
            "fix": 1,
            "hdop": round(self.rng.uniform(0.7, 1.6), 1),
            "num_sats": self.rng.randrange(8, 15),
            "gsm_rssi": self.rng.randrange(12, 31),
            "mileage": round(self.mileage_km, 1),
            "ext_power_status": 1,
            "ext_power": round(24.2 + 3.4 * moving + self.rng.uniform(-0.2, 0.2), 1),
            "license": None,
        }
