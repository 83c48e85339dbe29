"""`wastetrack demo`: the whole system on one machine, with nothing installed beforehand."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer

from ops import event_loop
from ops.logs import start_logs
from ops.settings import BadSetting
from wastetrack.failure import Failure


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("demo")(demo)


def demo(
    port: Annotated[int, typer.Option(help="Port of the map on 127.0.0.1.")] = 8000,
    data: Annotated[Path | None, typer.Option(help="Folder for the demo's data instead of a temporary one.")] = None,
    factor: Annotated[float, typer.Option(help="How many times faster than life the trucks drive.")] = 10.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same fleet.")] = 7,
) -> None:
    """Runs everything on this machine for trying out: broker, database, a simulated fleet, tracker, alerts, map."""
    from ops.embedded.postgres import NoDatabase
    from simulator.send import NotSent
    from wastetrack.demo import run_demo

    start_logs("warning", "demo")
    if not 1 <= port <= 65535:
        raise Failure(f"--port {port}: a port lies between 1 and 65535", 2)
    if factor <= 0:
        raise Failure(f"--factor {factor}: time goes forward, write a number over 0", 2)

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(each, stop.set)
        await run_demo(port, data, factor, seed, stop, print)

    try:
        event_loop.run(run())
    except (NoDatabase, NotSent, BadSetting, OSError, RuntimeError) as error:
        raise Failure(str(error)) from error
