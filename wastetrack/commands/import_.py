"""`wastetrack import`: reference data from a file onto its topic."""

import asyncio
import enum
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
import typer

from models.reference import ReferenceVersion
from models.reference_json import UnreadableFile, from_folder
from ops.kafka import client_options
from ops.settings import Settings
from streams.reference.files import ImportReport, import_file
from wastetrack.commands.across import hush_clients, settings_of
from wastetrack.failure import Failure

_PATIENCE_S: Final = 10.0


class ReferenceKind(enum.StrEnum):
    """What can be imported."""

    permits = "permits"
    vehicles = "vehicles"
    zones = "zones"
    manifests = "manifests"


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("import")(import_)


def import_(
    context: typer.Context,
    kind: Annotated[ReferenceKind, typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(help="JSON, CSV, XLSX; zones also GeoJSON, GeoPackage, Shapefile, KML.")],
    beside: Annotated[
        Path | None, typer.Option("--with", help="A folder of such files: names are looked up there too.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Reads and reports, and loads nothing.")] = False,
) -> None:
    """Loads permits, vehicles, zones or manifests; says what is refused and what does not resolve."""
    settings = settings_of(context)
    hush_clients()
    stored, silence = asyncio.run(_known(settings.database))
    report = _read(kind, file, beside, stored, settings)
    unread = None
    if report.unresolved and not silence:
        # What was told a moment ago, with the import before this one, is on its way through the tracker.
        unread = asyncio.run(_read_up(settings))
        stored, silence = asyncio.run(_known(settings.database))
        report = _read(kind, file, beside, stored, settings)
    for rejected in report.rejected:
        print(f"refused: {rejected}")
    if report.unused:
        print(f"not used: the columns {', '.join(report.unused)}")
    if silence:
        print(f"{silence}: names are looked up in {'the files' if beside else 'this file'} alone")
    for gap in report.unresolved:
        print(f"{'not found there' if silence else 'does not resolve'}: {gap.message_en}")
    if unread and report.unresolved:
        print(f"no tracker has read {unread} records of the reference topics yet: names may be among them")
    if not dry_run:
        _publish(context, report)
    verb = "would be loaded" if dry_run else "loaded"
    replaced = f", {report.replaced} replaced by a later one of the file" if report.replaced else ""
    gaps = "names not found" if silence else "unresolved"
    told = f"{len(report.rejected)} refused, {len(report.unresolved)} {gaps}{replaced}"
    print(f"{report.accepted} {kind.value} {verb}, {told}")
    if report.rejected:
        raise Failure(f"{file} holds {len(report.rejected)} records that cannot be used")


def _read(
    kind: ReferenceKind, file: Path, beside: Path | None, stored: Sequence[ReferenceVersion], settings: Settings
) -> ImportReport:
    try:
        return import_file(kind.value, file, [*stored, *_beside(beside, stored)], ZoneInfo(settings.timezone))
    except UnreadableFile as error:
        raise Failure(str(error), 2) from error


async def _read_up(settings: Settings) -> int | None:
    """Waits for the tracker a while; gives how many records it has not read, None where nobody can say."""
    import asyncpg

    from storage.pool import DatabaseUnavailable, connect
    from streams.reference.read_up import unread_after

    try:
        connection = await connect(settings.database)
    except DatabaseUnavailable:
        return None
    try:
        return await unread_after(settings, connection, _PATIENCE_S)
    except asyncpg.PostgresError:
        return None
    finally:
        await connection.close()


def _publish(context: typer.Context, report: ImportReport) -> None:
    from streams.reference.publish import NotPublished, publish_reference

    try:
        asyncio.run(publish_reference(client_options(settings_of(context)), report.kind, report.records))
    except NotPublished as error:
        raise Failure(str(error)) from error


def _beside(folder: Path | None, stored: Sequence[ReferenceVersion]) -> list[ReferenceVersion]:
    """What a folder holds, as told after what is stored; nothing without one."""
    if folder is None:
        return []
    last_seq = max((version.seq for version in stored), default=0)
    return [msgspec.structs.replace(version, seq=last_seq + version.seq) for version in from_folder(folder).versions]


async def _known(dsn: str) -> tuple[list[ReferenceVersion], str]:
    """What the database holds already, so that a file's names are looked up there too; and why it said nothing."""
    import asyncpg

    from storage.pool import DatabaseUnavailable, connect
    from storage.reference import load_all

    try:
        connection = await connect(dsn)
    except DatabaseUnavailable:
        return [], "the database does not answer"
    try:
        return list(await load_all(connection)), ""
    except asyncpg.PostgresError:
        return [], "the database has no schema yet (run `wastetrack migrate`)"
    finally:
        await connection.close()
