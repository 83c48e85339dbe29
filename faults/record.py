"""A run's outcome on a page: written between two marks of docs/faults.md, with all its figures as JSON beside it."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from faults.run import Outcome
from faults.table import breached, last_line, slowest_s, table

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "faults.md"
_BEGIN: Final = "<!-- the newest long run -->"
_END: Final = "<!-- its end -->"


def write_json(outcome: Outcome, file: Path) -> None:
    """Writes every figure of a run, a fault a line."""
    text = msgspec.json.format(msgspec.json.encode(outcome), indent=1).decode()
    file.write_text(text + "\n", "utf-8")


def record(outcome: Outcome, page: Path = PAGE) -> None:
    """Puts a run's outcome into the page, in place of the one before, and all its figures beside it.

    Of a run that does not say so itself, the commit is the one that is checked out here, and the day today's.
    """
    day = outcome.day or f"{datetime.now(UTC):%Y-%m-%d}"
    outcome = msgspec.structs.replace(outcome, commit=outcome.commit or _commit(), day=day)
    before, _, rest = page.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}\n{_told(outcome)}\n{_END}{after}", "utf-8")
    write_json(outcome, page.with_suffix(".json"))


def _commit() -> str:
    git = ("git", "rev-parse", "--short", "HEAD")
    told = subprocess.run(git, cwd=PAGE.parent, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def _told(outcome: Outcome) -> str:
    lines = "\n".join((*table(outcome), *breached(outcome), last_line(outcome)))
    what = f"seed {outcome.seed}, {outcome.seconds / 60:g} min, {outcome.rate:g} pings a second"
    return (
        f"Commit {outcome.commit}, {outcome.day}: {what}, on {os.cpu_count()} cores; all was well again at most "
        f"{slowest_s(outcome.faults):.1f} s after the end of a fault.\n\n```\n{lines}\n```\n"
    )
