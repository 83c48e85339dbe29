"""`wastetrack verify-audit`: whether the audit is what was written, row by row."""

import asyncio
import re
from typing import Annotated

import typer

from wastetrack.commands.across import settings_of
from wastetrack.failure import Failure


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("verify-audit")(verify_audit)


def verify_audit(
    context: typer.Context,
    noted: Annotated[
        str | None, typer.Option(help="ROW:DIGEST as an earlier run printed it: that row must still be the same.")
    ] = None,
) -> None:
    """Follows the chain of the audit and names every row that is altered, missing or inserted; exit 1 if one is."""
    settings = settings_of(context)
    row = None if noted is None else _row_of(noted)
    faults, rows, head = asyncio.run(_verify(settings.database, row))
    for fault in faults:
        print(fault)
    if faults:
        raise Failure(f"the audit is not as it was written: {len(faults)} fault{'s' if len(faults) > 1 else ''}")
    print(f"the audit is as it was written: {rows} rows; note {head} elsewhere, and give it to --noted next time")


async def _verify(dsn: str, noted: tuple[int, bytes] | None) -> tuple[list[str], int, str]:
    import asyncpg

    from storage.audit import digest_at, walk_audit
    from storage.pool import DatabaseUnavailable, connect

    try:
        connection = await connect(dsn, command_s=None)
    except DatabaseUnavailable as error:
        raise Failure(str(error), 2) from error
    try:
        walk, seq, digest = await walk_audit(connection)
        faults = list(walk.faults)
        if noted is not None and await digest_at(connection, noted[0]) != noted[1]:
            faults.append(f"row {noted[0]} is not the one that was noted: it or one before it was written anew")
        return faults, walk.rows, f"{seq}:{digest.hex()}"
    except asyncpg.UndefinedTableError as error:
        raise Failure("the database has not the schema of this version: run `wastetrack migrate`", 2) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise Failure(f"the database did not answer to its end: {error}", 2) from error
    finally:
        await connection.close()


def _row_of(noted: str) -> tuple[int, bytes]:
    match = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", noted)
    if match is None:
        raise Failure(f"--noted: {noted!r} is none: write ROW:DIGEST as the command printed it", 2)
    return int(match[1]), bytes.fromhex(match[2])
