"""The order in which a unit's pings are judged, and the mark by which a repeated one is known."""

from itertools import pairwise
from typing import Final

from models.canonical import location_tie
from models.ping import Ping, location_of

# Python hashes -2 like -1, and None otherwise in every process.
_HASHED_AS: Final[dict[float | None, float]] = {None: 1e300, -2: 2e300}


def in_order(pings: list[Ping]) -> list[Ping]:
    """Pings in the order of judging: by time; of one time a valid fix first, then by canonical JSON."""
    pings.sort(key=lambda ping: ping.utc_ms)
    if any(a.utc_ms == b.utc_ms for a, b in pairwise(pings)):
        pings.sort(key=lambda ping: (ping.utc_ms, not ping.is_fix, location_tie(location_of(ping))))
    return pings


def mark_of(ping: Ping) -> tuple[int, int]:
    """Its time and a number for its contents: what a repeated ping of a unit is known by, the same in every process."""
    # With what no rule reads: pings that differ in nothing else may have a third one between them in the order.
    contents = (
        ping.lat, ping.lon, ping.speed_kmh, ping.course_deg, ping.fix, ping.hdop, ping.num_sats, ping.engine_on,
        ping.ext_power_on, *(ping.rest or ()),
    )  # fmt: skip
    return ping.utc_ms, hash(tuple(map(_HASHED_AS.get, contents, contents)))
