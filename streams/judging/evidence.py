"""evidence_sha256: the digest of the pings on which a trip's verdict rests."""

import hashlib
from collections.abc import Iterable
from typing import Any

import rfc8785

from models.ping import Ping
from models.times import to_iso


def evidence_sha256(pings: Iterable[Ping]) -> str:
    """SHA-256 over one RFC 8785 line `{unit_id, utc_ts, lat, lon, speed, fix}` a ping, in the order given."""
    digest = hashlib.sha256()
    for ping in pings:
        line: dict[str, Any] = {
            "unit_id": ping.unit_id, "utc_ts": to_iso(ping.utc_ms), "lat": ping.lat, "lon": ping.lon,
            "speed": ping.speed_kmh, "fix": ping.fix,
        }  # fmt: skip
        digest.update(rfc8785.dumps(line) + b"\n")
    return digest.hexdigest()


def tie_of(ping: Ping) -> bytes:
    """Orders two pings of one unit and time whose contents differ: their canonical JSON, as far as rules read it."""
    fields: dict[str, Any] = {
        "course": ping.course_deg, "engine_status": ping.engine_on, "ext_power_status": ping.ext_power_on,
        "fix": ping.fix, "hdop": ping.hdop, "lat": ping.lat, "lon": ping.lon, "num_sats": ping.num_sats,
        "speed": ping.speed_kmh,
    }  # fmt: skip
    # As on the wire: a flag is 0 or 1, and what was not given is not there.
    return rfc8785.dumps({k: int(v) if isinstance(v, bool) else v for k, v in fields.items() if v is not None})


def content_hash(ping: Ping) -> int:
    """A number by which a repeated ping is known; the same in every process."""
    return hash(
        tuple(
            -1.0 if value is None else float(value)
            for value in (
                ping.lat, ping.lon, ping.speed_kmh, ping.course_deg, ping.fix, ping.hdop, ping.num_sats, ping.engine_on,
                ping.ext_power_on,
            )
        )
    )  # fmt: skip
