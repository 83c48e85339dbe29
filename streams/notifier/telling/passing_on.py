"""Another way: what a channel refused to the end is told to the same person over the next channel that they have."""

from typing import Any, Final

import structlog

from alerts.calling import another_channel
from models.telling import Telling
from storage.messages import given_up_alone, mark_passed_on
from storage.tellings import WaitingRow, add_tellings, channels_of, take_turn, tellings_of
from streams.notifier.telling.world import World

PAGE: Final = 50

_log = structlog.get_logger("notifier")


async def pass_on(connection: Any, world: World, now_ms: int) -> None:
    """Has what was given up told another way, in one transaction; who has no other channel is named in the log.

    A carrier or a generator has one address: of what does not reach it officers are told, by the dashboard.
    """
    async with connection.transaction():
        await take_turn(connection)
        for message_id in await given_up_alone(connection, PAGE):
            for telling in await tellings_of(connection, message_id):
                used = await channels_of(connection, telling)
                channel = another_channel(world.channels_of(telling.person), world.kinds, used)
                if channel is None:
                    _log.error("no other channel", person=telling.person, incident_id=telling.incident_id)
                else:
                    await add_tellings(connection, [_over(telling, channel, now_ms)])
            await mark_passed_on(connection, message_id)


def _over(telling: WaitingRow, channel: str, now_ms: int) -> Telling:
    return Telling(
        incident_id=telling.incident_id, round=telling.round, step=telling.step, person=telling.person,
        channel=channel, is_immediate=telling.is_immediate, due_ms=now_ms, why="refused elsewhere",
        nth=telling.nth,
    )  # fmt: skip
