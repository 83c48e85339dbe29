"""`wastetrack tracker`: runs the tracker until it is told to end."""

import typer

from wastetrack.commands.across import run_service, settings_of


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("tracker")(tracker)


def tracker(context: typer.Context) -> None:
    """The stream processor: pings in, trips and alerts out. Several share the partitions out among them."""
    settings = settings_of(context)
    settings.listen("tracker")
    from streams.tracker.run import run_tracker

    run_service("tracker", settings, lambda: run_tracker(settings))
