"""The broker is killed while batches are on their way: what was answered with 200 is there, all else is to come again."""

import asyncio
from itertools import count

from models.decode import decode_location
from models.topics import PINGS
from tests.fixtures.kafka import KafkaServer
from tests.gateway.bench import Bench, broker_bench, ensure_topics
from tests.gateway.test_http import envelope, is_an_error, location

BATCH = 200
GOOD = 5


async def test_an_answer_of_200_means_that_the_broker_has_it(own_kafka: KafkaServer) -> None:
    """Killed in the midst of a write, started again over its data: no 200 between, and nothing of the 200s is missing."""
    ensure_topics(own_kafka)
    numbers = count()
    accepted: set[int] = set()

    async def post(bench: Bench) -> int:
        mine = [next(numbers) for _ in range(BATCH)]
        answer = await bench.post(envelope(*(location(seq=number) for number in mine)))
        if answer.status_code == 200:
            accepted.update(mine)
        else:
            assert is_an_error(answer, 503)
            assert int(answer.headers["Retry-After"]) >= 1
        return answer.status_code

    async with broker_bench(own_kafka.bootstrap) as bench:
        bench.sink._deadline_s = 3.0  # type: ignore[attr-defined]  # a KafkaSink here
        for _ in range(GOOD):
            assert await post(bench) == 200
        under_way = [asyncio.create_task(post(bench)) for _ in range(4)]
        await asyncio.to_thread(own_kafka.kill)
        await asyncio.gather(*under_way)
        assert await post(bench) == 503
        await asyncio.to_thread(own_kafka.start)
        while await post(bench) != 200:
            pass
        there = {decode_location(record.value).seq for record in await bench.written(PINGS.name)}
        assert accepted <= there
        assert len(accepted) >= (GOOD + 1) * BATCH
