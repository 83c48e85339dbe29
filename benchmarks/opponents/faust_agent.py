"""A plain Faust agent: a ping at a time, the corridor, a table whose changes go to its changelog topic."""

import sys
import tempfile
from collections.abc import AsyncIterator
from typing import Any

import faust
import msgspec

from benchmarks.opponents.corridors import OFF_FIXES, Corridors
from benchmarks.opponents.task import TOPIC, Task, collect_as_a_tracker
from models.ping import Location


def main() -> None:
    """Works to the end of the task."""
    task = Task()
    decode = msgspec.json.Decoder(Location).decode
    corridors = Corridors(task.folder)
    collect_as_a_tracker()
    app = faust.App(
        f"faust-{task.group}", broker=f"aiokafka://{task.bootstrap}", consumer_auto_offset_reset="earliest",
        key_serializer="raw", value_serializer="raw", store="memory://", datadir=tempfile.mkdtemp(dir=task.scratch),
        topic_disable_leader=True, topic_replication_factor=1, web_enabled=False, stream_wait_empty=False,
    )  # fmt: skip
    off = app.Table("off", default=int, partitions=task.partitions)

    @app.agent(app.topic(TOPIC, key_type=bytes, value_type=bytes))
    async def judge(stream: Any) -> AsyncIterator[None]:
        ended = False
        async for value in stream:
            location = decode(value)
            before = off[location.unit_id]
            now = before + 1 if corridors.is_outside(location.unit_id, location.lon, location.lat) else 0
            if now != before:
                off[location.unit_id] = now
                task.alarms += now == OFF_FIXES
            if not ended and task.one_more():
                ended = True
                task.tell()
            yield

    sys.argv = [sys.argv[0], "--loop", "uvloop", "worker", "--loglevel", "warn"]
    app.main()


if __name__ == "__main__":
    main()
