"""The watchman of a service: looks every few seconds whether its parts get on, says so, and ends it if they do not."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog

from ops.http import Health
from ops.metrics import STALLED_S, Metrics
from ops.progress import Progress, Sample

LOOK_S: Final = 2.0

Look = Callable[[], Awaitable[Mapping[str, Sample]]]
"""How each part stands now; waits for no neighbour longer than some seconds, and raises nothing that is one's fault."""


class NotGettingOn(RuntimeError):
    """A part of the service has not got on for so long that the service ends; its text says which."""


class Watchman:
    """Keeps `/healthz` and the metric in step with what it sees."""

    def __init__(
        self, service: str, health: Health, metrics: Metrics, look: Look,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._metrics, self._look, self._monotonic_s = metrics, look, monotonic_s
        self._parts: dict[str, Progress] = {}
        self._stuck: dict[str, str] = {}
        self._log = structlog.get_logger(service)
        health.probe(lambda: next(iter(self._stuck.values()), None))

    async def run(self) -> None:
        """Looks until cancelled; raises NotGettingOn."""
        while True:
            self.weigh(await self._look())
            await asyncio.sleep(LOOK_S)

    def weigh(self, samples: Mapping[str, Sample]) -> None:
        """Says of each part how it gets on; raises NotGettingOn."""
        for part, sample in samples.items():
            verdict = self._parts.setdefault(part, Progress(part)).look(sample)
            self._metrics.put(STALLED_S, verdict.for_s, part=part)
            if verdict.standing == "fine":
                if self._stuck.pop(part, None) is not None:
                    self._log.info("gets on again", part=part)
                continue
            if part not in self._stuck:
                self._log.error("does not get on", reason=verdict.reason)
            self._stuck[part] = verdict.reason
            if verdict.standing == "end":
                raise NotGettingOn(verdict.reason)
