"""The bare limit of aiokafka: `getmany` and decoding, nothing else."""

import msgspec

from benchmarks.opponents.reader import reader
from benchmarks.opponents.task import AT_ONCE, Task, collect_as_a_tracker
from models.ping import Location
from ops import event_loop


async def main() -> None:
    """Reads to the end of the task."""
    task = Task()
    decode = msgspec.json.Decoder(Location).decode
    collect_as_a_tracker()
    consumer = reader(task)
    await consumer.start()
    try:
        ended = False
        while not ended:
            batches = await consumer.getmany(timeout_ms=200, max_records=AT_ONCE)
            locations = [decode(record.value) for records in batches.values() for record in records]
            ended = task.done(len(locations)) if locations else False
    finally:
        await consumer.stop()
    task.tell()


if __name__ == "__main__":
    event_loop.run(main())
