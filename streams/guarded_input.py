"""An input under its guard, which says aloud when it pauses and when it goes on."""

import time
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from ops.http import Health
from ops.metrics import INPUT_PAUSED, INPUT_PAUSES, INPUT_PROBES, Metrics
from streams.input_guard import BAD_SHARE, PROBE_S, WINDOW_RECORDS, Entry, Happening, InputGuard, Sample, State

WHY: Final = f"over {BAD_SHARE:.0%} of the last {WINDOW_RECORDS} records were refused, those of several vendors"


class GuardedInput:
    """`InputGuard` with a clock: its pauses stand in `/readyz`, in the metrics and in the log."""

    def __init__(
        self, name: str, metrics: Metrics, health: Health, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self.waits_for = f"good records on {name} (paused)"
        self._metrics, self._health, self._monotonic_s = metrics, health, monotonic_s
        self._guard = InputGuard()
        self._log = structlog.get_logger("inputs")
        metrics.put(INPUT_PAUSED, 0, input=name)

    @property
    def is_open(self) -> bool:
        """Whether all may be read."""
        return self._guard.state is State.OPEN

    @property
    def next_probe_s(self) -> float:
        """In how many seconds to ask again, while it is paused."""
        return self._guard.next_probe_s(self._monotonic_s())

    def enter(self, sender: str = "") -> Entry | None:
        """Leave to read, a probe's while the input is paused and one is due, else None."""
        return self._guard.enter(self._monotonic_s(), sender)

    def leave(self, entry: Entry, found: Sequence[Sample]) -> None:
        """Takes note of what was read; every entry must be left, with nothing where it could not be told."""
        was_open = self.is_open
        self._guard.leave(entry, found, self._monotonic_s())
        bad = sum(one.bad for one in found)
        if entry.probe:
            outcome = Happening.EMPTY if not found else Happening.GOOD if self.is_open else Happening.BAD
            self._metrics.count(INPUT_PROBES, input=self.name, outcome=outcome.value)
            if found and not self.is_open:
                self._log.warning("still paused: the probe was bad", input=self.name, records=len(found), bad=bad)
        if was_open and not self.is_open:
            self._metrics.put(INPUT_PAUSED, 1, input=self.name)
            self._metrics.count(INPUT_PAUSES, input=self.name)
            self._health.waiting_for(self.waits_for)
            self._log.error("an input is paused", input=self.name, why=WHY, probe_every_s=PROBE_S)
        elif self.is_open and not was_open:
            self._metrics.put(INPUT_PAUSED, 0, input=self.name)
            self._health.has(self.waits_for)
            self._log.warning("an input goes on: the probe was good", input=self.name, records=len(found), bad=bad)
