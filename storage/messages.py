"""Messages to people: made once, tried until sent or given up, and what was told of them, for those who ask."""

from collections.abc import Sequence
from typing import Any

import msgspec


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message to be sent at once; `body` is what the channel is given, as JSON."""

    message_id: str
    person: str
    channel: str
    is_immediate: bool
    body: bytes


class DueMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was taken to be sent; `attempts` counts this one."""

    message_id: str
    person: str
    channel: str
    is_immediate: bool
    attempts: int
    made_ms: int
    body: bytes


class ToldRow(msgspec.Struct, frozen=True, kw_only=True):
    """One telling with what became of its message, as a screen shows it."""

    incident_id: str
    round: int
    step: str
    person: str
    channel: str
    kind: str | None
    why: str
    due_ms: int
    state: str | None
    made_ms: int | None
    sent_ms: int | None
    delivered_ms: int | None
    opened_ms: int | None
    last_error: str | None
    nth: int


async def add_message(connection: Any, message: NewMessage, now_ms: int, due_ms: int | None = None) -> None:
    """Adds a message that is due at a time, now where none is named; one that is there is left as it is."""
    await connection.execute(
        "INSERT INTO messages (message_id, person, channel, is_immediate, state, made_ms, due_ms, body)"
        " VALUES ($1, $2, $3, $4, 'due', $5, $6, $7) ON CONFLICT DO NOTHING",
        message.message_id, message.person, message.channel, message.is_immediate, now_ms,
        now_ms if due_ms is None else due_ms, message.body,
    )  # fmt: skip


async def got_since(connection: Any, person: str, channel: str, after_ms: int) -> list[int]:
    """When a person got messages that are not immediate over a channel after a time.

    One that is still to be sent counts as of when it was made, and never as of before that time.
    """
    rows = await connection.fetch(
        """
        SELECT CASE WHEN state = 'due' THEN greatest(made_ms, $3::bigint + 1) ELSE sent_ms END AS at_ms FROM messages
        WHERE person = $1 AND channel = $2 AND NOT is_immediate
          AND (state = 'due' OR (state = 'sent' AND sent_ms > $3))
        """,
        person,
        channel,
        after_ms,
    )
    return [row["at_ms"] for row in rows]


async def take_due(
    connection: Any, now_ms: int, again_ms: int, limit: int, *, only: str | None = None, besides: Sequence[str] = ()
) -> list[DueMessage]:
    """Takes at most `limit` messages that are due, immediate ones first; each is due again at `again_ms` unless marked.

    `only` names the one channel whose messages are asked for, `besides` those that are left alone.
    """
    rows = await connection.fetch(
        """
        UPDATE messages SET attempts = attempts + 1, due_ms = $2, first_try_ms = coalesce(first_try_ms, $1)
        WHERE message_id IN (
            SELECT message_id FROM messages
            WHERE state = 'due' AND due_ms <= $1 AND ($4::text IS NULL OR channel = $4) AND channel <> ALL($5::text[])
            ORDER BY is_immediate DESC, due_ms, message_id LIMIT $3 FOR UPDATE SKIP LOCKED
        )
        RETURNING message_id, person, channel, is_immediate, attempts, made_ms, body
        """,
        now_ms, again_ms, limit, only, list(besides),
    )  # fmt: skip
    return [DueMessage(**dict(row)) for row in rows]


async def mark_sent(connection: Any, message_id: str, sent_ms: int, *, arrived: bool) -> None:
    """The channel has it; `arrived`: and it is where the person reads it."""
    await connection.execute(
        "UPDATE messages SET state = 'sent', sent_ms = $2::bigint, last_error = NULL,"
        " delivered_ms = CASE WHEN $3::boolean THEN $2::bigint END WHERE message_id = $1",
        message_id,
        sent_ms,
        arrived,
    )


async def mark_failed(connection: Any, message_id: str, error: str, again_ms: int) -> None:
    """It was not sent: due again at `again_ms`."""
    await connection.execute(
        "UPDATE messages SET last_error = $2, due_ms = $3 WHERE message_id = $1", message_id, error, again_ms
    )


async def mark_given_up(connection: Any, message_id: str, error: str) -> None:
    """The channel will not take it."""
    await connection.execute(
        "UPDATE messages SET last_error = $2, state = 'given_up' WHERE message_id = $1", message_id, error
    )


async def mark_opened(connection: Any, incident_ids: Sequence[str], person: str, opened_ms: int) -> int:
    """A person has opened a case: so is what was sent to them of its incidents; says how many messages that changed.

    A digest tells of others too, which stay as they are, and what is yet to be sent is opened by nobody.
    """
    count: int = await connection.fetchval(
        """
        WITH opened AS (
            UPDATE tellings SET opened_ms = $3 FROM messages
            WHERE incident_id = ANY($1::text[]) AND tellings.person = $2 AND tellings.opened_ms IS NULL
              AND messages.message_id = tellings.message_id AND messages.state = 'sent'
            RETURNING tellings.message_id
        )
        SELECT count(DISTINCT message_id) FROM opened
        """,
        list(incident_ids),
        person,
        opened_ms,
    )
    return count


async def read_told(connection: Any, incident_ids: Sequence[str]) -> list[ToldRow]:
    """All that was told of the incidents of a case and is yet to be told, in order."""
    rows = await connection.fetch(
        """
        SELECT incident_id, round, step, t.person, t.channel, kind, why, t.due_ms, messages.state, made_ms, sent_ms,
               delivered_ms, opened_ms, last_error, t.nth
        FROM tellings AS t LEFT JOIN messages USING (message_id) LEFT JOIN roster_channels ON name = t.channel
        -- What of a merged incident counts as told of its case was told once.
        WHERE incident_id = ANY($1::text[]) AND coalesce(body -> 'incident_ids' ? incident_id, true)
        ORDER BY t.due_ms, incident_id, round, step, t.person, t.channel, t.nth
        """,
        list(incident_ids),
    )
    return [ToldRow(**dict(row)) for row in rows]


async def read_message(connection: Any, message_id: str) -> dict[str, Any] | None:
    """How a message stands, None where there is none of that id."""
    row = await connection.fetchrow(
        "SELECT message_id, person, channel, state, attempts, made_ms, sent_ms, delivered_ms, last_error"
        " FROM messages WHERE message_id = $1",
        message_id,
    )
    return None if row is None else dict(row)


async def first_due_message(connection: Any, due_ms: int, besides: Sequence[str]) -> tuple[str, int] | None:
    """The message that has been due longest, since before `due_ms`, and how often it was tried; None without one.

    Those over the channels `besides` are left out.
    """
    row = await connection.fetchrow(
        "SELECT message_id, attempts FROM messages WHERE state = 'due' AND due_ms <= $1 AND channel <> ALL($2::text[])"
        " ORDER BY due_ms LIMIT 1",
        due_ms,
        list(besides),
    )
    return None if row is None else (row["message_id"], row["attempts"])


async def given_up_alone(connection: Any, limit: int) -> list[str]:
    """At most `limit` messages to people that were given up and of which nobody has seen to another way yet."""
    rows = await connection.fetch(
        "SELECT message_id FROM messages WHERE state = 'given_up' AND NOT passed_on AND strpos(person, ':') = 0"
        " ORDER BY message_id LIMIT $1",
        limit,
    )
    return [row["message_id"] for row in rows]


async def mark_passed_on(connection: Any, message_id: str) -> None:
    """What a message that was given up tells has been seen to."""
    await connection.execute("UPDATE messages SET passed_on = true WHERE message_id = $1", message_id)
