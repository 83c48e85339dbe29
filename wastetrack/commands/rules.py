"""`wastetrack rules`: the table of thresholds in force, as a rules.toml."""

from pathlib import Path
from typing import Annotated

import typer

from models.rules_toml import render_rules
from wastetrack.commands.across import settings_of, thresholds_of


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("rules")(rules)


def rules(
    context: typer.Context,
    file: Annotated[Path | None, typer.Option("--rules", help="A rules.toml instead of WASTETRACK_RULES.")] = None,
) -> None:
    """Prints the thresholds in force as a rules.toml, each with its unit, meaning and reason."""
    settings = settings_of(context)
    path = file or (Path(settings.rules) if settings.rules else None)
    print(render_rules(thresholds_of(path)), end="")
