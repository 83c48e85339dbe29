"""Trackers as processes of their own, as an operator runs them."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from ops.ports import free_port
from tests.tracker.bench import environment


class Process:
    """One tracker; `end` kills what is left of it."""

    def __init__(
        self, folder: Path, name: str, bootstrap: str, database: str, module: Sequence[str] = ("wastetrack", "tracker"), **more: str
    ) -> None:
        self.port = free_port()
        self.log = folder / f"{name}.log"
        env = environment(bootstrap, database, self.port, WASTETRACK_INSTANCE=name, **more)
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", *module], env={**os.environ, **env}, stdout=log, stderr=log
            )

    def ready(self) -> bool:
        return self.asks("/readyz") == 200

    def asks(self, path: str) -> int:
        """The status of one of its pages; 0 when it does not answer."""
        assert self.child.poll() is None, self.log.read_text()[-3000:]
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=2).status_code
        return 0

    def metrics(self) -> str:
        return httpx.get(f"http://127.0.0.1:{self.port}/metrics", timeout=5).text

    def signal(self, number: signal.Signals) -> None:
        self.child.send_signal(number)

    def ends(self, within_s: float) -> int:
        """Its exit code; fails when it takes longer."""
        return self.child.wait(within_s)

    def end(self) -> None:
        if self.child.poll() is None:
            self.child.kill()
            self.child.send_signal(signal.SIGCONT)
        self.child.wait(20)


@contextlib.contextmanager
def ended(*processes: Process) -> Iterator[None]:
    """Whatever happens, none of them is left."""
    try:
        yield
    finally:
        for process in processes:
            process.end()
