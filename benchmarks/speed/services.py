"""A service of ours, or an opponent, as a process that is watched while it works."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil

from faults.service import STOP_S, die_with_parent

READY_S: Final = 300.0
LOOK_S: Final = 0.03


class NotMeasured(RuntimeError):
    """Something did not go as it must for a figure to count; its text says what, and where the log is."""


class Running:
    """A Python module run as a process for the length of a block, its output in a log."""

    def __init__(self, module: Sequence[str], environ: Mapping[str, str], log: Path, port: int = 0) -> None:
        self._words, self._environ, self.log, self.port = [sys.executable, "-m", *module], dict(environ), log, port

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                self._words, env=self._environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - it calls the system once
            )  # fmt: skip
        self.process = psutil.Process(self._child.pid)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it in order; one that does not end in time is killed. May be called twice."""
        if self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()

    def until(self, is_so: Callable[[], bool], what: str, limit_s: float = READY_S) -> float:
        """Looks until something holds and gives the moment, by the monotonic clock; raises NotMeasured."""
        ends_s = time.monotonic() + limit_s
        while not is_so():
            if self._child.poll() is not None and not is_so():
                raise NotMeasured(f"{self._name} ended before {what}:\n{self.tail()}")
            if time.monotonic() > ends_s:
                raise NotMeasured(f"{self._name}: not {what} after {limit_s:.0f} s:\n{self.tail()}")
            time.sleep(LOOK_S)
        return time.monotonic()

    def ready(self) -> bool:
        """Whether it says that it waits for nothing; asked often, so with no more than the answer's first line."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return connection.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def cpu_s(self) -> float:
        """Processor time that it has used so far."""
        times = self.process.cpu_times()
        return times.user + times.system

    def tail(self) -> str:
        """The end of what it has said."""
        return self.log.read_text(errors="replace")[-3000:]

    @property
    def _name(self) -> str:
        return " ".join(self._words[2:4])
