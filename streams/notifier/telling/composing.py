"""From tellings to messages: each alone, or in a storm many in one, written as incidents stand now."""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec

from alerts.letters import Item, Letter, digest_of, letter_of, line_of
from alerts.storms import WINDOW_MS, folded, passed
from models.event import short_hash
from models.incident import Incident
from storage.incidents import load_incidents
from storage.messages import NewMessage, add_message, got_since
from storage.tellings import WaitingRow, put_in_message, take_turn, waiting_tellings
from streams.notifier.telling.world import World

MOST_AT_ONCE: Final = 500
"""So much of what waits for one person over one channel is looked at in a turn."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a message that lists incidents says of one; its link is added as the message is sent."""

    incident_id: str
    th: str
    en: str


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel is given of a message besides its name: the letter, and which steps of which incidents it is."""

    person: str
    urgency: str
    subject_th: str
    subject_en: str
    message_th: str
    message_en: str
    incident_ids: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    thread: str = ""
    """Names the incident and round of a message about one alone, so that a mail program puts them together."""
    lines: tuple[Line, ...] = ()
    """Of a message about several that are immediate: each of them."""


async def compose(connection: Any, world: World, now_ms: int, resting: Collection[str] = ()) -> int:
    """Makes the messages of what is due, in one transaction; returns how many.

    What is for a channel that rests waits: once that is tried again it is one message, not many that were kept.
    """
    made = 0
    async with connection.transaction():
        await take_turn(connection)
        waiting = await waiting_tellings(connection, now_ms, MOST_AT_ONCE, resting)
        known = await load_incidents(connection, {one.incident_id for one in waiting})
        incidents = {one.incident_id: one for one in known}
        for (person, channel), group in groupby(waiting, key=lambda one: (one.person, one.channel)):
            urgent, others = _apart(group)
            recent = await got_since(connection, person, channel, now_ms - WINDOW_MS)
            for tellings in (*passed(urgent), *folded(others, recent, now_ms)):
                message = _message(tellings, incidents, world)
                await add_message(connection, message, now_ms)
                await put_in_message(connection, message.message_id, tellings)
                made += 1
    return made


def trial_body(person: str, now_text: str) -> Body:
    """What a channel is given to be tried."""
    return Body(
        person=person, urgency="today", subject_th="ทดสอบการแจ้งเตือน", subject_en="Test of a channel",
        message_th=f"ทดสอบการแจ้งเตือนถึง {person} เวลา {now_text}\nไม่มีเหตุการณ์จริง",
        message_en=f"Test of a channel for {person}, {now_text}\nNothing has happened.",
    )  # fmt: skip


def _apart(group: Iterable[WaitingRow]) -> tuple[list[WaitingRow], list[WaitingRow]]:
    """What is immediate, and what can wait."""
    waiting = list(group)
    return [one for one in waiting if one.is_immediate], [one for one in waiting if not one.is_immediate]


def _message(tellings: Sequence[WaitingRow], incidents: dict[str, Incident], world: World) -> NewMessage:
    first = tellings[0]
    items = [_item(one, incidents[one.incident_id], world) for one in tellings]
    letter: Letter = (
        letter_of(items[0], world.zone, buddhist=world.buddhist) if len(items) == 1 else digest_of(items)
    )
    is_immediate = any(one.is_immediate for one in tellings)
    body = Body(
        person=first.person, urgency="immediate" if is_immediate else "today", subject_th=letter.subject_th,
        subject_en=letter.subject_en, message_th=letter.message_th, message_en=letter.message_en,
        incident_ids=tuple(dict.fromkeys(one.incident_id for one in tellings)),
        steps=tuple(one.step for one in tellings),
        thread=f"{first.incident_id}.{first.round}" if len(items) == 1 else "",
        lines=_lines(items) if is_immediate and len(items) > 1 else (),
    )  # fmt: skip
    return NewMessage(
        message_id=short_hash("message", *(part for one in tellings for part in one.key)), person=first.person,
        channel=first.channel, is_immediate=is_immediate, body=msgspec.json.encode(body),
    )  # fmt: skip


def _lines(items: Sequence[Item]) -> tuple[Line, ...]:
    each = {item.incident.incident_id: item for item in items}
    return tuple(Line(incident_id=name, th=th, en=en) for name, (th, en) in ((n, line_of(i)) for n, i in each.items()))


def _item(telling: WaitingRow, incident: Incident, world: World) -> Item:
    return Item(step=telling.step, incident=incident, place=world.places.whereabouts(incident.summary))
