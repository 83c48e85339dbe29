"""`python -m benchmarks.speed.sampled FILE SERVICE …`: the program, looked at by its own processor time.

Whenever the process has used some more of that, it is noted at which stage its main thread stands and how much that
thread has used since it was last looked at: by a signal, which comes between two steps of the program. A long call into
C is one step, and weighs as much as it took. A thread that looked on would mostly see what lets others run. How long
the database takes for the COPY and the commit of a batch, which is waiting, is timed around the calls.
"""

import json
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any, Final

import asyncpg
from asyncpg.transaction import Transaction

from benchmarks.speed.stages import stage_of

_EVERY_S: Final = 0.002
_OF_A_BATCH: Final = "tracker/writing.py"


class Sampler:
    """Collects (monotonic time, stage, seconds): of the main thread's processor, and of each wait."""

    def __init__(self) -> None:
        self.samples: list[tuple[float, str, float]] = []
        self._used_s = time.thread_time()
        self.waits: list[tuple[float, str, float]] = []

    def start(self) -> None:
        """Begins to look."""
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, _EVERY_S, _EVERY_S)

    def stop(self) -> None:
        """Ends it."""
        signal.setitimer(signal.ITIMER_PROF, 0.0)

    def timed(self, stage: str, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """The same call, noted with how long it took where a batch is written."""

        @wraps(call)
        async def timing(*args: Any, **kwargs: Any) -> Any:
            began_s = time.monotonic()
            try:
                return await call(*args, **kwargs)
            finally:
                if any(_OF_A_BATCH in file for file, _ in _outwards(sys._getframe())):  # noqa: SLF001 - who awaits it
                    self.waits.append((began_s, stage, time.monotonic() - began_s))

        return timing

    def _look(self, _: int, frame: FrameType | None) -> None:
        used_s = time.thread_time()
        self.samples.append((time.monotonic(), stage_of(list(_outwards(frame))), used_s - self._used_s))
        self._used_s = used_s


def _outwards(frame: FrameType | None) -> Iterator[tuple[str, str]]:
    """File and function of each call of a stack, the innermost first."""
    while frame is not None:
        parts = frame.f_code.co_filename.replace("\\", "/").rsplit("/", 3)
        yield "/".join(parts[1:] if len(parts) > 3 else parts), frame.f_code.co_name
        frame = frame.f_back


def main(out: Path) -> None:
    """Runs the program and writes what was seen when it ends."""
    from wastetrack.cli import main as program

    sampler = Sampler()
    Transaction.__aexit__ = sampler.timed("commit", Transaction.__aexit__)
    asyncpg.Connection.copy_records_to_table = sampler.timed("COPY", asyncpg.Connection.copy_records_to_table)
    sampler.start()
    try:
        program()
    finally:
        sampler.stop()
        out.write_text(json.dumps({"samples": sampler.samples, "waits": sampler.waits}), encoding="utf-8")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main(Path(sys.argv.pop(1)))
