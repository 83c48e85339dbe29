"""A gateway under test, over memory, the embedded broker and Apache Kafka."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway.bench import Bench, broker_bench, ensure_topics, memory_bench


@pytest.fixture(params=["memory", "embedded", "apache"])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    if request.param == "memory":
        async with memory_bench() as made:
            yield made
        return
    broker = request.getfixturevalue("kafka" if request.param == "apache" else "embedded_kafka")
    ensure_topics(broker)
    async with broker_bench(broker.bootstrap) as made:
        yield made
