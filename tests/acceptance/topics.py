"""What stands in the topics and in the table of events."""

from collections.abc import Iterable
from typing import Any

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, Message, TopicPartition

from models.event import Event, decode_event
from models.topics import ALERTS, TRIPS
from ops.kafka import confluent_options
from ops.settings import load
from tests.acceptance.system import System
from tests.fixtures.kafka import kafka_settings, unique


def _options(bootstrap: str) -> dict[str, Any]:
    return confluent_options(load(None, kafka_settings(bootstrap)))


def records(bootstrap: str, *topics: str) -> list[Message]:
    """Every record of these topics, committed ones alone; in order within each partition."""
    consumer = Consumer(_options(bootstrap) | {"group.id": unique("look"), "enable.auto.commit": False, "enable.partition.eof": False, "log_level": 0})
    found: list[Message] = []
    try:
        known = consumer.list_topics(timeout=10).topics
        places = [TopicPartition(topic, number, OFFSET_BEGINNING) for topic in topics for number in known[topic].partitions]
        ends = {(place.topic, place.partition): consumer.get_watermark_offsets(place, timeout=10)[1] for place in places}
        consumer.assign([place for place in places if ends[place.topic, place.partition] > 0])
        waiting = {place for place, end in ends.items() if end > 0}
        while waiting:
            for message in consumer.consume(5000, timeout=1.0):
                assert message.error() is None, message.error()
                found.append(message)
            for place in consumer.position(consumer.assignment()):
                if place.offset >= ends[place.topic, place.partition]:
                    waiting.discard((place.topic, place.partition))
    finally:
        consumer.close()
    return found


def written(bootstrap: str, *topics: str) -> int:
    """How many records these topics have been given."""
    consumer = Consumer(_options(bootstrap) | {"group.id": unique("look"), "log_level": 0})
    try:
        known = consumer.list_topics(timeout=10).topics
        places = [TopicPartition(topic, number) for topic in topics for number in known[topic].partitions]
        return sum(consumer.get_watermark_offsets(place, timeout=10)[1] for place in places)
    finally:
        consumer.close()


def all_topics(bootstrap: str) -> list[str]:
    """The names of the topics that there are."""
    consumer = Consumer(_options(bootstrap) | {"group.id": unique("look"), "log_level": 0})
    try:
        return sorted(consumer.list_topics(timeout=10).topics)
    finally:
        consumer.close()


def told(bootstrap: str) -> list[Event]:
    """The events of topics `trips` and `alerts`."""
    return [decode_event(message.value() or b"") for message in records(bootstrap, TRIPS.name, ALERTS.name)]


def kept(system: System) -> list[Event]:
    """The events of the database, in their durable order."""
    rows = system.rows("SELECT body::text FROM events ORDER BY tx, seq")
    return [decode_event(body.encode()) for (body,) in rows]


def of_type(events: Iterable[Event], end: str) -> list[Event]:
    """The events whose type ends so."""
    return [event for event in events if event.type.endswith(end)]


def texts(events: Iterable[Event]) -> list[bytes]:
    """The events as JSON, sorted: to see that two records hold the same."""
    return sorted(msgspec.json.encode(event, order="deterministic") for event in events)
