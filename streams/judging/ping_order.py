"""The order in which a unit's pings are judged, and the mark by which a repeated one is known."""

from itertools import pairwise
from typing import Any

import rfc8785

from models.ping import Ping


def in_order(pings: list[Ping]) -> list[Ping]:
    """Pings in the order of judging: by time; of one time a valid fix first, then by canonical JSON."""
    pings.sort(key=lambda ping: ping.utc_ms)
    if any(a.utc_ms == b.utc_ms for a, b in pairwise(pings)):
        pings.sort(key=lambda ping: (ping.utc_ms, not ping.is_fix, tie_of(ping)))
    return pings


def tie_of(ping: Ping) -> bytes:
    """Orders two pings of one unit and time whose contents differ: their canonical JSON, as far as rules read it."""
    fields: dict[str, Any] = {
        "course": ping.course_deg, "engine_status": ping.engine_on, "ext_power_status": ping.ext_power_on,
        "fix": ping.fix, "hdop": ping.hdop, "lat": ping.lat, "lon": ping.lon, "num_sats": ping.num_sats,
        "speed": ping.speed_kmh,
    }  # fmt: skip
    # As on the wire: a flag is 0 or 1, and what was not given is not there.
    return rfc8785.dumps({k: int(v) if isinstance(v, bool) else v for k, v in fields.items() if v is not None})


def mark_of(ping: Ping) -> tuple[int, int]:
    """Its time and a number for its contents: what a repeated ping of a unit is known by, the same in every process."""
    contents = (
        ping.lat, ping.lon, ping.speed_kmh, ping.course_deg, ping.fix, ping.hdop, ping.num_sats, ping.engine_on,
        ping.ext_power_on,
    )  # fmt: skip
    return ping.utc_ms, hash(tuple([-1 if value is None else value for value in contents]))
