"""The demo: embedded broker and database, every service as its own process, and a fleet that drives."""

import asyncio
import contextlib
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx

from models.times import HOUR_MS
from models.topics import ALL
from ops.embedded.broker import EmbeddedBroker
from ops.embedded.guard import Guarded
from ops.embedded.postgres import EmbeddedPostgres
from ops.ports import free_ports
from ops.settings import KNOBS, PREFIX, Settings, load
from simulator.demo import HEAD_START_MS, demo_world
from simulator.demo import run_demo as drive
from simulator.plates import OUTAGE_VENDOR, VENDORS
from simulator.send import publish_world
from storage.migrate import migrate
from streams.gateway.accounts import add_vendor
from streams.topics import partitions_of
from wastetrack import demo_duty, demo_parties
from wastetrack.demo_access import ACCOUNT, ways_in, write_settings
from wastetrack.demo_colleagues import add_colleagues
from wastetrack.vendor_accounts import opened_accounts

SERVICES: Final = ("gateway", "tracker", "notifier", "dashboard")
START_S: Final = 60.0
STOP_S: Final = 12.0


async def run_demo(
    port: int, data: Path | None, factor: float, seed: int, stop: asyncio.Event, say: Callable[[str], None]
) -> None:
    """Runs the whole system until `stop` is set, then ends every process and removes what it made.

    Raises OSError, RuntimeError or NotSent, each with one line for people.
    """
    _check_free(port)
    say("wastetrack demo - for trying out: broker and database live in this process's care and are gone with it.")
    with _folder(data) as folder, contextlib.ExitStack() as running:
        say("  starting broker and database …")
        postgres = running.enter_context(EmbeddedPostgres(folder / "postgres"))
        broker = running.enter_context(EmbeddedBroker())
        gateway_port, tracker_port, notifier_port = free_ports(3, but=(port,))
        ports = dict(zip(SERVICES, (gateway_port, tracker_port, notifier_port, port), strict=True))
        settings = _settings(broker.bootstrap, postgres.dsn, folder, port)
        for topic in ALL:
            broker.create_topic(topic.name, partitions_of(topic, settings))
        await asyncio.to_thread(migrate, settings.database)
        await demo_duty.put_people_on_duty(settings.database)
        credentials = await _accounts(settings)
        world = demo_world(time.time_ns() // 1_000_000, seed)
        await publish_world(world, {"bootstrap_servers": settings.kafka})
        await add_colleagues(settings.database, world.plan.start_ms)
        settings_file = write_settings(folder, settings.kafka, settings.clock, _secret_files(folder))
        services = {name: _start(name, settings, ports[name], folder, running) for name in SERVICES}
        say(f"  broker     {broker.bootstrap} (embedded)")
        say(f"  database   {postgres.dsn.rpartition('@')[2]} (embedded PostgreSQL)")
        for name in SERVICES[:-1]:
            say(f"  {name:<10} http://127.0.0.1:{ports[name]}")
        await _until_ready(services, ports, folder, stop)
        if stop.is_set():
            return
        say(f"  fleet      {len(world.units)} simulated trucks, {HEAD_START_MS // HOUR_MS} h behind the wall clock and")
        say(f"             {factor:g} times as fast as life until they have reached it, then as fast as life")
        say(f"\n  The map:   http://127.0.0.1:{port}/   (logs in {folder}; Ctrl-C ends everything)\n")
        say(f"  Messages to officers are not sent: http://127.0.0.1:{port}/?view=inbox shows what they would get.\n")
        say("  You are signed in by the demo itself, as the administrator `local`: it asks nobody for a password.\n")
        gateway, dashboard = (f"http://127.0.0.1:{ports[name]}" for name in ("gateway", "dashboard"))
        for line in ways_in(settings_file, gateway, dashboard, credentials[ACCOUNT][1], world):
            say(line)
        driving: asyncio.Task[Any] = asyncio.create_task(
            drive(gateway, credentials, world, factor, stop)
        )
        watching: asyncio.Task[Any] = asyncio.create_task(_watch(services, folder, stop))
        waiting: asyncio.Task[Any] = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait({watching, waiting, driving}, return_when=asyncio.FIRST_COMPLETED)
        if driving in done and driving.exception() is None and not stop.is_set():
            say("  all trucks are home; the map stays until Ctrl-C")
            done, _ = await asyncio.wait({watching, waiting}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        say("  ending …")
        for task in (driving, watching, waiting):
            task.cancel()
        await asyncio.gather(driving, watching, waiting, return_exceptions=True)
        for task in done:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error


@contextlib.contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="wastetrack-demo-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settings(kafka: str, dsn: str, folder: Path, port: int) -> Settings:
    secret_files = _secret_files(folder)
    for name, secret in (
        ("database", dsn), ("personal_key", _personal_key()), ("channels", demo_duty.CHANNELS),
        ("parties", demo_parties.parties()),
    ):  # fmt: skip
        secret_files[name].touch(mode=0o600)
        secret_files[name].write_text(secret)
    values = {
        "KAFKA": kafka, "CLOCK": "pings", "LOG": "warning", "INBOX": "on", "PUBLIC_ADDRESS": f"http://127.0.0.1:{port}",
        "FILES": str(folder / "files"), "CENTRE_PHONE": "02 000 0000",
    }  # fmt: skip
    files = {f"{name.upper()}_FILE": str(file) for name, file in secret_files.items()}
    return load(None, {PREFIX + key: value for key, value in (values | files).items()})


def _secret_files(folder: Path) -> dict[str, Path]:
    return {name: folder / f"{name}.secret" for name in ("database", "personal_key", "channels", "parties")}


def _personal_key() -> str:
    import base64

    return base64.b64encode(secrets.token_bytes(32)).decode()


async def _accounts(settings: Settings) -> dict[str, tuple[str, str]]:
    """Name and password of each vendor's account by its code, and of one that may speak for all of them."""
    credentials: dict[str, tuple[str, str]] = {}
    codes = list(dict.fromkeys((*VENDORS, OUTAGE_VENDOR)))
    accounts = {code: (f"{ACCOUNT}-{code}", [code]) for code in codes} | {ACCOUNT: (ACCOUNT, codes)}
    async with opened_accounts(settings.database) as directory:
        for key, (name, speaks_for) in accounts.items():
            made = await add_vendor(directory, name, speaks_for, [], time.time_ns() // 1_000_000)
            credentials[key] = (name, made.password)
    return credentials


def _start(name: str, settings: Settings, port: int, folder: Path, running: contextlib.ExitStack) -> Guarded:
    """One service as its own process, with settings of the demo alone, whatever this shell's environment says."""
    values = {knob.name: str(getattr(settings, knob.name)) for knob in KNOBS if not knob.secret}
    values["http"] = f"127.0.0.1:{port}"
    environment = [f"{PREFIX}{key.upper()}={value}" for key, value in values.items()]
    environment += [f"{PREFIX}{key.upper()}_FILE={file}" for key, file in _secret_files(folder).items()]
    unset = [part for knob in KNOBS if knob.secret for part in ("-u", PREFIX + knob.name.upper())]
    flag = ["--demo"] if name == "dashboard" else []
    command = ["env", "-u", f"{PREFIX}CONFIG", *unset, *environment, sys.executable, "-m", "wastetrack", name, *flag]
    with (folder / f"{name}.log").open("wb") as log:
        service = Guarded(command, end_with=signal.SIGTERM, log=log)
    running.callback(service.release, STOP_S)
    return service


async def _until_ready(services: dict[str, Guarded], ports: dict[str, int], folder: Path, stop: asyncio.Event) -> None:
    deadline = time.monotonic() + START_S
    async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
        for name in SERVICES:
            while not stop.is_set():
                _check_alive(services, folder)
                with contextlib.suppress(httpx.HTTPError):
                    answer = await client.get(f"http://127.0.0.1:{ports[name]}/readyz")
                    if answer.status_code == httpx.codes.OK:
                        break
                if time.monotonic() > deadline:
                    raise RuntimeError(f"the {name} is not ready after {START_S:.0f} s; see {_kept(folder, name)}")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), 0.1)


async def _watch(services: dict[str, Guarded], folder: Path, stop: asyncio.Event) -> None:
    while not stop.is_set():
        _check_alive(services, folder)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 1.0)


def _check_alive(services: dict[str, Guarded], folder: Path) -> None:
    for name, service in services.items():
        if service.ended():
            raise RuntimeError(f"the {name} ended by itself; the end of its log: {_kept(folder, name)}")


def _kept(folder: Path, name: str) -> str:
    """The last words of a service, as the folder with its log may be removed."""
    lines = (folder / f"{name}.log").read_text(errors="replace").strip().splitlines()
    return " / ".join(lines[-3:]) or "(nothing)"


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise RuntimeError(f"port {port} on 127.0.0.1 is in use: choose another with --port") from error
