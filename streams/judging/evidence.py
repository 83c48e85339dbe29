"""evidence_sha256: the digest of the pings on which a trip's verdict rests."""

import hashlib
from collections.abc import Iterable

from models.canonical import canonical_atom
from models.ping import Ping
from models.times import to_iso


def evidence_sha256(pings: Iterable[Ping]) -> str:
    """SHA-256 over one RFC 8785 line `{unit_id, utc_ts, lat, lon, speed, fix}` a ping, in the order given."""
    return hashlib.sha256("".join(map(_line, pings)).encode()).hexdigest()


def _line(ping: Ping) -> str:
    """A ping's line, its fields in the order that RFC 8785 gives them."""
    return (
        f'{{"fix":{canonical_atom(ping.fix)},"lat":{canonical_atom(ping.lat)},"lon":{canonical_atom(ping.lon)},'
        f'"speed":{canonical_atom(ping.speed_kmh)},"unit_id":{canonical_atom(ping.unit_id)},'
        f'"utc_ts":"{to_iso(ping.utc_ms)}"}}\n'
    )
