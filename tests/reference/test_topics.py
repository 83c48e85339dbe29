"""`make_topics`: what is missing is made, as many partitions as its neighbours have, and nothing that is there changes."""

import asyncio

import pytest
from confluent_kafka.admin import AdminClient

from models.topics import ALL, LATE, PINGS, REFERENCE
from ops.embedded.broker import EmbeddedBroker
from ops.ports import free_port
from ops.settings import load
from streams.topics import TopicsNotMade, make_topics
from tests.fixtures.kafka import KafkaServer


async def test_what_is_missing_is_made_to_fit_what_is_there(own_kafka: KafkaServer) -> None:
    own_kafka.create_topic(PINGS.name, 3)
    settings = load(None, {"WASTETRACK_KAFKA": own_kafka.bootstrap, "WASTETRACK_PARTITIONS": "6"})
    made = await make_topics(settings)
    assert made == {topic.name: "was there" if topic == PINGS else "made" for topic in ALL}
    found = await asyncio.to_thread(AdminClient({"bootstrap.servers": own_kafka.bootstrap}).list_topics, timeout=10)
    counts = {name: len(topic.partitions) for name, topic in found.topics.items()}
    assert {counts[topic.name] for topic in ALL if not topic.partitions} == {3}
    assert counts[LATE.name] == counts[PINGS.name]
    assert {counts[topic.name] for topic in REFERENCE} == {1}
    assert set((await make_topics(settings)).values()) == {"was there"}


async def test_without_a_controller_it_is_one_line(own_embedded_kafka: EmbeddedBroker) -> None:
    with pytest.raises(TopicsNotMade, match="has no controller now") as caught:
        await make_topics(load(None, {"WASTETRACK_KAFKA": own_embedded_kafka.bootstrap}))
    assert "\n" not in str(caught.value)


async def test_without_a_broker_it_is_one_line() -> None:
    port = free_port()
    with pytest.raises(TopicsNotMade, match=rf"^no Kafka at 127\.0\.0\.1:{port}: start it or set WASTETRACK_KAFKA"):
        await make_topics(load(None, {"WASTETRACK_KAFKA": f"127.0.0.1:{port}"}))
