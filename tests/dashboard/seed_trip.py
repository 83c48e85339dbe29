"""A scene as a tracker leaves it in the database: reference data, pings, events, trips and alerts."""

from collections.abc import Sequence
from typing import Any

import msgspec

from models.event import ALERT_TYPES, Event
from models.names import plate_key
from models.ping import Ping
from models.reference import KINDS, Kind, decode, normal_key, written_key
from models.times import MINUTE_MS, from_iso
from storage.partitions import ensure_days
from storage.pings import JUDGED, StoredPing, copy_pings
from streams.compare import newest_versions
from tests.builders import START_MS, Scene, judge
from tests.dashboard.seed import put_alert, put_event, put_reference, put_trip
from tests.explain.chains import recorded


class Seeded(msgspec.Struct, frozen=True):
    """What was judged of a scene with one trip: its newest data, those of its alerts, and its pings."""

    trip: dict[str, Any]
    alerts: list[dict[str, Any]]
    pings: tuple[Ping, ...]
    events: list[Event]

    @property
    def trip_id(self) -> str:
        return str(self.trip["trip_id"])


def judged(scene: Scene, until: float | None = None) -> Seeded:
    """A scene with one trip, judged; `until` is the minute to which the clock runs on."""
    told = judge(scene, until)
    ((_, trip),) = told.trips()
    case = recorded(scene, until).case(trip["trip_id"])
    assert case.past is not None
    return Seeded(trip, told.newest(), case.past.pings, told.events)


async def put_scene(connection: Any, scene: Scene, until: float | None = None) -> Seeded:
    """Writes a scene with one trip into the database; its papers were told a minute before it."""
    found = judged(scene, until)
    await put_papers(connection, scene)
    await put_pings(connection, found.pings)
    for event in found.events:
        await put_event(connection, event.type, event.data, from_iso(event.time))
    for event in newest_versions(found.events).values():
        if event.type in ALERT_TYPES:
            await put_alert(connection, event.data, "closed" if "close_reason" in event.data else "open")
        else:
            key = plate_key(event.data["plate"], event.data["province"])
            await put_trip(connection, event.data, state_of(event), key)
    return found


async def put_papers(connection: Any, scene: Scene) -> None:
    """Writes a scene's reference data."""
    for kind in KINDS:
        for record in scene.reference.get(kind, []):
            await put_reference(connection, kind, key_of(kind, record), record, received_ms=START_MS - MINUTE_MS)


async def put_pings(connection: Any, pings: Sequence[Ping], standing: int = JUDGED, first_offset: int = 0) -> None:
    """Writes pings, each with an offset of its own."""
    await ensure_days(connection, {ping.receipt_ms for ping in pings})
    await copy_pings(connection, [
        StoredPing(ping=ping, standing=standing, topic="gps.pings", partition=3, offset=offset)
        for offset, ping in enumerate(pings, first_offset)
    ])  # fmt: skip


def key_of(kind: Kind, record: dict[str, Any]) -> str:
    """The key under which a record's versions are held."""
    return normal_key(kind, written_key(decode(kind, record)))


def state_of(event: Event) -> str:
    """The state that the newest event of a trip leaves it in."""
    return {"started": "on_the_way", "arrived": "arrived", "completed": "completed", "ended": "ended"}[event.type.rpartition(".")[2]]
