"""`wastetrack losses`: records that the broker dropped unread, and the word that trackers may go on without them."""

import asyncio
import time
from typing import Annotated, Any

import typer

from models.times import to_iso
from ops.settings import Settings
from wastetrack.commands.across import settings_of
from wastetrack.failure import Failure


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("losses")(losses)


def losses(
    context: typer.Context,
    accept: Annotated[bool, typer.Option("--accept", help="Trackers may go on without what is missing now.")] = False,
) -> None:
    """Lists records that the broker had dropped before they were read; exit 1 while one is not accepted."""
    found = asyncio.run(_losses(settings_of(context), accept=accept))
    for one in found:
        state = "not accepted" if one.accepted_ms is None else f"accepted {to_iso(one.accepted_ms)}"
        number = one.to_offset - one.from_offset
        place = f"{one.topic}[{one.partition}] offsets {one.from_offset} to {one.to_offset - 1}, records: {number}"
        print(f"{place}, found {to_iso(one.found_ms)}, {state}")
    refused = sum(one.accepted_ms is None for one in found)
    if refused:
        raise Failure(f"not accepted: {refused} of them; trackers wait, `wastetrack losses --accept` lets them go on")
    if not found:
        print("no records were lost")


async def _losses(settings: Settings, *, accept: bool) -> list[Any]:
    import asyncpg

    from storage.breaks import accept_losses, read_breaks
    from storage.pool import DatabaseUnavailable, connect

    try:
        connection = await connect(settings.database)
    except DatabaseUnavailable as error:
        raise Failure(str(error), 2) from error
    try:
        if accept:
            await accept_losses(connection, time.time_ns() // 1_000_000)
        return [one for one in await read_breaks(connection) if one.kind == "lost"]
    except asyncpg.UndefinedTableError as error:
        raise Failure("the database has not the schema of this version: run `wastetrack migrate`", 2) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise Failure(f"the database did not answer to its end: {error}", 2) from error
    finally:
        await connection.close()
