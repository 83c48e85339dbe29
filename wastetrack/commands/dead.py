"""`wastetrack dead`: the records that were refused, listed, looked at and sent again."""

import asyncio
from typing import Annotated

import typer

from models.dead_letter import REASONS
from ops.personal import Sealer
from streams.dead.filed import Place
from streams.dead.wanted import Wanted
from wastetrack.commands.across import hush_clients, period_of, settings_of
from wastetrack.failure import Failure

dead_app = typer.Typer(
    help="The records that were refused: lists them, shows one whole, sends them again after a fix.",
    rich_markup_mode=None,
)

Reason = Annotated[str | None, typer.Option(help="Only letters refused for this reason, such as lat_missing.")]
Vendor = Annotated[str | None, typer.Option(help="Only of this vendor: a unit code (043), else an account.")]
SenderName = Annotated[str | None, typer.Option("--sender", help="Only of what this account sent.")]
Unit = Annotated[str | None, typer.Option(help="Only of this unit.")]
From = Annotated[str | None, typer.Option("--from", help="Only received at this time or later: 2026-11-07T12:00:00Z.")]
To = Annotated[str | None, typer.Option("--to", help="Only received before this time.")]


def add_to(app: typer.Typer) -> None:
    """Adds the command and its own."""
    app.add_typer(dead_app, name="dead")


@dead_app.command("list")
def list_(
    context: typer.Context,
    reason: Reason = None,
    vendor: Vendor = None,
    sender: SenderName = None,
    unit: Unit = None,
    from_: From = None,
    to: To = None,
    limit: Annotated[int, typer.Option(min=0, help="Shows at most so many, the newest; 0 shows all.")] = 50,
    summary: Annotated[bool, typer.Option("--summary", help="Counts them by reason instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Prints one JSON object a line.")] = False,
) -> None:
    """Lists dead letters, the newest last: place, reason, vendor, unit, source, and whether it was sent again."""
    wanted = _wanted(reason, vendor, sender, unit, from_, to)
    settings = settings_of(context)
    hush_clients()
    from wastetrack.dead_desk import list_letters

    asyncio.run(list_letters(settings, wanted, limit, summary=summary, as_json=as_json))


@dead_app.command("show")
def show(
    context: typer.Context,
    place: Annotated[str, typer.Argument(metavar="PARTITION:OFFSET", help="Where it stands, as `list` says.")],
    personal: Annotated[
        bool, typer.Option("--personal", help="Shows the record's bytes whole, personal data with them.")
    ] = False,
) -> None:
    """Shows one dead letter whole, its bytes opened with the personal key; what may be personal is masked."""
    where = _place(place)
    settings = settings_of(context)
    hush_clients()
    from wastetrack.dead_desk import show_letter

    asyncio.run(show_letter(settings, Sealer.from_settings(settings), where, personal=personal))


@dead_app.command("resend")
def resend(
    context: typer.Context,
    places: Annotated[
        list[str] | None, typer.Argument(metavar="PARTITION:OFFSET ...", help="Where they stand, as `list` says.")
    ] = None,
    reason: Reason = None,
    vendor: Vendor = None,
    sender: SenderName = None,
    unit: Unit = None,
    from_: From = None,
    to: To = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Says what would be sent, and sends nothing.")] = False,
    anew: Annotated[bool, typer.Option("--again", help="Also those that were sent again before.")] = False,
) -> None:
    """Sends letters again, by place or by --reason: pings to gps.raw, reference records to their topic."""
    if bool(places) == (reason is not None):
        raise Failure("dead resend: name letters (PARTITION:OFFSET ...) or give --reason, one of the two", 2)
    if places and (vendor or sender or unit or from_ or to):
        raise Failure("dead resend: --vendor, --sender, --unit, --from and --to go with --reason", 2)
    wanted = _wanted(reason, vendor, sender, unit, from_, to)
    named = [_place(place) for place in places or ()]
    settings = settings_of(context)
    hush_clients()
    from wastetrack.dead_desk import resend_letters

    sealer = Sealer.from_settings(settings)
    asyncio.run(resend_letters(settings, sealer, named, wanted, dry_run=dry_run, anew=anew))


def _wanted(
    reason: str | None, vendor: str | None, sender: str | None, unit: str | None, from_: str | None, to: str | None
) -> Wanted:
    if reason is not None and reason not in REASONS:
        raise Failure(f"--reason: {reason} is none of {', '.join(sorted(REASONS))}", 2)
    from_ms, to_ms = period_of(from_, to)
    return Wanted(reason=reason, vendor=vendor, sender=sender, unit_id=unit, from_ms=from_ms, to_ms=to_ms)


def _place(text: str) -> Place:
    try:
        return Place.read(text)
    except ValueError as error:
        raise Failure(str(error), 2) from error
