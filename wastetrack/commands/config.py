"""`wastetrack config`: the settings in force, secrets masked."""

import typer

from ops.settings import KNOBS, PREFIX, masked
from wastetrack.commands.across import settings_of


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("config")(config)


def config(context: typer.Context) -> None:
    """Prints the settings in force, each with its variable and meaning; secrets are masked."""
    values = masked(settings_of(context))
    for knob in KNOBS:
        secret = " A secret: may stand in a file named by its variable + _FILE." if knob.secret else ""
        print(f"# {PREFIX}{knob.name.upper()}: {knob.meaning}.{secret}")
        print(f'{knob.name} = "{values[knob.name]}"')
