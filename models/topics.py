"""Every Kafka topic: its name, key, partitions and how long it keeps; nothing else names a topic."""

from typing import Final

import msgspec


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """One topic as `wastetrack topics` makes it; `partitions` 0 means "as many as gps.pings"."""

    name: str
    key: str
    purpose: str
    partitions: int = 0
    compacted: bool = False
    retention_h: int = 7 * 24


RAW: Final = Topic(name="gps.raw", key="any", purpose="pings of any accepted form, from any sender")
TRACCAR: Final = Topic(name="gps.traccar", key="any", purpose="Traccar's position forwarding")
PINGS: Final = Topic(name="gps.pings", key="unit_id", purpose="normalised pings that arrived in time")
LATE: Final = Topic(name="gps.late", key="unit_id", purpose="normalised pings over 5 min late, and the backup calls'")
DEAD: Final = Topic(
    name="gps.dead",
    key="unit_id or empty",
    purpose="records refused, each with its reason, source and bytes",
    partitions=1,
    retention_h=30 * 24,
)
VEHICLES: Final = Topic(
    name="reference.vehicles",
    key="unit_id|valid_from",
    purpose="which unit rides on which truck, when",
    partitions=1,
    compacted=True,
)
ZONES: Final = Topic(
    name="reference.zones", key="zone_id", purpose="places, as GeoJSON features", partitions=1, compacted=True
)
PERMITS: Final = Topic(
    name="reference.permits", key="permit_no", purpose="KorOr.1 permits", partitions=1, compacted=True
)
MANIFESTS: Final = Topic(
    name="reference.manifests",
    key="manifest_no",
    purpose="transport manifests and their receipts",
    partitions=1,
    compacted=True,
)
TRIPS: Final = Topic(
    name="trips", key="unit_id", purpose="trip events, whole snapshots with versions", retention_h=30 * 24
)
ALERTS: Final = Topic(
    name="alerts",
    key="unit_id, else plate|province or vendor",
    purpose="alert events, whole snapshots with versions",
    retention_h=30 * 24,
)
RULINGS: Final = Topic(name="rulings", key="unit_id", purpose="answers of the rules across units to one unit")
LIVE: Final = Topic(
    name="live", key="partition", purpose="newest place of each unit, for screens; may be lost", retention_h=1
)

REFERENCE: Final = (VEHICLES, ZONES, PERMITS, MANIFESTS)
ALL: Final = (RAW, TRACCAR, PINGS, LATE, DEAD, *REFERENCE, TRIPS, ALERTS, RULINGS, LIVE)
DEFAULT_PARTITIONS: Final = 6
