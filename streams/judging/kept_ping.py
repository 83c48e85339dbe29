"""Kept ping: what a lull holds of a ping until it is folded, in a seventh of the room that the ping takes."""

from struct import Struct
from typing import Final, NamedTuple

from models.fix import Fix
from models.ping import Ping
from streams.judging.ping_order import mark_of

_FORM: Final = Struct("<qqqdddddbq")
_NONE: Final = -1

SIZE: Final = _FORM.size
"""Bytes of a packed one."""


class KeptPing(NamedTuple):
    """A ping with a speed and a place: its times, places in degrees and in the plane, and its mark; -1: not told.

    The mark's own time is the ping's.
    """

    utc_ms: int
    receipt_ms: int
    recv_ms: int
    lat: float
    lon: float
    x: float
    y: float
    speed_kmh: float
    power: int
    contents_mark: int

    @property
    def fix(self) -> Fix:
        """The fix that it is; a lull keeps none in doubt."""
        recv_ms = self.receipt_ms if self.recv_ms == self.receipt_ms else self.recv_ms  # one number, not two equal ones
        return Fix(
            utc_ms=self.utc_ms, receipt_ms=self.receipt_ms, recv_ms=None if recv_ms == _NONE else recv_ms,
            lat=self.lat, lon=self.lon, x=self.x, y=self.y, speed_kmh=self.speed_kmh, doubtful=False,
            ext_power_on=None if self.power == _NONE else self.power == 1,
        )  # fmt: skip

    @property
    def mark(self) -> tuple[int, int]:
        """By what a repeated one is known."""
        return self.utc_ms, self.contents_mark


def packed(ping: Ping, x: float, y: float) -> bytes:
    """A ping with a speed, and where in the plane it lies."""
    recv_ms, power = ping.recv_ms, ping.ext_power_on
    return _FORM.pack(
        ping.utc_ms, ping.receipt_ms, _NONE if recv_ms is None else recv_ms, ping.lat, ping.lon, x, y, ping.speed_kmh,
        _NONE if power is None else power, mark_of(ping)[1],
    )  # fmt: skip


def unpacked(body: bytes) -> list[KeptPing]:
    """Packed ones, one after the other."""
    return list(map(KeptPing._make, _FORM.iter_unpack(body)))
