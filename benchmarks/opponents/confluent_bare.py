"""The bare limit of confluent-kafka: `consume` and decoding, nothing else."""

import msgspec
from confluent_kafka import Consumer

from benchmarks.opponents.task import AT_ONCE, TOPIC, Task, collect_as_a_tracker
from models.ping import Location


def main() -> None:
    """Reads to the end of the task."""
    task = Task()
    decode = msgspec.json.Decoder(Location).decode
    collect_as_a_tracker()
    # With the queue's usual size and its usual pause it waits for most of the time.
    consumer = Consumer({
        "bootstrap.servers": task.bootstrap, "group.id": f"confluent-{task.group}", "auto.offset.reset": "earliest",
        "enable.auto.commit": False, "queued.min.messages": 1_000_000, "queued.max.messages.kbytes": 262_144,
        "fetch.queue.backoff.ms": 10,
    })  # fmt: skip
    consumer.subscribe([TOPIC])
    try:
        ended = False
        while not ended:
            messages = consumer.consume(AT_ONCE, 0.2)
            locations = [decode(message.value() or b"") for message in messages if not message.error()]
            ended = task.done(len(locations)) if locations else False
    finally:
        consumer.close()
    task.tell()


if __name__ == "__main__":
    main()
