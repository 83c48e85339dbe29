"""The network between the services and their servers: gone, mute, slow, cut in the midst of an answer."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final

from faults.kinds.kind import Kind
from faults.servers.proxy import FAIR, Proxy, Weather, is_produce
from faults.stage import Stage

FAMILY: Final = "network"
_Bad = Callable[[Proxy, random.Random], Awaitable[None]]


async def _unreachable(proxy: Proxy, rng: random.Random) -> None:
    await asyncio.to_thread(proxy.refuse)
    try:
        await asyncio.sleep(rng.uniform(2, 9))
    finally:
        await asyncio.to_thread(proxy.accept)


async def _under(proxy: Proxy, weather: Weather, seconds: float) -> None:
    proxy.weather = weather
    try:
        await asyncio.sleep(seconds)
    finally:
        proxy.weather = FAIR


async def _mute(proxy: Proxy, rng: random.Random) -> None:
    await _under(proxy, Weather(mute=True), rng.uniform(2, 12))


async def _slow(proxy: Proxy, rng: random.Random) -> None:
    weather = Weather(delay_s=rng.uniform(0.02, 0.2), bytes_per_s=rng.choice((20_000, 100_000, 500_000)))
    await _under(proxy, weather, rng.uniform(4, 9))


async def _cut(proxy: Proxy, rng: random.Random) -> None:
    await _under(proxy, Weather(cut_share=0.1), rng.uniform(2, 6))


async def _cut_once(proxy: Proxy, _: random.Random) -> None:
    await asyncio.to_thread(proxy.cut)


async def _unanswered(proxy: Proxy, rng: random.Random) -> None:
    await _under(proxy, Weather(lose_answer=is_produce), rng.uniform(1, 4))


def _kind(server: str, name: str, tells: str, bad: _Bad, weight: float = 1.0) -> Kind:
    async def inject(stage: Stage, rng: random.Random) -> str:
        turn, proxy = (
            (stage.kafka_turn, stage.to_kafka) if server == "broker" else (stage.postgres_turn, stage.to_postgres)
        )
        async with turn:
            await bad(proxy, rng)
        return server

    return Kind(name=f"{server}-{name}", family=FAMILY, tells=tells.format(server), inject=inject, weight=weight)


async def receiver_refuses(stage: Stage, rng: random.Random) -> str:
    """The receiver of notices answers with an error for some seconds."""
    stage.receiver.status = rng.choice((500, 503, 429))
    try:
        await asyncio.sleep(rng.uniform(2, 6))
    finally:
        stage.receiver.status = 200
    return "receiver"


_BOTH: Final = (
    ("unreachable", "no way to the {}", _unreachable, 2.0),
    ("mute", "connections to the {} stand, and nothing passes", _mute, 1.0),
    ("slow", "the {} is far and the line narrow", _slow, 1.0),
    ("cut", "connections cut in the midst of the {}'s answers", _cut, 2.0),
    ("cut-once", "all connections to the {} cut at one moment", _cut_once, 1.0),
)
KINDS: Final = (
    *(_kind(server, *told) for server in ("broker", "database") for told in _BOTH),
    Kind(
        name="receiver-refuses", family=FAMILY, tells="the receiver of notices answers with errors",
        inject=receiver_refuses,
    ),
    _kind("broker", "unanswered", "records are written and the {}'s answer is lost", _unanswered, 2.0),
)  # fmt: skip
