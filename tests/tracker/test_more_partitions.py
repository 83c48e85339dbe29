"""Partitions are added while trackers run: each unit is judged by one of them, whatever was read where."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions

from models.dead_letter import DeadLetter, Source
from models.ruling import Excused, encode_ruling
from models.times import HOUR_MS, from_iso, to_iso
from models.topics import DEAD, LATE, PINGS, RULINGS, TRIPS
from ops.dead_letters import sealed_bytes
from ops.metrics import TRACKER_PASSED_ON
from storage.errors import Fenced
from storage.offsets import fence_other_counts, load, take
from storage.outbox import OutboxRow, appended_outbox
from storage.together import change
from storage.unit_states import UnitStateRow, saved_states
from streams.compare import differences
from streams.gateway.sink import partition_of
from streams.tracker.homes import rehome
from tests.tracker.bench import count, database_of, gateway_records, producing, send, told, until
from tests.tracker.road import fleet, offline, reference, unit, world
from tests.tracker.stage import settled, staged, stored
from tests.tracker.stand_in import Desk, Log, messages

BEFORE, AFTER = 2, 5  # units of both old partitions move, and some to the other old one
TRUCKS = 8


def grow(bootstrap: str) -> None:
    """As an operator does it: one topic after the other."""
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
    for topic in (PINGS, LATE, RULINGS):
        admin.create_partitions([NewPartitions(topic.name, AFTER)])[topic.name].result(30)


async def test_a_unit_has_one_judge(
    apache: Callable[[int], str], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two trackers, in mid-stream; a producer that has not noticed goes on writing to the old places for a while."""
    monkeypatch.setattr("ops.kafka.METADATA_MS", 300)
    broker = apache(BEFORE)
    pings, records = fleet(TRUCKS), reference(TRUCKS)
    rows = gateway_records(pings)
    third, half = len(rows) // 3, len(rows) // 2
    async with staged(broker, database, records, BEFORE) as stage, database_of(database) as db:
        async with (
            stage.tracker(WASTETRACK_INSTANCE="one") as first, stage.tracker(WASTETRACK_INSTANCE="two") as second
        ):  # fmt: skip
            await stage.send(rows[:third])
            await stored(db, third)
            grow(broker)
            await stage.send(rows[third:half])
            await until(lambda: _is_known(db), "the trackers have noticed")
            await stage.send(rows[half : 2 * third])
            async with producing(broker) as other:
                await send(other, rows[2 * third :], AFTER)
            await stored(db, len(rows))
            await settled(db)
            strays = sum(tracker.metrics.read(TRACKER_PASSED_ON) for tracker in (first, second))
            assert await count(db, "(SELECT DISTINCT topic, partition, \"offset\" FROM pings)", "true") == len(rows)
            assert strays > 0, "what was read of units that have moved went on to their homes"
        assert differences(await told(db), offline(pings, records)) == []
        homes = await db.fetch("SELECT unit_id, partition FROM unit_states")
        assert all(row["partition"] == partition_of(row["unit_id"].encode(), AFTER) for row in homes)
        assert {row.partitions for row in (await load(db)).values()} == {AFTER}


