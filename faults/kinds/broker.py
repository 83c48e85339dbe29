"""The broker dies, or is restarted."""

import asyncio
import random
from typing import Final

from faults.kinds.kind import Kind
from faults.stage import Stage

FAMILY: Final = "broker"


async def broker_killed(stage: Stage, rng: random.Random) -> str:
    """SIGKILL of the broker, and a start over the same data."""
    async with stage.kafka_turn:
        await asyncio.to_thread(stage.kafka.kill)
        await asyncio.sleep(rng.uniform(0, 3))
        await asyncio.to_thread(stage.kafka.start)
    return "broker"


async def broker_restarted(stage: Stage, _: random.Random) -> str:
    """The broker stops in order and starts again."""
    async with stage.kafka_turn:
        await asyncio.to_thread(stage.kafka.restart)
    return "broker"


KINDS: Final = (
    Kind(
        name="broker-killed", family=FAMILY, tells="SIGKILL of the broker, started again", inject=broker_killed,
        weight=3,
    ),
    Kind(name="broker-restarted", family=FAMILY, tells="the broker restarted in order", inject=broker_restarted),
)  # fmt: skip
