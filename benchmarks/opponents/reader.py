"""The consumer of every loop that reads with aiokafka: all partitions, from the beginning, in large bites."""

from aiokafka import AIOKafkaConsumer

from benchmarks.opponents.task import TOPIC, Task


def reader(task: Task) -> AIOKafkaConsumer:
    """A consumer of the task's pings, not started yet."""
    return AIOKafkaConsumer(
        TOPIC, bootstrap_servers=task.bootstrap, group_id=None, auto_offset_reset="earliest",
        max_partition_fetch_bytes=4 << 20,
    )  # fmt: skip