async def test_a_group_whose_trackers_were_all_started_again_takes_new_partitions_too(
    apache: Callable[[int], str], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker gives each its old share back at once: none of them is told that it leads the group."""
    monkeypatch.setattr("ops.kafka.METADATA_MS", 300)
    broker = apache(BEFORE)
    async with staged(broker, database, reference(TRUCKS), BEFORE) as stage, database_of(database) as db:
        async with stage.tracker(WASTETRACK_INSTANCE="one"), stage.tracker(WASTETRACK_INSTANCE="two"):
            pass
        async with stage.tracker(WASTETRACK_INSTANCE="one"), stage.tracker(WASTETRACK_INSTANCE="two"):
            grow(broker)
            await until(lambda: _is_known(db), "the trackers have noticed")


async def test_who_counts_otherwise_is_put_out_and_units_move(database: str) -> None:
    """The first under a new number fences all others, moves states and what is to be sent; the second changes nothing."""
    ids = [unit(number) for number in range(TRUCKS)]
    async with database_of(database) as db:
        async with db.transaction():
            await take(db, [(PINGS.name, 0), (PINGS.name, 1)], "old", BEFORE)
            await change(db, saved_states([UnitStateRow(unit_id=one, partition=partition_of(one.encode(), BEFORE), saved_ms=1, format=1, body=b"") for one in ids]))
            await change(db, appended_outbox([OutboxRow(owner=partition_of(one.encode(), BEFORE), topic=TRIPS.name, key=one.encode(), body=b"%d" % n) for n in range(3) for one in ids]))
            await change(db, appended_outbox([OutboxRow(owner=-1, topic=TRIPS.name, key=ids[0].encode(), body=b"judge's")]))
        async with db.transaction():
            assert await fence_other_counts(db, AFTER)
            await rehome(db, AFTER, {})
            await take(db, [(PINGS.name, 4)], "new", AFTER)
        assert {key[1]: row.token for key, row in (await load(db)).items()} == {0: 2, 1: 2, 4: 1}
        async with db.transaction():
            assert not await fence_other_counts(db, AFTER)
        homes = {row["unit_id"]: row["partition"] for row in await db.fetch("SELECT unit_id, partition FROM unit_states")}
        assert homes == {one: partition_of(one.encode(), AFTER) for one in ids}
        for one in ids:
            waiting = await db.fetch("SELECT owner, body FROM outbox WHERE key = $1 AND owner >= 0 ORDER BY seq", one.encode())
            assert [(row["owner"], row["body"]) for row in waiting] == [(homes[one], b"%d" % n) for n in range(3)]
        assert await count(db, "outbox", "owner = -1") == 1


async def test_what_is_read_elsewhere_reaches_its_home_once(database: str) -> None:
    """A desk that holds partition 0 of five passes on pings and rulings of all others, and keeps their bytes chained.

    What it passes on may come again, since a relay that died sends again what it had sent; it counts once.
    """
    found = messages(gateway_records(fleet(TRUCKS)))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(TRUCKS)))
        await desk.take()
        desk.holdings[0].partitions = AFTER
        away = [message for message in found if partition_of(message.key or b"", AFTER) != 0]
        ruling = encode_ruling(Excused(unit_id=away[0].key.decode(), alert_id="A", from_ms=1, until_ms=None))  # type: ignore[union-attr]  # it has one
        told_once = found[0]._replace(topic=RULINGS.name, offset=0, key=away[0].key, value=ruling, headers=())
        await desk.work([*found, told_once])
        assert await count(db, "pings") == len(found) - len(away)
        assert await count(db, "outbox", f"topic = '{RULINGS.name}'") == len(away) + 1
        assert await db.fetchval("SELECT sum(records) FROM raw_batches") == len(found)
        rows = await db.fetch("SELECT key, body FROM outbox WHERE topic = $1 ORDER BY seq", RULINGS.name)
        homeward = [
            found[0]._replace(topic=RULINGS.name, offset=1 + n, key=row["key"], value=row["body"], headers=())
            for n, row in enumerate(rows)
        ]
        desk.holdings[0].partitions = 1  # as if it were home to all of them
        await desk.work([*homeward, *(message._replace(offset=message.offset + len(homeward)) for message in homeward)])
        await desk.work([message._replace(offset=message.offset + 2 * len(homeward)) for message in homeward])
        places = await db.fetch('SELECT topic, partition, "offset" FROM pings ORDER BY "offset"')
        assert [tuple(row) for row in places] == [(PINGS.name, 0, message.offset) for message in found]
        desk.holdings[0].partitions = AFTER
        before = await count(db, "outbox")
        async with db.transaction():
            await fence_other_counts(db, AFTER)
        with pytest.raises(Fenced):
            await desk.work([message._replace(offset=message.offset + len(found)) for message in away[:1]])
        assert await count(db, "outbox") == before


async def test_a_stray_that_is_refused_at_home_has_the_letter_that_it_would_have_had(database: str) -> None:
    """Its place, its sender and its bytes are those of the record that was read elsewhere."""
    pings = fleet(TRUCKS)[:40]
    ahead_ms = from_iso(pings[-1]["recv_utc_ts"]) + HOUR_MS
    found = messages(gateway_records([*pings, pings[-1] | {"utc_ts": to_iso(ahead_ms), "driver_id": "known to nobody"}]))
    letters: list[tuple[DeadLetter, bytes]] = []
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(TRUCKS)))
        await desk.take()
        for at_home in (True, False):
            desk.holdings[0].partitions = 0 if at_home else AFTER
            last = found[-1]._replace(offset=found[-1].offset + len(letters))
            assert partition_of(last.key or b"", AFTER) != 0
            await desk.work([*found[:-1], last])
            if not at_home:
                body = await db.fetchval("SELECT body FROM outbox WHERE topic = $1 AND key = $2", RULINGS.name, last.key)
                desk.holdings[0].partitions = 0
                await desk.work([last._replace(topic=RULINGS.name, offset=0, value=body, headers=())])
            body = await db.fetchval("DELETE FROM outbox WHERE topic = $1 RETURNING body", DEAD.name)
            letter = msgspec.json.decode(body, type=DeadLetter)
            letters.append((letter, sealed_bytes(letter, desk.sealer)))
    (direct, raw), (stray, same) = letters
    assert same == raw
    assert b"known to nobody" in raw
    assert direct.source == Source(index=0, topic=PINGS.name, partition=0, offset=40, sender="vendor")
    assert stray.source == msgspec.structs.replace(direct.source, offset=41)
    assert (stray.reason, stray.unit_id, stray.received_at, stray.sha256) == (
        direct.reason, direct.unit_id, direct.received_at, direct.sha256,
    )


async def _is_known(db: Any) -> bool:
    return await count(db, "offsets", f"partitions = {AFTER}") == 3 * AFTER
