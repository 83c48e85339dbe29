"""`wastetrack simulate`: a fleet that drives, into the gateway, a topic or a scenario folder."""

import time
from typing import Annotated

import typer

from ops.kafka import client_options
from wastetrack.commands.across import hush_clients, settings_of
from wastetrack.failure import Failure


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("simulate")(simulate)


def simulate(
    context: typer.Context,
    to: Annotated[str, typer.Option(help="`gateway`, `topic` (gps.raw), or a folder that becomes a scenario.")],
    units: Annotated[int, typer.Option(help="Trucks.")] = 60,
    seed: Annotated[int, typer.Option(help="The same seed gives the same fleet, to the byte.")] = 1,
    days: Annotated[
        float | None, typer.Option(help="For how long trucks set out, in their own time; begun rounds are driven out.")
    ] = None,
    minutes: Annotated[int | None, typer.Option(help="The same in minutes.")] = None,
    period: Annotated[float, typer.Option(help="Seconds between a truck's pings, 1 to 60.")] = 60.0,
    incidents: Annotated[str, typer.Option(help="A share of the trucks (0.3), names of incidents, or none.")] = "0.5",
    start: Annotated[str | None, typer.Option(help="When it begins, e.g. 2026-03-02T22:00:00Z.")] = None,
    factor: Annotated[float | None, typer.Option(help="How many times faster than life (1); live only.")] = None,
    rate: Annotated[float | None, typer.Option(help="Pings a second instead of a factor; live only.")] = None,
    gateway: Annotated[str, typer.Option(help="The gateway's address.")] = "http://127.0.0.1:8080",
    account: Annotated[str | None, typer.Option(help="NAME:PASSWORD of a gateway account for all vendors.")] = None,
    papers: Annotated[
        bool, typer.Option(help="Publish the fleet's permits, vehicles, zones and manifests first.")
    ] = True,
) -> None:
    """Drives a seeded fleet between IEAT estates and processors, with incidents whose truth is known."""
    settings = settings_of(context)
    hush_clients()
    from simulator.cli_options import SimulateOptions, run_simulate
    from simulator.country import NoSuchFleet
    from simulator.send import NotSent
    from streams.reference.publish import NotPublished

    live = to in {"gateway", "topic"}
    for one, other in ((("--days", days), ("--minutes", minutes)), (("--factor", factor), ("--rate", rate))):
        if one[1] is not None and other[1] is not None:
            raise Failure(f"{one[0]} and {other[0]} say the same in two ways: write one of them", 2)
    if not live and (factor is not None or rate is not None):
        raise Failure("--factor and --rate are for a fleet that drives live: a folder has its own time", 2)
    credentials: dict[str, tuple[str, str]] = {}
    if to == "gateway" and account is None:
        raise Failure("--account: write the NAME:PASSWORD that `wastetrack gateway add-vendor` made", 2)
    if account is not None:
        name, colon, password = account.partition(":")
        if not colon:
            raise Failure("--account: write NAME:PASSWORD", 2)
        credentials["*"] = (name, password)
    options = SimulateOptions(
        to=to, units=units, seed=seed, days=days, minutes=minutes, period_s=period, incidents=incidents, start=start,
        factor=1.0 if factor is None else factor, rate=rate, gateway_url=gateway, credentials=credentials,
        kafka_options=client_options(settings) if live else None, publish_papers=papers and live,
    )  # fmt: skip
    try:
        run_simulate(options, time.time_ns() // 1_000_000, print)
    except NoSuchFleet as error:
        raise Failure(str(error), 2) from error
    except (NotSent, NotPublished) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"cannot write {error.filename or to}: {error.strerror}") from error
    except KeyboardInterrupt as error:
        raise Failure("stopped", 130) from error
