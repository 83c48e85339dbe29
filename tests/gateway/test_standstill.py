"""What the gateway counts as standing still: raw records that wait while the broker takes everything."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError

from models.topics import RAW
from ops.http import Health
from streams.gateway.normaliser import NAME
from streams.gateway.progress_looks import GatewayLooks
from streams.gateway.sink import BROKER

ONE, TWO = TopicPartition(RAW.name, 0), TopicPartition(RAW.name, 1)


class Reading:
    """A consumer that stands at 5 in both partitions; the first ends there, the second at 9."""

    def __init__(self, *, answers: bool = True, paused: frozenset[TopicPartition] = frozenset()) -> None:
        self._answers, self._paused = answers, paused
        state = SimpleNamespace(position=5, has_valid_position=True)
        assignment = SimpleNamespace(state_value=lambda _: state)
        self._subscription = SimpleNamespace(subscription=SimpleNamespace(assignment=assignment))

    def assignment(self) -> frozenset[TopicPartition]:
        return frozenset({ONE, TWO})

    def paused(self) -> frozenset[TopicPartition]:
        return self._paused

    async def end_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        if not self._answers:
            raise KafkaConnectionError
        return {partition: {ONE: 5, TWO: 9}[partition] for partition in partitions}


@pytest.mark.parametrize(
    ("says", "consumer", "refused", "busy", "behind", "waits_for"),
    (
        ("one partition has more", Reading(), False, False, {f"{RAW.name} 1": 5}, ()),
        ("messages are in hand", Reading(), False, True, {f"{RAW.name} 0": 5, f"{RAW.name} 1": 5}, ()),
        ("an input that is paused gets on with nothing", Reading(paused=frozenset({TWO})), False, False, {}, ()),
        ("the broker does not answer", Reading(answers=False), False, False, {}, (NAME,)),
        ("the broker does not take what comes of it", Reading(), True, True, {}, (BROKER,)),
        ("it is in no group", None, False, False, {}, (NAME,)),
    ),
)
async def test_what_waits(
    says: str, consumer: Any, refused: bool, busy: bool, behind: dict[str, int], waits_for: tuple[str, ...]
) -> None:
    normaliser: Any = SimpleNamespace(consumer=consumer, is_refused=refused, is_busy=busy)
    sample = (await GatewayLooks(normaliser, Health()).look())["raw"]
    assert (sample.behind, sample.waits_for) == (behind, waits_for), says


async def test_who_is_named_as_not_ready_is_waited_for() -> None:
    health = Health()
    health.waiting_for(BROKER)
    normaliser: Any = SimpleNamespace(consumer=Reading(), is_refused=False, is_busy=False)
    assert (await GatewayLooks(normaliser, health).look())["raw"].waits_for == (BROKER,)
