"""`wastetrack migrate`: brings the database's schema up to date."""

import typer

from wastetrack.commands.across import settings_of
from wastetrack.failure import Failure


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("migrate")(migrate)


def migrate(context: typer.Context) -> None:
    """Brings the database's schema up to date; safe to run twice, and by two at once."""
    settings = settings_of(context)
    from storage import migrate as schema
    from storage.pool import DatabaseUnavailable

    try:
        applied = schema.migrate(settings.database)
    except DatabaseUnavailable as error:
        raise Failure(str(error)) from error
    print(f"applied: {', '.join(applied)}" if applied else "the schema is up to date")
