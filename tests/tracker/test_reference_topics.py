"""Reference topics on both brokers: read to their end before any ping, changes without a restart, bad records set aside."""

from typing import Any

import msgspec

from models.topics import DEAD, PERMITS
from ops.metrics import TRACKER_REFERENCE
from storage.reference import load_all, load_offsets
from tests.fixtures.kafka import unique
from tests.tracker.bench import count, database_of, producing, publish_reference, read_topic, settings, tracking, until
from tests.tracker.road import START_MS, permit, reference, unit


async def test_a_change_reaches_a_running_tracker(broker: str, database: str) -> None:
    chosen = settings(broker, database, WASTETRACK_GROUP=unique("tracker"))
    async with producing(broker) as producer:
        await publish_reference(producer, reference(2))
        async with tracking(chosen) as tracker:
            known = tracker.worlds.current
            assert known.vehicle(unit(1), START_MS) is not None
            await publish_reference(producer, {"permits": [permit(2, corridor_m=777)]})
            await until(lambda: tracker.worlds.current is not known, "another world")
            newest = tracker.worlds.current.permit("P1", 1 << 50)
            assert newest is not None
            assert newest.routes[0].corridor_m == 777
            await producer.send_and_wait(PERMITS.name, key=b"P-1", value=None)
            await until(lambda: tracker.worlds.current.permit("P1", 1 << 50) is None, "the tombstone counts")


async def test_on_the_pings_clock_a_change_counts_from_the_newest_receipt(broker: str, database: str) -> None:
    """Told before any ping, a later version replaces the earlier one as in a file, whatever year the pings are of."""
    chosen = settings(broker, database, WASTETRACK_GROUP=unique("tracker"), WASTETRACK_CLOCK="pings")
    async with producing(broker) as producer:
        await publish_reference(producer, reference(1))
        await publish_reference(producer, {"permits": [permit(1, corridor_m=777)]})
        async with tracking(chosen) as tracker:
            found = tracker.worlds.current.permit("P1", START_MS)
            assert found is not None
            assert found.routes[0].corridor_m == 777


async def test_a_bad_record_costs_only_itself(broker: str, database: str) -> None:
    """Told before and after the tracker begins: each goes to gps.dead once with its reason, and its neighbours are kept."""
    chosen = settings(broker, database, WASTETRACK_GROUP=unique("tracker"))
    async with producing(broker) as producer, database_of(database) as db:
        await producer.send_and_wait(PERMITS.name, key=b"X", value=b'{"permit_no": "X"}')
        await publish_reference(producer, reference(1))
        async with tracking(chosen) as tracker:
            assert tracker.worlds.current.permit("P1", START_MS) is not None
            await producer.send_and_wait(PERMITS.name, key=b"Y", value=b"\xff")
            await publish_reference(producer, {"permits": [permit(2) | {"permit_no": "P-2"}]})
            await until(lambda: tracker.worlds.current.permit("P2", START_MS), "the neighbour is in force")
            await until(lambda: _nothing(db), "dead letters have gone out")
            assert tracker.metrics.read(TRACKER_REFERENCE, outcome="refused") == 2
        letters = [msgspec.json.decode(record.value) for record in await read_topic(broker, DEAD.name)]
        assert [letter["reason"] for letter in letters] == ["reference_unusable"] * 2
        assert "generator" in letters[0]["detail"] or "valid_from" in letters[0]["detail"] or "status" in letters[0]["detail"]


async def test_what_was_told_while_nobody_listened_is_read_first(broker: str, database: str) -> None:
    """A second tracker begins with all of it, though the group's offsets stand behind it; each version is kept once."""
    async with producing(broker) as producer, database_of(database) as db:
        await publish_reference(producer, reference(3))
        async with tracking(settings(broker, database, WASTETRACK_GROUP=unique("tracker"))):
            pass
        versions = await load_all(db)
        await publish_reference(producer, {"permits": [permit(3) | {"permit_no": "P-3"}]})
        async with tracking(settings(broker, database, WASTETRACK_GROUP=unique("tracker"))) as tracker:
            assert tracker.worlds.current.permit("P3", START_MS) is not None
        assert len(await load_all(db)) == len(versions) + 1
        assert (await load_offsets(db))[PERMITS.name, 0] == 2


async def _nothing(db: Any) -> bool:
    return await count(db, "outbox") == 0
