"""make_topics: the topics that the program needs, made where they are missing; none is ever changed or deleted."""

import asyncio
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from models.times import HOUR_MS
from models.topics import ALL, LATE, PINGS, Topic
from ops.kafka import client_options
from ops.refusals import refusal
from ops.settings import Settings

STAMPED_BY_US: Final = (PINGS, LATE)
_TIMEOUT_MS: Final = 15_000
_LOOK_S: Final = 0.05
_LOOKS: Final = 300


class TopicsNotMade(RuntimeError):
    """The broker did not make them; its text is one line for people."""


async def make_topics(settings: Settings) -> dict[str, str]:
    """Makes what is missing and says of each topic whether it was made or was there; raises TopicsNotMade."""
    options = client_options(settings)
    admin = AIOKafkaAdminClient(**options, request_timeout_ms=_TIMEOUT_MS)
    try:
        await admin.start()
        present = set(await admin.list_topics())
        missing = [topic for topic in ALL if topic.name not in present]
        states = {topic.name: "was there" for topic in ALL}
        if missing:
            partitions = await _partitions(admin) if PINGS.name in present else settings.partitions
            wanted = [_new(topic, settings, partitions) for topic in missing]
            answer = await admin.create_topics(wanted, timeout_ms=_TIMEOUT_MS)
            for name, code, *rest in answer.topic_errors:
                error = for_code(code)
                if code and error is not TopicAlreadyExistsError:
                    raise TopicsNotMade(
                        f"Kafka at {settings.kafka} did not make {name}: {(rest or [error.__name__])[0]}"
                    )
                states[name] = "was there" if code else "made"
            await _until_seen(admin, settings)
        return states
    except (KafkaError, OSError) as error:
        if why := await refusal(options):
            raise TopicsNotMade(f"Kafka at {settings.kafka} made no topics: {why}") from error
        raise TopicsNotMade(f"no Kafka at {settings.kafka}: start it or set WASTETRACK_KAFKA ({error})") from error
    except AttributeError as error:  # the client takes it for granted that there is a controller
        raise TopicsNotMade(f"Kafka at {settings.kafka} has no controller now: try again in a while") from error
    finally:
        await admin.close()


async def _until_seen(admin: AIOKafkaAdminClient, settings: Settings) -> None:
    """Waits until brokers tell clients of the topics: the answer to their making comes from the controller alone."""
    wanted = {topic.name for topic in ALL}
    for _ in range(_LOOKS):
        if wanted <= set(await admin.list_topics()):
            return
        await asyncio.sleep(_LOOK_S)
    raise TopicsNotMade(f"Kafka at {settings.kafka} has not shown the new topics yet: run this once more")


def partitions_of(topic: Topic, settings: Settings) -> int:
    """How many partitions a topic gets where none is there yet."""
    return topic.partitions or settings.partitions


async def _partitions(admin: AIOKafkaAdminClient) -> int:
    """How many partitions gps.pings has: what is made beside it must have as many, whatever the settings say now."""
    (described,) = await admin.describe_topics([PINGS.name])
    return len(described["partitions"])


def _new(topic: Topic, settings: Settings, partitions: int) -> NewTopic:
    kept_ms = _retention_ms(topic, settings)
    options = {"cleanup.policy": "compact"} if topic.compacted else {"retention.ms": str(kept_ms)}
    if topic in STAMPED_BY_US:
        # A receipt on the pings' clock may lie years from the broker's; it would refuse what is over an hour ahead.
        options["message.timestamp.after.max.ms"] = str((1 << 63) - 1)
    return NewTopic(
        name=topic.name,
        num_partitions=topic.partitions or partitions,
        replication_factor=settings.replication,
        topic_configs=options,
    )


def _retention_ms(topic: Topic, settings: Settings) -> int:
    """Kafka counts retention by the records' own times: pings of another year would be gone within minutes."""
    return -1 if settings.clock == "pings" and topic in STAMPED_BY_US else topic.retention_h * HOUR_MS
