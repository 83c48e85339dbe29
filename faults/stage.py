"""The stage: real servers behind proxies, every service as a process, all in one folder and gone with it."""

import asyncio
import base64
import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from faults.disk import SmallDisk
from faults.evidence import Evidence, Lines
from faults.receiver import Receiver
from faults.servers.kafka import KafkaServer
from faults.servers.postgres import PostgresServer
from faults.servers.proxy import Proxy
from faults.service import Service, now_ms
from ops.ports import free_port, free_ports
from simulator.plates import OUTAGE_VENDOR, VENDORS
from streams.gateway.accounts import add_vendor
from wastetrack.vendor_accounts import opened_accounts

if TYPE_CHECKING:
    from faults.load import Load

TRACKERS: Final = ("tracker-1", "tracker-2", "tracker-3")
GATEWAY: Final = "gateway"
NOTIFIER: Final = "notifier"
PARTITIONS: Final = 6
GROUP: Final = "wastetrack-tracker"
CODES: Final = tuple(dict.fromkeys((*VENDORS, OUTAGE_VENDOR)))
READY_S: Final = 90.0
_PATIENCE_S: Final = 3.0
_BROKER_MOST: Final = {"message.max.bytes": "8388608"}


class NotReady(RuntimeError):
    """The stage did not come up; its text says what and where the logs are."""


@dataclass
class Stage:
    """What a fault may reach: servers, proxies, services; and what is known of all."""

    folder: Path
    kafka: KafkaServer
    postgres: PostgresServer
    to_kafka: Proxy
    to_postgres: Proxy
    receiver: Receiver
    disk: SmallDisk
    personal_key: str
    client: httpx.AsyncClient
    exits: Lines
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    guests: dict[str, Service] = field(default_factory=dict)
    load: "Load" = field(init=False)
    strangers: int = 0
    kafka_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    postgres_turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def gateway_url(self) -> str:
        """Where vendors call."""
        return f"http://127.0.0.1:{self.services[GATEWAY].port}"

    @property
    def evidence(self) -> Evidence:
        """What the checks are given; both servers at their own addresses, past the proxies."""
        return Evidence(
            bootstrap=self.kafka.bootstrap, database=self.postgres.dsn, folder=self.folder, group=GROUP,
            personal_key=self.personal_key,
        )  # fmt: skip

    async def all_ready(self) -> bool:
        """Whether every service runs and waits for nothing."""
        return not await self.not_ready()

    async def not_ready(self) -> list[str]:
        """The services that do not run, or wait for something."""
        services = list(self.services.values())
        answers = await asyncio.gather(*(service.ready(self.client) for service in services))
        return [service.name for service, is_ready in zip(services, answers, strict=True) if not is_ready]

    async def metrics(self, name: str) -> dict[str, float]:
        """A service's figures by their lines' names, labels included; empty while it does not answer."""
        try:
            answer = await self.client.get(f"http://127.0.0.1:{self.services[name].port}/metrics")
        except httpx.HTTPError:
            return {}
        rows = (line.rpartition(" ") for line in answer.text.splitlines() if line and not line.startswith("#"))
        return {name: float(value) for name, _, value in rows}

    def environ(self, **settings: object) -> dict[str, str]:
        """The environment of one of our programs: none of the caller's settings, these instead."""
        own = {name: text for name, text in os.environ.items() if not name.startswith("WASTETRACK_")}
        told: dict[str, object] = {
            "kafka": f"127.0.0.1:{self.to_kafka.port}", "database": self.postgres.through(self.to_postgres.port),
            "personal_key": self.personal_key, "group": GROUP, "clock": "pings", "partitions": PARTITIONS,
            "webhook": self.receiver.url, "gateway_calls_per_minute": 1_000_000,
        }  # fmt: skip
        root = str(Path(__file__).resolve().parents[1])
        own["PYTHONPATH"] = os.pathsep.join(filter(None, (root, own.get("PYTHONPATH"))))
        return own | {f"WASTETRACK_{name.upper()}": str(value) for name, value in (told | settings).items()}

    def service(self, name: str, port: int) -> Service:
        """A service under this name, `KIND` or `KIND-NUMBER`, not yet started."""
        environ = self.environ(http=f"127.0.0.1:{port}", instance=name)
        return Service(name, (name.partition("-")[0],), environ, port, self.folder, self.exits.write)

    def guest(self, name: str) -> Service:
        """A service that is not one of those who must be well: it comes and goes."""
        port = free_port()
        found = self.guests[name] = self.guests.get(name) or self.service(name, port)
        return found


