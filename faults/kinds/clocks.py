"""A service whose clock is wrong; the machine's own is never touched."""

import asyncio
import random
from typing import Final

from faults.kinds.kind import Kind
from faults.stage import GATEWAY, NOTIFIER, TRACKERS, Stage

FAMILY: Final = "clocks"
_WRONG_S: Final = (-86_400.0, -3_600.0, -40.0, 40.0, 3_600.0, 86_400.0)


async def wrong_clock(stage: Stage, rng: random.Random) -> str:
    """A service is restarted with a wrong clock, works so for some seconds, and is restarted with the right one."""
    name = rng.choice((*TRACKERS, GATEWAY, NOTIFIER))
    service = stage.services[name]
    service.offset_s = rng.choice(_WRONG_S)
    told = f"{name} by {service.offset_s:+.0f} s"
    service.terminate()
    await asyncio.sleep(rng.uniform(5, 9))
    service.offset_s = 0.0
    before = service.pid
    service.terminate()
    while service.pid in {before, None}:  # noqa: ASYNC110 - a process has no event
        await asyncio.sleep(0.05)
    return told


KINDS: Final = (
    Kind(name="clock-wrong", family=FAMILY, tells="a service with a wrong clock", inject=wrong_clock, weight=2),
)
