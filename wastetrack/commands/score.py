"""`wastetrack score`: how well events tell what a scenario's labels say is true."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from models.labels import BadLabels, Label, decode_labels
from streams.score import Delay, Score, Share, score
from wastetrack.commands.event_files import read_events
from wastetrack.failure import Failure

_SHOWN_FAULTS = 40


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("score")(score_events)


def score_events(
    scenario: Annotated[Path, typer.Argument(help="A scenario folder with labels.json, or a labels file itself.")],
    events: Annotated[Path, typer.Argument(help="Events as NDJSON, such as replay writes; - for stdin.")],
    as_json: Annotated[bool, typer.Option("--json", help="Prints one JSON object instead of tables.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when anything is not as labelled.")] = False,
) -> None:
    """Scores events by a scenario's labels: recall, false alarms, completions, verdicts, delays per rule."""
    found = score(_labels(scenario), read_events(events))
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    else:
        _print(found)
    if strict and found.faults:
        raise Failure(f"{len(found.faults)} things are not as {scenario} labels them")


def _labels(scenario: Path) -> tuple[Label, ...]:
    beside = scenario.parent / f"{scenario.name}.labels.json"
    path = next((p for p in (scenario / "labels.json", beside, scenario) if p.is_file()), None)
    if path is None:
        raise Failure(f"{scenario} holds no labels.json, and {beside} is not there either", 2)
    try:
        return decode_labels(path.read_bytes())
    except OSError as error:
        raise Failure(f"cannot read {path}: {error.strerror}", 2) from error
    except BadLabels as error:
        raise Failure(f"{path} holds no labels: {error}", 2) from error


def _print(found: Score) -> None:
    console = Console(highlight=False)
    console.print(_totals(found))
    console.print(_rules(found))
    if not found.faults:
        console.print("Everything is as labelled.")
        return
    console.print(_faults(found))
    if len(found.faults) > _SHOWN_FAULTS:
        console.print(f"and {len(found.faults) - _SHOWN_FAULTS} more; --json has them all")


def _totals(found: Score) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("labelled trips", str(found.trips))
    table.add_row("breaches raised", _of(found.recall))
    if found.advisory.of:
        table.add_row("  advisory ones, not counted above", _of(found.advisory))
    table.add_row("benign trips with a false alarm (high or above)", _of(found.false_alarms))
    table.add_row("benign trips with a warning", _of(found.false_warnings))
    table.add_row("alerts that must never be", str(found.never))
    table.add_row("completions", f"{found.completions_seen}, labelled {found.completions_expected}")
    table.add_row("verdicts as labelled", _of(found.verdicts))
    table.add_row("alerts on trips without a label", str(found.unlabelled_alerts))
    return table


def _rules(found: Score) -> Table:
    table = _table("Rules")
    table.caption_justify = "left"
    table.add_column("rule", no_wrap=True)
    for name in ("raised", "recall", "median", "p95", "false", "warned", "extra"):
        table.add_column(name, justify="right", no_wrap=True)
    table.caption = (
        "median, p95: from the labelled beginning to the detection; false, warned: on benign trips; "
        "extra: on other trips, where no label asks for it"
    )
    for row in found.rules:
        table.add_row(
            row.rule, f"{row.raised}/{row.labelled}" if row.labelled else "", _percent(row.recall),
            _time(row.delay.median_s), _p95(row.delay), str(row.on_benign), str(row.warnings_on_benign),
            str(row.unasked),
        )  # fmt: skip
    return table


def _faults(found: Score) -> Table:
    table = _table("Not as labelled")
    for name in ("what", "trip", "kind", "rule", "found"):
        table.add_column(name, overflow="fold")
    for fault in found.faults[:_SHOWN_FAULTS]:
        table.add_row(fault.what, fault.trip, fault.kind, fault.rule or "", fault.found)
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))


def _of(share: Share) -> str:
    return f"{share.count} of {share.of} ({_percent(share.share)})" if share.of else "none labelled"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.3g} %"


def _p95(delay: Delay) -> str:
    told = _time(delay.p95_s)
    return f"{told} ({delay.unknown} unknown)" if delay.unknown else told


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if abs(seconds) < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if abs(seconds) < 7200 else f"{seconds / 3600:.1f} h"
