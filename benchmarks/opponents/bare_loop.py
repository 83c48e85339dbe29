"""A bare loop: `getmany`, decoding, the corridors, a dict of states; nothing that would survive it."""

from benchmarks.opponents.loop import Loop
from benchmarks.opponents.reader import reader
from benchmarks.opponents.task import AT_ONCE, Task, collect_as_a_tracker
from ops import event_loop


async def main() -> None:
    """Reads to the end of the task."""
    task = Task()
    loop = Loop(task)
    collect_as_a_tracker()
    consumer = reader(task)
    await consumer.start()
    try:
        ended = False
        while not ended:
            batches = await consumer.getmany(timeout_ms=200, max_records=AT_ONCE)
            records = [record for some in batches.values() for record in some]
            if records:
                loop.judge(records)
                ended = task.done(len(records))
    finally:
        await consumer.stop()
    task.tell()


if __name__ == "__main__":
    event_loop.run(main())