@contextlib.asynccontextmanager
async def staged(folder: Path, exits: Lines, notices: Lines) -> AsyncIterator[Stage]:
    """The whole system, ready, for the length of the block; afterwards no process, port or mount is left."""
    async with AsyncExitStack() as stack:
        disk = stack.enter_context(_disk(folder / "disk"))
        kafka_port = free_port()
        kafka = KafkaServer(folder / "kafka", _BROKER_MOST, proxy_port=kafka_port)
        stack.callback(kafka.stop)
        postgres_port, receiver_port, *ports = free_ports(2 + 2 + len(TRACKERS), but=(kafka_port, *kafka.ports))
        postgres = PostgresServer(disk.folder / "postgres")
        stack.callback(postgres.stop)
        await asyncio.gather(asyncio.to_thread(kafka.start), asyncio.to_thread(postgres.start))
        to_kafka, to_postgres = Proxy(kafka_port, kafka.behind_port), Proxy(postgres_port, postgres.port)
        for proxy in (to_kafka, to_postgres):
            proxy.start()
            stack.callback(proxy.stop)
        receiver = Receiver(receiver_port, notices)
        await receiver.start()
        stack.push_async_callback(receiver.stop)
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=_PATIENCE_S, trust_env=False))
        stage = Stage(
            folder, kafka, postgres, to_kafka, to_postgres, receiver, disk,
            base64.b64encode(secrets.token_bytes(32)).decode(), client, exits,
        )  # fmt: skip
        stack.callback(_abandon, stage)
        for word in ("migrate", "topics"):
            await asyncio.to_thread(run_program, stage, word)
        stage.accounts = await _accounts(postgres.dsn)
        for name, port in zip((GATEWAY, NOTIFIER, *TRACKERS), ports, strict=False):
            stage.services[name] = stage.service(name, port)
            stage.services[name].start()
        await until_ready(stage)
        yield stage


def _abandon(stage: Stage) -> None:
    for service in (*stage.services.values(), *stage.guests.values()):
        service.abandon()


def run_program(stage: Stage, *words: str) -> str:
    """Runs one command of the program to its end and gives what it printed; raises NotReady."""
    line = [sys.executable, "-m", "wastetrack", *words]
    done = subprocess.run(line, env=stage.environ(), capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise NotReady(f"wastetrack {' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


async def until_ready(stage: Stage) -> None:
    """Returns once every service is ready; raises NotReady."""
    ends_ms = now_ms() + round(READY_S * 1000)
    while not await stage.all_ready():
        if now_ms() > ends_ms:
            raise NotReady(f"not all services are ready after {READY_S:.0f} s: see the logs in {stage.folder}")
        await asyncio.sleep(0.2)


async def stop_services(stage: Stage) -> dict[str, int | None]:
    """Ends every service in order and gives their exit codes; the servers go on."""
    services = list(stage.services.values())
    codes = await asyncio.gather(*(service.stop() for service in services))
    return {service.name: code for service, code in zip(services, codes, strict=True)}


async def _accounts(dsn: str) -> dict[str, tuple[str, str]]:
    """Name and password of each vendor's account, by its code."""
    found: dict[str, tuple[str, str]] = {}
    async with opened_accounts(dsn) as directory:
        for code in CODES:
            made = await add_vendor(directory, f"vendor-{code}", [code], [], now_ms())
            found[code] = (f"vendor-{code}", made.password)
    return found


@contextlib.contextmanager
def _disk(folder: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(folder)
    disk.mount()
    try:
        yield disk
    finally:
        disk.unmount()
