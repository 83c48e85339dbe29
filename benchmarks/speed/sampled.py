"""`python -m benchmarks.speed.sampled FILE SERVICE …`: the program, watched from a thread as it goes.

Every few milliseconds it is noted at which stage the path stands, and whether it works or waits. Looking on costs
almost nothing, unlike a profiler that is called at each call, so the shares are those of the program itself.
"""

import asyncio
import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Final

from benchmarks.speed.stages import stage_of

_EVERY_S: Final = 0.004
_PATH: Final = ("streams/tracker/ping_path.py", "_read")


class Sampler:
    """Collects (monotonic time, stage, whether it waits) until `stop`."""

    def __init__(self) -> None:
        self.samples: list[tuple[float, str, bool]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(_EVERY_S):
            found = _working() or _waiting()
            if found is not None:
                self.samples.append((time.monotonic(), *found))


def _working() -> tuple[str, bool] | None:
    """The stage of the path while a thread runs it."""
    for frame in sys._current_frames().values():  # noqa: SLF001 - the only way to another thread's stack
        calls = list(_outwards(frame))
        if _PATH in calls:
            return stage_of(calls), False
    return None


def _waiting() -> tuple[str, bool] | None:
    """The stage of the path while it waits for something."""
    for task in list(asyncio.tasks._all_tasks):  # type: ignore[attr-defined]  # noqa: SLF001 - of whatever loop
        calls = list(_inwards(task.get_coro()))
        if _PATH in calls:
            return stage_of(calls[::-1]), True
    return None


def _outwards(frame: FrameType | None) -> Iterator[tuple[str, str]]:
    """File and function of each call of a stack, the innermost first."""
    while frame is not None:
        yield _named(frame)
        frame = frame.f_back


def _inwards(awaited: Any) -> Iterator[tuple[str, str]]:
    """File and function of each coroutine, the outermost first."""
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None)
        if frame is not None:
            yield _named(frame)
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None)


def _named(frame: FrameType) -> tuple[str, str]:
    parts = frame.f_code.co_filename.replace("\\", "/").rsplit("/", 3)
    return "/".join(parts[1:] if len(parts) > 3 else parts), frame.f_code.co_name


def main(out: Path) -> None:
    """Runs the program and writes the samples when it ends."""
    from wastetrack.cli import main as program

    sampler = Sampler()
    sampler.start()
    try:
        program()
    finally:
        sampler.stop()
        out.write_text(json.dumps(sampler.samples), encoding="utf-8")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main(Path(sys.argv.pop(1)))
