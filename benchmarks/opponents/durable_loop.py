"""The bare loop made durable: pings by COPY, the states that changed and the offsets, in one transaction a batch."""

from collections.abc import Sequence
from typing import Any, Final

import asyncpg
import msgspec

from benchmarks.opponents.loop import Loop
from benchmarks.opponents.reader import reader
from benchmarks.opponents.task import AT_ONCE, TOPIC, Task, collect_as_a_tracker
from models.ping import REST, Location
from models.times import DAY_MS, from_iso
from ops import event_loop
from storage.partitions import ensure_days
from storage.pings import COLUMNS, JUDGED

_TABLES: Final = """
    CREATE TABLE loop_states (unit_id text PRIMARY KEY, off integer NOT NULL) WITH (fillfactor = 50);
    CREATE TABLE loop_offsets (partition integer PRIMARY KEY, next_offset bigint NOT NULL);
"""
_STATES: Final = """
    INSERT INTO loop_states SELECT * FROM unnest($1::text[], $2::int[])
    ON CONFLICT (unit_id) DO UPDATE SET off = excluded.off
"""
_OFFSETS: Final = """
    INSERT INTO loop_offsets SELECT * FROM unnest($1::int[], $2::bigint[])
    ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset
"""
_ROW: Final = (*COLUMNS, "standing", "topic", "partition", "offset")
_rest: Final = msgspec.msgpack.Encoder().encode


async def main() -> None:
    """Reads to the end of the task."""
    task = Task()
    loop = Loop(task)
    collect_as_a_tracker()
    consumer = reader(task)
    db = await asyncpg.connect(task.database)
    await db.execute(_TABLES)
    await consumer.start()
    days: set[int] = set()
    try:
        ended = False
        while not ended:
            batches = await consumer.getmany(timeout_ms=200, max_records=AT_ONCE)
            records = [record for some in batches.values() for record in some]
            if records:
                if new := {record.timestamp // DAY_MS for record in records} - days:
                    await ensure_days(db, {day * DAY_MS for day in new})
                    days |= new
                locations, changed = loop.judge(records)
                await _store(db, records, locations, {unit_id: loop.states[unit_id] for unit_id in changed})
                ended = task.done(len(records))
    finally:
        await consumer.stop()
        await db.close()
    task.tell()


async def _store(db: Any, records: Sequence[Any], locations: Sequence[Location], states: dict[str, int]) -> None:
    rows = [_row(record, location) for record, location in zip(records, locations, strict=True)]
    next_offsets = {record.partition: record.offset + 1 for record in records}
    async with db.transaction():
        await db.copy_records_to_table("pings", columns=_ROW, records=rows)
        if states:
            await db.execute(_STATES, list(states), list(states.values()))
        await db.execute(_OFFSETS, list(next_offsets), list(next_offsets.values()))


def _row(record: Any, one: Location) -> tuple[Any, ...]:
    return (
        one.unit_id, from_iso(one.utc_ts), record.timestamp, from_iso(one.recv_utc_ts or one.utc_ts), one.lat, one.lon,
        one.speed, one.course, one.fix, one.hdop, one.num_sats, one.engine_status == 1, one.ext_power_status == 1, 0,
        _rest([getattr(one, name) for name in REST]), JUDGED, TOPIC, record.partition, record.offset,
    )  # fmt: skip


if __name__ == "__main__":
    event_loop.run(main())
