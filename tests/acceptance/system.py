"""A system of processes: each service as an operator starts it, ended by its own pid, its log kept."""

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psutil
import psycopg

from ops.ports import free_port
from tests.fixtures.waiting import until

PROGRAM = (sys.executable, "-m", "wastetrack")
KEY = base64.b64encode(bytes(range(32))).decode()
STOP_S = 10.0
SERVICES = ("gateway", "tracker", "notifier", "dashboard")


def environment(**settings: object) -> dict[str, str]:
    """This process's environment without its own settings of the program, and with these."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("WASTETRACK_")}
    return own | {f"WASTETRACK_{name.upper()}": str(value) for name, value in settings.items()}


def command(*arguments: str | Path, environ: Mapping[str, str] | None = None, timeout_s: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Runs one command of the program to its end."""
    line = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(line, env=dict(environ or environment()), capture_output=True, text=True, timeout=timeout_s)


class Service:
    """One service in a process of its own."""

    def __init__(self, name: str, line: list[str], environ: Mapping[str, str], log: Path, port: int) -> None:
        self.name, self.port, self._log = name, port, log
        self.url = f"http://127.0.0.1:{port}"
        with log.open("ab") as file:
            self.process = subprocess.Popen(line, env=dict(environ), stdin=subprocess.DEVNULL, stdout=file, stderr=file, cwd=log.parent)

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8", errors="replace")

    def get(self, path: str) -> httpx.Response | None:
        """A page of it; None while nobody answers."""
        try:
            return httpx.get(self.url + path, timeout=5.0, trust_env=False)
        except httpx.TransportError:
            return None

    def ready(self) -> bool:
        """Whether it waits for nothing; fails the test if it has ended."""
        assert self.running, f"the {self.name} ended by itself ({self.process.returncode}):\n{self.log[-3000:]}"
        answer = self.get("/readyz")
        return answer is not None and answer.status_code == 200

    def wait_ready(self, deadline_s: float = 180.0) -> Self:
        until(self.ready, f"the {self.name} is ready", deadline_s, self.state)
        return self

    def state(self) -> str:
        """What it says of itself, for a test that fails."""
        answer = self.get("/readyz")
        return f"/readyz of {self.name}: {answer.text if answer is not None else 'no answer'}\n{self.log[-3000:]}"

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """As an operator ends it: exit 0 within 10 s, nothing of its own left."""
        children = psutil.Process(self.process.pid).children(recursive=True) if self.running else []
        self.process.send_signal(number)
        began_s = time.monotonic()
        try:
            code = self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the {self.name} did not end within {STOP_S:.0f} s:\n{self.log[-3000:]}") from None
        assert code == 0, f"the {self.name} ended with {code} after {time.monotonic() - began_s:.1f} s:\n{self.log[-3000:]}"
        assert not [child.pid for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()


class System:
    """Services that share a broker, a database and a folder for their logs."""

    def __init__(self, folder: Path, kafka: str, database: str, **settings: object) -> None:
        self.folder, self.kafka, self.database = folder, kafka, database
        self.settings: dict[str, object] = {"kafka": kafka, "database": database, "personal_key": KEY, **settings}
        self.services: list[Service] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.stop()
        finally:
            for service in self.services:
                if service.running:
                    service.kill()

    def start(self, name: str, *arguments: str, **settings: object) -> Service:
        """Starts a service on a free port; does not wait for it."""
        port = free_port()
        told = {"http": f"127.0.0.1:{port}", "instance": f"{name}-{len(self.services)}"} | settings
        log = self.folder / f"{name}-{len(self.services)}.log"
        service = Service(name, [*PROGRAM, name, *arguments], self.environ(**told), log, port)
        self.services.append(service)
        return service

    def start_all(self, *names: str) -> list[Service]:
        """Starts these services at once and waits until all are ready."""
        started = [self.start(name) for name in names]
        return [service.wait_ready() for service in started]

    def stop(self) -> None:
        """Ends every service that runs, those first that were started last."""
        for service in reversed([service for service in self.services if service.running]):
            service.stop()

    def environ(self, **settings: object) -> dict[str, str]:
        """The environment of a process of this system."""
        return environment(**(self.settings | settings))

    def run(self, *arguments: str | Path) -> str:
        """Runs a command of the program, which must succeed; gives what it printed."""
        done = command(*arguments, environ=self.environ())
        assert done.returncode == 0, f"{' '.join(map(str, arguments))}: {done.stdout}{done.stderr}"
        return done.stdout

    def add_vendor(self, name: str, *codes: str) -> tuple[str, str]:
        """An account for units of these vendor codes: name and password."""
        return name, self.run("gateway", "add-vendor", name, "--codes", ",".join(codes)).strip()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database answers."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(statement, values or None).fetchall()

    @property
    def logs(self) -> str:
        """All that the services have logged."""
        return "\n".join(service.log for service in self.services)


@contextmanager
def gateway_client(gateway: Service, account: tuple[str, str]) -> Iterator[httpx.Client]:
    """A vendor's server: signed in, with a connection that it keeps."""
    with httpx.Client(base_url=gateway.url, auth=account, timeout=60.0, trust_env=False) as client:
        yield client


def post_in_order(client: httpx.Client, locations: list[dict[str, Any]], size: int = 100, path: str = "/gps/add/locations") -> int:
    """Posts DLT envelopes one after another; gives how many records were accepted."""
    accepted = 0
    for start in range(0, len(locations), size):
        some = locations[start : start + size]
        answer = client.post(path, json={"vender_id": some[0].get("unit_id", "")[:3], "locations_count": len(some), "locations": some})
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"
        assert answer.json()["code"] == 1
        accepted += answer.json()["accepted"]
    return accepted
