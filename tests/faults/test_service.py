"""A service as the harness keeps it: what is written down of its end is what was done to it."""

import asyncio
import signal
from pathlib import Path

import psutil
import pytest

from faults.checks.exits import unasked
from faults.evidence import Exit
from faults.service import Service

OBEYS = """
import signal, threading
told = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: told.set())
print("begun", flush=True)
told.wait()
"""
IS_DEAF = """
import threading
print("begun", flush=True)
threading.Event().wait()
"""


class Kept:
    """A small program that stands for the service."""

    def __init__(self, program: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "wastetrack.py").write_text(program)
        monkeypatch.chdir(folder)
        self.exits: list[Exit] = []
        self.service = Service("one", (), {}, 0, folder, self.exits.append)
        self.service.start()

    async def pid(self, life: int = 1) -> int:
        """Its process once it has begun so often."""
        async with asyncio.timeout(30):
            while not self.service.log.exists() or self.service.log.read_text().count("begun") < life:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert self.service.pid is not None
        return self.service.pid


async def test_told_to_end_it_is_known_since_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(OBEYS, tmp_path, monkeypatch)
    await kept.pid()
    assert await kept.service.stop() == 0
    (end,) = kept.exits
    assert (end.code, end.kill_ms, end.heeds) == (0, None, True)
    assert end.term_ms is not None
    assert end.term_ms <= end.at_ms
    assert unasked(kept.exits) == []


async def test_told_to_end_while_frozen_it_goes_on_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(OBEYS, tmp_path, monkeypatch)
    await kept.pid()
    assert kept.service.send(signal.SIGSTOP)
    kept.service.terminate()
    assert not kept.service.send(signal.SIGSTOP), "what is ending has 10 s, and is left alone"
    await kept.pid(life=2)
    assert unasked(kept.exits) == []
    kept.service.kill(0.0)
    await kept.pid(life=3)
    assert [(end.code, end.term_ms is None, end.kill_ms is None) for end in kept.exits] == [(0, False, True), (-9, True, False)]
    await kept.service.stop()


async def test_told_to_end_before_it_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(IS_DEAF, tmp_path, monkeypatch)
    await kept.pid()
    assert await kept.service.stop() == -signal.SIGTERM
    assert [end.heeds for end in kept.exits] == [False]


async def test_what_ended_by_itself_was_not_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(OBEYS, tmp_path, monkeypatch)
    process = psutil.Process(await kept.pid())
    process.kill()
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        pass
    await kept.service.stop()
    assert [breach.what for breach in unasked(kept.exits)] == ["a service ended by itself"]
