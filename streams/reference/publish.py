"""Publishing reference data: the topic is the one way in, the trackers keep what stands there."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import aiokafka
import aiokafka.errors
import msgspec

from models.reference import KINDS, Kind
from models.topics import REFERENCE
from ops.refusals import explained
from streams.reference.files import Publishable

TOPICS: Final[dict[Kind, str]] = {kind: next(t.name for t in REFERENCE if t.name.endswith(kind)) for kind in KINDS}


class NotPublished(RuntimeError):
    """The broker did not take the records; its text is one line for people. Some of them may be there."""


async def publish_reference(bootstrap_kwargs: Mapping[str, Any], kind: Kind, records: Sequence[Publishable]) -> int:
    """Puts records on their topic, in order, and returns how many once the broker has all; raises NotPublished.

    `bootstrap_kwargs` are the connection settings of every Kafka client (bootstrap_servers, security).
    """
    producer = aiokafka.AIOKafkaProducer(**bootstrap_kwargs, acks="all", enable_idempotence=True)
    servers = bootstrap_kwargs.get("bootstrap_servers", "")
    try:
        await producer.start()
        waiting = [
            await producer.send(TOPICS[kind], key=record.key.encode(), value=msgspec.json.encode(record.value))
            for record in records
        ]
        await producer.flush()
        for sent in waiting:
            await sent
    except (aiokafka.errors.KafkaError, OSError) as error:
        reason = await explained(bootstrap_kwargs, error)
        raise NotPublished(f"cannot publish to {TOPICS[kind]} at {servers}: {reason}") from error
    finally:
        await producer.stop()
    return len(records)
