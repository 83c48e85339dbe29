"""`wastetrack replay`: a scenario folder judged offline, every event as NDJSON."""

import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from geofences.geometry_check import geometry_problem
from models.event import Event, encode_event
from models.reference_json import UnreadableFile, from_scenario
from models.times import UnreadableTime, from_iso
from streams.judging.world import World
from streams.replay import BadLine, Line, Replay, merged, pings_files
from wastetrack.commands.across import estates_unknown, settings_of, thresholds_of
from wastetrack.failure import Failure


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("replay")(replay)


def replay(
    context: typer.Context,
    scenario: Annotated[
        Path, typer.Argument(help="A folder with permits.json, zones.geojson, vehicles.json, pings.ndjson[.gz].")
    ],
    more: Annotated[list[Path] | None, typer.Argument(hidden=True, metavar="--pings FILE")] = None,
    pings: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE ...", help="Pings instead of the folder's; several are merged by receipt."),
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="A rules.toml instead of the folder's.")] = None,
    until: Annotated[
        str | None, typer.Option(help="Lines received after this time are not read; the clock runs on to it.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where events go, one JSON a line, instead of stdout.")] = None,
) -> None:
    """Judges a scenario folder offline and writes every event as NDJSON: deterministic, without broker or database."""
    if more and not pings:
        raise Failure(f"write --pings before {more[0]}, or one SCENARIO alone: `wastetrack replay --help` says how", 2)
    settings = settings_of(context)
    until_ms = _time(until)
    rules_file = rules or (scenario / "rules.toml" if (scenario / "rules.toml").exists() else None)
    thresholds = thresholds_of(rules_file)
    try:
        reference = from_scenario(scenario, geometry_problem)
        files = [*pings, *(more or ())] if pings else list(pings_files(scenario))
    except (UnreadableFile, FileNotFoundError) as error:
        raise Failure(str(error), 2) from error
    for path in files:
        if not path.is_file():
            raise Failure(f"cannot read {path}: there is no such file", 2)
    for rejected in reference.rejected:
        print(f"wastetrack: {rejected}", file=sys.stderr)
    for zone_id in estates_unknown(thresholds, reference.versions):
        told = f'[estate."{zone_id}"…] has no effect: no estate has that zone_id'
        print(f"wastetrack: {rules_file}: {told}", file=sys.stderr)
    world = World(reference.versions, thresholds, ZoneInfo(settings.timezone), country=settings.holidays)
    try:
        with ExitStack() as stack:
            sink: IO[bytes] = stack.enter_context(_opened(out)) if out is not None else sys.stdout.buffer
            run = Replay(world, lambda event: _write(sink, event), _complain)
            for line in _shown(_readable(merged(files)), files, stack):
                if not run.feed(line, until_ms):
                    break
            run.finish(until_ms)
            sink.flush()
    except BrokenPipeError:
        raise  # the reader of our output has gone
    except OSError as error:
        raise Failure(f"cannot write {out or 'to standard output'}: {error.strerror}") from error
    told = f"{run.pings} pings judged, {run.bad} bad lines or records"
    if reference.rejected:
        told += f", {len(reference.rejected)} bad reference records"
    print(f"wastetrack: {told}", file=sys.stderr)


def _time(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return from_iso(text)
    except UnreadableTime as error:
        raise Failure(f"--until: {error}; write e.g. 2026-11-07T12:00:00Z", 2) from error


def _opened(out: Path) -> IO[bytes]:
    try:
        return out.open("wb")
    except OSError as error:
        raise Failure(f"cannot write {out}: {error.strerror}", 2) from error


def _write(sink: IO[bytes], event: Event) -> None:
    sink.write(encode_event(event) + b"\n")


def _readable(lines: Iterator[Line]) -> Iterator[Line]:
    try:
        yield from lines
    except (OSError, EOFError, zlib.error) as error:
        raise Failure(f"cannot read the pings to their end: {error}") from error


def _complain(bad: BadLine) -> None:
    print(f"wastetrack: {bad}", file=sys.stderr)


def _shown(lines: Iterator[Line], files: list[Path], stack: ExitStack) -> Iterator[Line]:
    """The lines, with a progress bar where a person watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from lines
        return
    total = sum(path.stat().st_size for path in files if path.suffix != ".gz") or None
    bar = stack.enter_context(
        Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[lines]} lines"),
            TimeElapsedColumn(),
            console=console, transient=True,
        )
    )  # fmt: skip
    task = bar.add_task("replay", total=total, lines=0)
    done = 0
    for number, line in enumerate(lines, 1):
        done += len(line.body) + 1
        if number % 500 == 0:
            bar.update(task, completed=done if total else None, lines=number)
        yield line
