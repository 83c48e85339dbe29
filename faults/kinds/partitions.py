"""Partitions are added to the topics of the pings while trackers read them."""

import asyncio
import random
from typing import Final

from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions

from faults.kinds.kind import Kind
from faults.stage import Stage
from models.topics import LATE, PINGS, RULINGS

FAMILY: Final = "partitions"
_ANSWER_S: Final = 15.0


async def partitions_added(stage: Stage, _: random.Random) -> str:
    """One more partition for each topic that trackers read by the same number."""
    async with stage.kafka_turn:
        count = await asyncio.to_thread(_add, stage.kafka.bootstrap)
    return f"{count} partitions"


def _add(bootstrap: str) -> int:
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
    known = admin.list_topics(timeout=_ANSWER_S).topics
    count = len(known[PINGS.name].partitions) + 1
    # The answers first: a partition of the rulings must be there before the first ping that may be ruled on.
    for topic in (RULINGS, LATE, PINGS):
        for made in admin.create_partitions([NewPartitions(topic.name, count)]).values():
            made.result(_ANSWER_S)
    return count


KINDS: Final = (
    Kind(
        name="partitions-added", family=FAMILY, tells="a partition more for the topics of the pings",
        inject=partitions_added, weight=0,
    ),
)  # fmt: skip
