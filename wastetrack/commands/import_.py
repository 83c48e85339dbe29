"""`wastetrack import`: reference data from a file onto its topic."""

import asyncio
import enum
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from models.reference import ReferenceVersion
from models.reference_json import UnreadableFile, from_folder
from ops.kafka import client_options
from streams.reference.files import ImportReport, import_file
from wastetrack.commands.across import hush_clients, settings_of
from wastetrack.failure import Failure


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
    try:
        report = import_file(kind.value, file, [*stored, *_beside(beside, stored)], ZoneInfo(settings.timezone))
    except UnreadableFile as error:
        raise Failure(str(error), 2) from error
    for rejected in report.rejected:
        print(f"refused: {rejected}")
    if report.unused:
        print(f"not used: the columns {', '.join(report.unused)}")
    if silence:
        print(f"{silence}: names are looked up in {'the files' if beside else 'this file'} alone")
    for gap in report.unresolved:
        print(f"{'not found there' if silence else 'does not resolve'}: {gap.message_en}")
    if not dry_run:
        _publish(context, report)
    verb = "would be loaded" if dry_run else "loaded"
    replaced = f", {report.replaced} replaced by a later one of the file" if report.replaced else ""
    gaps = "names not found" if silence else "unresolved"
    told = f"{len(report.rejected)} refused, {len(report.unresolved)} {gaps}{replaced}"
    print(f"{report.accepted} {kind.value} {verb}, {told}")
    if report.rejected:
        raise Failure(f"{file} holds {len(report.rejected)} records that cannot be used")


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
