"""`wastetrack dashboard`: runs the dashboard until it is told to end."""

import sys
from typing import Annotated

import typer

from wastetrack.commands.across import run_service, settings_of


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("dashboard")(dashboard)


def dashboard(
    context: typer.Context,
    demo: Annotated[bool, typer.Option("--demo", help="Says on the page that this is a demo.")] = False,
) -> None:
    """The HTTP API and the live map."""
    settings = settings_of(context)
    settings.listen("dashboard")
    from dashboard.serve import run_dashboard

    run_service("dashboard", settings, lambda: run_dashboard(settings, demo=demo, say=_say))


def _say(text: str) -> None:
    print(f"wastetrack: {text}", file=sys.stderr, flush=True)
