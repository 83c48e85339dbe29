"""Processes that die, that are restarted, and that stand still and do not know it."""

import asyncio
import random
import signal
from typing import Final

from faults.kinds.kind import Kind
from faults.service import some_s
from faults.stage import GATEWAY, NOTIFIER, TRACKERS, Stage

FAMILY: Final = "processes"
_AWAY_S: Final = 6.0
_SESSION_S: Final = 6.0
_GUEST: Final = "tracker-4"
_ABSENT_S: Final = 30.0


def _tracker(_: Stage, rng: random.Random) -> str:
    return rng.choice(TRACKERS)


async def _killed(stage: Stage, rng: random.Random, name: str) -> str:
    wait_s = some_s(rng, _AWAY_S)
    stage.services[name].kill(wait_s)
    await _back(stage, name)
    return name


async def _back(stage: Stage, name: str) -> None:
    """Returns once there is a process of that name again."""
    service = stage.services[name]
    before = service.pid
    async with asyncio.timeout(_ABSENT_S):
        while service.pid is None or service.pid == before:  # noqa: ASYNC110 - a process has no event
            await asyncio.sleep(0.05)


async def tracker_killed(stage: Stage, rng: random.Random) -> str:
    """SIGKILL of one tracker."""
    return await _killed(stage, rng, _tracker(stage, rng))


async def gateway_killed(stage: Stage, rng: random.Random) -> str:
    """SIGKILL of the gateway."""
    return await _killed(stage, rng, GATEWAY)


async def notifier_killed(stage: Stage, rng: random.Random) -> str:
    """SIGKILL of the notifier."""
    return await _killed(stage, rng, NOTIFIER)


async def all_killed(stage: Stage, rng: random.Random) -> str:
    """SIGKILL of every service within a second."""
    for service in stage.services.values():
        service.kill(some_s(rng, 3.0))
        await asyncio.sleep(rng.uniform(0, 0.2))
    await asyncio.gather(*(_back_any(stage, name) for name in stage.services))
    return "all services"


async def _back_any(stage: Stage, name: str) -> None:
    async with asyncio.timeout(_ABSENT_S):
        while stage.services[name].pid is None:  # noqa: ASYNC110 - a process has no event
            await asyncio.sleep(0.05)


async def tracker_restarted(stage: Stage, rng: random.Random) -> str:
    """SIGTERM of one tracker, as at an upgrade."""
    name = _tracker(stage, rng)
    before = stage.services[name].pid
    stage.services[name].terminate()
    while stage.services[name].pid in {before, None}:  # noqa: ASYNC110 - a process has no event
        await asyncio.sleep(0.05)
    return name


async def _frozen(stage: Stage, name: str, seconds: float) -> str:
    service = stage.services[name]
    if service.send(signal.SIGSTOP):
        await asyncio.sleep(seconds)
        service.send(signal.SIGCONT)
    return name


async def tracker_frozen(stage: Stage, rng: random.Random) -> str:
    """SIGSTOP of a tracker for longer than its session, then SIGCONT: it still takes itself for the owner."""
    return await _frozen(stage, _tracker(stage, rng), rng.uniform(_SESSION_S + 1, _SESSION_S + 6))


async def tracker_hiccup(stage: Stage, rng: random.Random) -> str:
    """SIGSTOP of a tracker for less than its session."""
    return await _frozen(stage, _tracker(stage, rng), rng.uniform(0.5, 4.0))


async def gateway_frozen(stage: Stage, rng: random.Random) -> str:
    """SIGSTOP of the gateway, with calls in its hands."""
    return await _frozen(stage, GATEWAY, rng.uniform(1.0, 9.0))


async def notifier_frozen(stage: Stage, rng: random.Random) -> str:
    """SIGSTOP of the notifier, with notices in its hands."""
    return await _frozen(stage, NOTIFIER, rng.uniform(1.0, 9.0))


async def rebalance_storm(stage: Stage, rng: random.Random) -> str:
    """A fourth tracker joins, leaves and joins again, while others restart."""
    guest = stage.guest(_GUEST)
    for _ in range(rng.randint(2, 3)):
        guest.start()
        await asyncio.sleep(rng.uniform(1.5, 4.0))
        if rng.random() < 0.5:
            stage.services[_tracker(stage, rng)].terminate()
        if rng.random() < 0.5:
            guest.abandon()
        await guest.stop()
    return _GUEST


KINDS: Final = (
    Kind(name="tracker-killed", family=FAMILY, tells="SIGKILL of a tracker", inject=tracker_killed, weight=6),
    Kind(name="gateway-killed", family=FAMILY, tells="SIGKILL of the gateway", inject=gateway_killed, weight=4),
    Kind(name="notifier-killed", family=FAMILY, tells="SIGKILL of the notifier", inject=notifier_killed, weight=3),
    Kind(name="all-killed", family=FAMILY, tells="SIGKILL of every service", inject=all_killed, weight=1, alone=True),
    Kind(name="tracker-restarted", family=FAMILY, tells="SIGTERM of a tracker", inject=tracker_restarted, weight=2),
    Kind(
        name="tracker-frozen", family=FAMILY, tells="SIGSTOP of a tracker past its session, SIGCONT",
        inject=tracker_frozen, weight=4,
    ),
    Kind(name="tracker-hiccup", family=FAMILY, tells="SIGSTOP of a tracker for seconds", inject=tracker_hiccup),
    Kind(name="gateway-frozen", family=FAMILY, tells="SIGSTOP of the gateway", inject=gateway_frozen),
    Kind(name="notifier-frozen", family=FAMILY, tells="SIGSTOP of the notifier", inject=notifier_frozen),
    Kind(
        name="rebalance-storm", family=FAMILY, tells="a fourth tracker joins and leaves, again and again",
        inject=rebalance_storm, alone=True,
    ),
)  # fmt: skip
