"""`wastetrack topics`: makes the Kafka topics that are missing."""

import asyncio

import typer

from wastetrack.commands.across import hush_clients, settings_of
from wastetrack.failure import Failure


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("topics")(topics)


def topics(context: typer.Context) -> None:
    """Makes the Kafka topics that are missing, and says which were there; never changes or deletes one."""
    settings = settings_of(context)
    hush_clients()
    from streams.topics import TopicsNotMade, make_topics

    try:
        made = asyncio.run(make_topics(settings))
    except TopicsNotMade as error:
        raise Failure(str(error)) from error
    for name, state in made.items():
        print(f"{name}: {state}")
