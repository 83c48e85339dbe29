"""The group in which trackers share out the partitions, and the consumer that joins it."""

from typing import Final

from aiokafka import AIOKafkaConsumer

from ops.kafka import client_options
from ops.settings import Settings
from streams.tracker.sharing import Sharing

POLL_MS: Final = 200
SESSION_MS: Final = 6_000
_HEARTBEAT_MS: Final = 500
REBALANCE_MS: Final = 60_000


def new_member(settings: Settings, instance: str, sharing: Sharing) -> AIOKafkaConsumer:
    """A consumer that is known to the group by its instance: back in time, it takes its partitions up again."""
    return AIOKafkaConsumer(
        **client_options(settings), client_id=f"wastetrack-tracker-{instance}", group_id=settings.group,
        group_instance_id=instance, enable_auto_commit=False, auto_offset_reset="earliest",
        partition_assignment_strategy=[sharing], session_timeout_ms=SESSION_MS,
        heartbeat_interval_ms=_HEARTBEAT_MS, rebalance_timeout_ms=REBALANCE_MS,
        max_partition_fetch_bytes=4 * 1024 * 1024, fetch_max_wait_ms=POLL_MS, retry_backoff_ms=200,
    )  # fmt: skip
