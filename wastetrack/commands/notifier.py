"""`wastetrack notifier`: runs the notifier until it is told to end."""

import typer

from wastetrack.commands.across import run_service, settings_of


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("notifier")(notifier)


def notifier(context: typer.Context) -> None:
    """Sends immediate alerts to officers: to a webhook, and to the log."""
    settings = settings_of(context)
    settings.listen("notifier")
    from streams.notifier.service import run_notifier

    run_service("notifier", settings, lambda: run_notifier(settings))
