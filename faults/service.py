"""One service as a process, kept running as a supervisor would."""

import asyncio
import ctypes
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import httpx
import psutil

from faults.evidence import Exit

STOP_S: Final = 12.0
_LOOK_S: Final = 0.05
_RESTART_S: Final = 0.5
_PR_SET_PDEATHSIG: Final = 1


class Service:
    """Starts a command, and starts it again whenever it ends, until `stop`.

    After a kill it stays away for as long as `wait_s` says; `offset_s` is how wrong its clock is.
    """

    def __init__(
        self, name: str, words: tuple[str, ...], environ: Mapping[str, str], port: int, folder: Path,
        told: Callable[[Exit], None],
    ) -> None:  # fmt: skip
        self.name, self.port = name, port
        self._words, self._environ, self._folder, self._told = words, dict(environ), folder, told
        self._process: subprocess.Popen[bytes] | None = None
        self._task: asyncio.Task[None] | None = None
        self._term_ms: int | None = None
        self._kill_ms: int | None = None
        self._heeds = True
        self._wait_s = _RESTART_S
        self.offset_s = 0.0

    def start(self) -> None:
        """Begins to keep it running."""
        self._task = asyncio.create_task(self._keep())

    @property
    def pid(self) -> int | None:
        """Its process, None while there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def log(self) -> Path:
        """What it has said, all its lives in one file."""
        return self._folder / f"{self.name}.log"

    def send(self, number: signal.Signals) -> bool:
        """Sends it a signal that does not end it, and says whether it did; what is ending already is not frozen."""
        pid = self.pid
        if pid is None or (number == signal.SIGSTOP and self._term_ms is not None):
            return False
        psutil.Process(pid).send_signal(number)
        return True

    def kill(self, wait_s: float) -> None:
        """SIGKILL; it comes back after `wait_s`."""
        self._end(signal.SIGKILL, wait_s)

    def terminate(self, wait_s: float = 0.0) -> None:
        """SIGTERM, as an operator's restart; it comes back after `wait_s`."""
        self._end(signal.SIGTERM, wait_s)

    async def stop(self) -> int | None:
        """Ends it for good in order and gives its exit code; one that does not end in time is killed."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        process = self._process
        if process is not None and self._ask(signal.SIGTERM):
            try:
                await asyncio.to_thread(process.wait, STOP_S)
            except subprocess.TimeoutExpired:
                self._ask(signal.SIGKILL)
                await asyncio.to_thread(process.wait)
        self._note()
        return None if process is None else process.returncode

    def abandon(self) -> None:
        """SIGKILL at once and for good, for a run that is broken off."""
        if self._task is not None:
            self._task.cancel()
        if self._process is not None and self._ask(signal.SIGKILL):
            self._process.wait()

    async def ready(self, client: httpx.AsyncClient) -> bool:
        """Whether it says that it waits for nothing."""
        try:
            answer = await client.get(f"http://127.0.0.1:{self.port}/readyz")
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    def _end(self, number: signal.Signals, wait_s: float) -> None:
        if self._ask(number):
            self._wait_s = wait_s

    def _ask(self, number: signal.Signals) -> bool:
        """Has it end, also where it is frozen; says whether there was a process. SIGTERM is sent once."""
        process = self._process
        if process is None or process.poll() is not None:
            return False
        if number == signal.SIGKILL:
            self._kill_ms = self._kill_ms or now_ms()
        elif self._term_ms is not None:
            return True
        else:
            self._term_ms, self._heeds = now_ms(), heeds(process.pid, number)
        process.send_signal(signal.SIGCONT)
        process.send_signal(number)
        return True

    async def _keep(self) -> None:
        while True:
            self._process = self._spawn()
            while self._process.poll() is None:  # noqa: ASYNC110 - a process has no event
                await asyncio.sleep(_LOOK_S)
            self._note()
            wait_s, self._wait_s = self._wait_s, _RESTART_S
            await asyncio.sleep(wait_s)

    def _note(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.poll() is not None:
            self._told(
                Exit(
                    at_ms=now_ms(), process=self.name, code=process.returncode, term_ms=self._term_ms,
                    kill_ms=self._kill_ms, heeds=self._heeds,
                )
            )  # fmt: skip
        self._term_ms, self._kill_ms, self._heeds = None, None, True

    def _spawn(self) -> subprocess.Popen[bytes]:
        program = ["wastetrack"] if not self.offset_s else ["faults.wrong_clock", str(self.offset_s)]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *program, *self._words], env=self._environ, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509 - it calls the system once
            )  # fmt: skip


def now_ms() -> int:
    """This machine's clock."""
    return time.time_ns() // 1_000_000


def heeds(pid: int, number: signal.Signals) -> bool:
    """Whether a process has a handler of its own for a signal; True where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return True
    caught = next((line.partition(":")[2] for line in lines if line.startswith("SigCgt:")), "-1")
    return bool(int(caught, 16) >> (number - 1) & 1)


def some_s(rng: random.Random, most_s: float) -> float:
    """A wait of up to so long, often a short one: what comes back at once meets its own shadow."""
    return rng.choice((0.0, rng.uniform(0, 1), rng.uniform(0, most_s)))


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Called in a child before its program: it ends when we do, however that comes about."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
