"""Quix Streams with a stateful step: a ping at a time, the corridor, a state in RocksDB with its changelog topic."""

from typing import Any

import msgspec
from quixstreams import Application, State

from benchmarks.opponents.corridors import OFF_FIXES, Corridors
from benchmarks.opponents.task import TOPIC, Task, collect_as_a_tracker
from models.ping import Location


def main() -> None:
    """Works to the end of the task."""
    task = Task()
    decode = msgspec.json.Decoder(Location).decode
    corridors = Corridors(task.folder)
    collect_as_a_tracker()
    app = Application(
        broker_address=task.bootstrap, consumer_group=f"quix-{task.group}", auto_offset_reset="earliest",
        state_dir=task.scratch, loglevel="WARNING",
    )  # fmt: skip
    ended = False

    def judge(value: Any, state: State) -> None:
        nonlocal ended
        location = decode(value)
        before = state.get("off", 0)
        now = before + 1 if corridors.is_outside(location.unit_id, location.lon, location.lat) else 0
        if now != before:
            state.set("off", now)
            task.alarms += now == OFF_FIXES
        if not ended and task.one_more():
            ended = True
            task.tell()
            app.stop()

    topic = app.topic(TOPIC, value_deserializer="bytes", key_deserializer="str")
    app.dataframe(topic).apply(judge, stateful=True)
    app.run()


if __name__ == "__main__":
    main()
