"""`wastetrack explain`: why an alert or a trip stands as it does, from pings to verdict."""

import asyncio
import time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.console import Console

from geofences.geometry_check import geometry_problem
from models.reference_json import UnreadableFile, from_scenario
from models.times import UnreadableTime, from_iso
from ops.settings import Settings
from streams.explain.case import NotTold
from streams.explain.chain import Why
from wastetrack.commands.across import settings_of, thresholds_of
from wastetrack.explain_text import Page
from wastetrack.explain_words import Lang
from wastetrack.failure import Failure

_PLAIN_WIDTH = 120


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("explain")(explain)


def explain(
    context: typer.Context,
    entity_id: Annotated[str, typer.Argument(metavar="ID", help="An alert_id or a trip_id.")],
    scenario: Annotated[
        Path | None, typer.Option(help="A scenario folder to replay and look in, instead of the database.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="With --scenario: as of `replay`.")] = None,
    lang: Annotated[Lang, typer.Option(help="The language to print in.")] = "th",
    as_json: Annotated[bool, typer.Option("--json", help="Prints the chain as the API returns it.")] = False,
) -> None:
    """Says why an alert or a trip stands as it does: pings, places, thresholds, papers in force, each decision."""
    settings = settings_of(context)
    try:
        chain = (
            asyncio.run(_stored(settings, entity_id))
            if scenario is None
            else _replayed(settings, scenario, until, entity_id)
        )
    except NotTold as error:
        raise Failure(str(error)) from error
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(chain), indent=1).decode())
        return
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    Page(console, lang, ZoneInfo(settings.timezone), buddhist=settings.calendar == "buddhist").print(chain)


def _replayed(settings: Settings, scenario: Path, until: str | None, entity_id: str) -> Why:
    from streams.explain.build import why
    from streams.explain.from_scenario import Recorder
    from streams.judging.world import World
    from streams.replay import merged, pings_files

    rules = scenario / "rules.toml"
    thresholds = thresholds_of(rules if rules.exists() else None)
    try:
        reference = from_scenario(scenario, geometry_problem)
        files = pings_files(scenario)
        until_ms = None if until is None else from_iso(until)
    except (UnreadableFile, FileNotFoundError) as error:
        raise Failure(str(error), 2) from error
    except UnreadableTime as error:
        raise Failure(f"--until: {error}; write e.g. 2026-11-07T12:00:00Z", 2) from error
    recorder = Recorder(World(reference.versions, thresholds, ZoneInfo(settings.timezone)))
    try:
        recorder.read(merged(files), until_ms)
    except (OSError, EOFError) as error:
        raise Failure(f"cannot read the pings to their end: {error}") from error
    return why(recorder.case(entity_id))


async def _stored(settings: Settings, entity_id: str) -> Why:
    import asyncpg

    from ops.rules_file import load_thresholds
    from storage.pool import DatabaseUnavailable, connect
    from streams.explain.from_database import Explainer

    explainer = Explainer(
        load_thresholds(settings), ZoneInfo(settings.timezone), on_pings_clock=settings.clock == "pings"
    )
    try:
        connection = await connect(settings.database)
    except DatabaseUnavailable as error:
        raise Failure(str(error)) from error
    try:
        return await explainer.why(connection, entity_id, time.time_ns() // 1_000_000)
    except asyncpg.UndefinedTableError as error:
        raise Failure("the database has no schema yet: run `wastetrack migrate`") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise Failure(f"the database did not answer to its end: {error}") from error
    finally:
        await connection.close()
