"""`wastetrack compare`: whether two records of events tell the same."""

from pathlib import Path
from typing import Annotated

import typer

from streams.compare import differences, order_differences, version_faults
from wastetrack.commands.event_files import read_events
from wastetrack.failure import Failure


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("compare")(compare)


def compare(
    first: Annotated[Path, typer.Argument(help="Events as NDJSON, such as replay writes.")],
    second: Annotated[Path, typer.Argument(help="Events as NDJSON.")],
    order: Annotated[bool, typer.Option("--order", help="Each unit's own events must be the same one by one.")] = False,
) -> None:
    """Compares the final trips, alerts and verdicts of two records of events; exit 1 when they differ."""
    ours, theirs = read_events(first), read_events(second)
    found = [f"{first.name}: {fault}" for fault in version_faults(ours)]
    found += [f"{second.name}: {fault}" for fault in version_faults(theirs)]
    found += differences(ours, theirs)
    if order:
        found += order_differences(ours, theirs)
    for line in found:
        print(line)
    if found:
        raise Failure(f"{len(found)} differences between {first} and {second}")
    print(f"the same: {len(ours)} and {len(theirs)} events")
