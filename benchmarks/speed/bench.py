"""What every case is given: the ground, the size of the run, and traffic that is written once and used by all."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.speed.ground import Ground
from benchmarks.speed.size import Size
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic
from models.times import HOUR_MS


class Bench:
    """A run: `say` tells how it gets on; the servers are started by the first case that asks for them."""

    def __init__(
        self, folder: Path, size: Size, seed: int, say: Callable[[str], None],
        open_ground: Callable[[], contextlib.AbstractContextManager[Ground]],
    ) -> None:  # fmt: skip
        self.folder, self.size, self.seed, self.say = folder, size, seed, say
        self._open_ground = open_ground
        self._stack = contextlib.ExitStack()
        self._ground: Ground | None = None
        self._rate: float | None = None
        self._written: dict[Plan, tuple[Path, int]] = {}

    @property
    def root(self) -> Path:
        """The checkout that is measured."""
        return Path(__file__).resolve().parents[2]

    @property
    def ground(self) -> Ground:
        """Both servers, running."""
        if self._ground is None:
            self.say("starting Apache Kafka and PostgreSQL")
            self._ground = self._stack.enter_context(self._open_ground())
        return self._ground

    @property
    def plan(self) -> Plan:
        """The traffic of the cases that do not vary it."""
        size = self.size
        return Plan(units=size.units, permits=size.permits, zones=size.zones, seed=self.seed)

    def begin(self, folder: Path, keep: frozenset[str] = frozenset(), clock: str = "pings") -> None:
        """A round's beginning: nothing is there but the topics of `keep` and a folder's papers."""
        self.ground.fresh(keep=keep, clock=clock)
        received_ms = self.plan.start_ms if clock == "pings" else time.time_ns() // 1_000_000
        self.ground.file(folder, received_ms - HOUR_MS)

    def traffic(self, plan: Plan, pings: int) -> Path:
        """A folder with at least so many pings of a plan."""
        folder, there = self._written.get(plan, (self.folder / f"traffic-{len(self._written)}", 0))
        if there < pings:
            self.say(f"writing {pings:,} pings of {plan.units:,} units")
            Traffic(plan).write(folder, pings)
            self._written[plan] = folder, pings
        return folder

    def pings_of_a_round(self, calibrate: Callable[[], float]) -> int:
        """How many pings make a round of about the asked length; the tracker's rate is found once a run."""
        if self._rate is None:
            self.say("finding out how many pings make a round")
            self._rate = calibrate()
        size = self.size
        return min(size.most, max(size.least, round(self._rate * size.round_s)))

    def close(self) -> None:
        """Ends the servers."""
        self._stack.close()
