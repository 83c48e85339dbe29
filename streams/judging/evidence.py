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
