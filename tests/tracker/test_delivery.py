"""Pings in, rows and events out: whole, once, and as an offline run of the same pings says; on both brokers."""

import hashlib
from typing import Any

import msgspec

from models.event import decode_event
from models.topics import ALERTS, PINGS, TRIPS
from ops.personal import Sealer
from ops.raw_bytes import open_raw
from storage.offsets import load
from storage.raw_batches import read_chain
from streams.compare import differences, order_differences
from streams.tracker.raw_entries import chained, unpack_entries
from tests.fixtures.kafka import secured_too
from tests.tracker.bench import count, database_of, gateway_records, read_topic, told, until
from tests.tracker.road import fleet, offline, reference
from tests.tracker.stage import settled, staged, stored


@secured_too("broker")
async def test_what_goes_in_comes_out_whole(broker: str, database: str) -> None:
    """Pings, bytes with their digest chain, offsets, trips, alerts and events; and the topics say what the tables say."""
    pings, records = fleet(6), reference(6)
    async with staged(broker, database, records) as stage, database_of(database) as db:
        await stage.send(gateway_records(pings))
        async with stage.tracker():
            await stored(db, len(pings))
            await settled(db)
            await until(lambda: _shown(db, 6), "all units are on the live feed")
        assert await count(db, "pings", "standing = 0") == len(pings)
        rows = await load(db)
        assert sum(row.next_offset for (topic, _), row in rows.items() if topic == PINGS.name) == len(pings)
        await _assert_chain(db, rows, Sealer.from_settings(stage.settings()))
        events, expected = await told(db), offline(pings, records)
        assert differences(events, expected) == []
        assert order_differences(events, expected) == []
        assert {event.type for event in events} >= {"wastetrack.trip.completed", "wastetrack.alert.closed"}
        sent = [*await read_topic(broker, TRIPS.name), *await read_topic(broker, ALERTS.name)]
        assert sorted(msgspec.json.decode(record.value)["id"] for record in sent) == sorted(event.id for event in events)
        newest: dict[tuple[str, str], int] = {}
        for record in sent:
            event = decode_event(record.value)
            name = (record.topic, event.data.get("alert_id") or event.data["trip_id"])
            assert event.data["version"] == newest.get(name, 0) + 1
            newest[name] = event.data["version"]
            assert record.key.decode() == event.data.get("unit_id", event.subject)


async def _assert_chain(db: Any, rows: Any, sealer: Sealer) -> None:
    for (topic, partition), row in rows.items():
        if topic != PINGS.name:
            continue
        digest, following = b"", 0
        for batch in await read_chain(db, topic, partition, -1, 10_000):
            entries = unpack_entries(batch.body)
            assert (batch.first_offset, batch.records) == (following, len(entries))
            assert [entry.offset for entry in entries] == list(range(batch.first_offset, batch.last_offset + 1))
            for entry in entries:
                assert hashlib.sha256(open_raw(entry.sealed, sealer)).digest() == entry.sha256
                assert entry.sender == "vendor"
            digest = chained(digest, entries)
            assert batch.digest == digest
            following = batch.last_offset + 1
        assert (row.next_offset, row.digest) == (following, digest)



async def _shown(db: Any, number: int) -> bool:
    return await count(db, "unit_live") == number
