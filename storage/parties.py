"""What parties are told and answer: when they are due, what they were asked, what they wrote."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec

from models.incident import Incident
from models.party import Ask, Asked, DueState, PartyAnswer, PartyDue
from storage.cursors import load_cursor, save_cursor
from storage.incidents import COLUMNS, incident_of

READER: Final = "parties"
_DUE: Final = "incident_id, party, way, began_ms, due_ms, state, outcome"
_ASK: Final = "incident_id, party, number, asked_ms, until_ms, way, asked_by, message_id, asked"
# Between two tries, and while one runs, it is due later: none is given up that a channel may just be taking.
_LATE: Final = (
    "state = 'due' AND strpos(person, ':') > 0 AND first_try_ms <= $1"
    " AND due_ms <= floor(extract(epoch FROM clock_timestamp()) * 1000)"
)


async def changed_incidents(connection: Any, limit: int) -> list[Incident]:
    """At most `limit` incidents that changed since the last that were read, and moves the place behind them.

    Who reads for the first time begins with what comes from now on. Asked in the turn of incidents.
    """
    place = await load_cursor(connection, READER)
    if place is None:
        newest = await connection.fetchval("SELECT coalesce(max(seq), 0) FROM incidents")
        await save_cursor(connection, READER, str(newest))
        return []
    rows = await connection.fetch(
        f"SELECT seq, {COLUMNS} FROM incidents WHERE seq > $1 ORDER BY seq LIMIT $2",  # noqa: S608 - a constant
        int(place),
        limit,
    )
    if rows:
        await save_cursor(connection, READER, str(rows[-1]["seq"]))
    return [incident_of(row) for row in rows]


async def there_are_changes(connection: Any) -> bool:
    """Whether incidents changed that have not been read, or none were ever."""
    place = await load_cursor(connection, READER)
    if place is None:
        return True
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM incidents WHERE seq > $1)", int(place)))


async def load_dues(connection: Any, incident_id: str) -> list[PartyDue]:
    """Who is to be told of an incident by itself, or was, or is not any more."""
    rows = await connection.fetch(
        f"SELECT {_DUE} FROM party_dues WHERE incident_id = $1 ORDER BY party", incident_id  # noqa: S608 - a constant
    )
    return [PartyDue(**dict(row)) for row in rows]


async def due_now(connection: Any, now_ms: int, limit: int) -> list[PartyDue]:
    """At most `limit` that are due and not on a shelf, the longest due first."""
    rows = await connection.fetch(
        """
        SELECT due.incident_id, party, way, began_ms, due_ms, due.state, due.outcome FROM party_dues AS due
        JOIN incidents USING (incident_id)
        WHERE due.state = 'waiting' AND due_ms <= $1
          AND (incidents.state = 'closed' OR coalesce(shelved_until_ms, 0) <= $1)
        ORDER BY due_ms, due.incident_id, party LIMIT $2
        """,
        now_ms,
        limit,
    )
    return [PartyDue(**dict(row)) for row in rows]


async def save_due(connection: Any, due: PartyDue, now_ms: int) -> None:
    """Writes when a party is due, or what became of it, in the place of what was known."""
    await connection.execute(
        """
        INSERT INTO party_dues (incident_id, party, way, due_ms, state, outcome, settled_ms, began_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (incident_id, party) DO UPDATE
        SET way = excluded.way, due_ms = excluded.due_ms, state = excluded.state, outcome = excluded.outcome,
            settled_ms = excluded.settled_ms, began_ms = excluded.began_ms
        """,
        due.incident_id, due.party, due.way, due.due_ms, due.state, due.outcome,
        None if due.state == "waiting" else now_ms, due.began_ms,
    )  # fmt: skip


async def settle_due(connection: Any, incident_id: str, party: str, state: DueState, outcome: str, now_ms: int) -> None:
    """Notes what became of one that waits, if there is one."""
    await connection.execute(
        "UPDATE party_dues SET state = $3, outcome = $4, settled_ms = $5"
        " WHERE incident_id = $1 AND party = $2 AND state = 'waiting'",
        incident_id, party, state, outcome, now_ms,
    )  # fmt: skip


async def count_late(connection: Any, due_ms: int) -> int:
    """How many parties have been due since before a time and were not told, but for incidents on a shelf."""
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM party_dues AS due JOIN incidents USING (incident_id)"
            " WHERE due.state = 'waiting' AND due_ms < $1 AND coalesce(shelved_until_ms, 0) < $1",
            due_ms,
        )
    )


async def add_ask(connection: Any, ask: Ask) -> None:
    """Keeps what a party was told, inside the caller's transaction."""
    await connection.execute(
        f"INSERT INTO party_asks ({_ASK}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",  # noqa: S608 - a constant
        ask.incident_id, ask.party, ask.number, ask.asked_ms, ask.until_ms, ask.way, ask.asked_by, ask.message_id,
        msgspec.json.encode(ask.asked),
    )  # fmt: skip


async def load_asks(connection: Any, incident_ids: Collection[str], party: str | None = None) -> list[Ask]:
    """What parties were told of some incidents, oldest first; of one party where it is named."""
    rows = await connection.fetch(
        f"SELECT {_ASK} FROM party_asks WHERE incident_id = ANY($1::text[])"  # noqa: S608 - a constant
        " AND ($2::text IS NULL OR party = $2) ORDER BY asked_ms, party, number",
        list(incident_ids),
        party,
    )
    return [Ask(**{**dict(row), "asked": msgspec.json.decode(row["asked"], type=Asked)}) for row in rows]


async def add_answer(connection: Any, answer: PartyAnswer) -> None:
    """Keeps what a party wrote, inside the caller's transaction."""
    await connection.execute(
        "INSERT INTO party_answers (incident_id, party, number, at_ms, text) VALUES ($1, $2, $3, $4, $5)",
        answer.incident_id, answer.party, answer.number, answer.at_ms, answer.text,
    )  # fmt: skip


async def load_answers(
    connection: Any, incident_ids: Collection[str], party: str | None = None
) -> list[PartyAnswer]:
    """What parties wrote about some incidents, oldest first; one party where it is named."""
    rows = await connection.fetch(
        "SELECT incident_id, party, number, at_ms, text FROM party_answers"
        " WHERE incident_id = ANY($1::text[]) AND ($2::text IS NULL OR party = $2) ORDER BY at_ms, party, number",
        list(incident_ids),
        party,
    )
    return [PartyAnswer(**dict(row)) for row in rows]


async def who_answered(connection: Any, incident_ids: Collection[str], parties: Collection[str]) -> set[str]:
    """Which of some parties wrote about one of some incidents, or sent a file that has come whole."""
    rows = await connection.fetch(
        """
        SELECT party FROM party_answers WHERE incident_id = ANY($1::text[]) AND party = ANY($2::text[])
        UNION
        SELECT person FROM road_files
        WHERE incident_id = ANY($1::text[]) AND person = ANY($2::text[]) AND whole_ms IS NOT NULL
        """,
        list(incident_ids),
        list(parties),
    )
    return {row["party"] for row in rows}


async def messages_of(connection: Any, message_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """How some messages to parties stand: state, when sent, delivered, opened, and what was wrong, by their ids."""
    rows = await connection.fetch(
        "SELECT message_id, messages.state, sent_ms, delivered_ms, last_error, max(opened_ms) AS opened_ms"
        " FROM messages LEFT JOIN tellings USING (message_id) WHERE message_id = ANY($1::text[])"
        " GROUP BY messages.message_id",
        list(message_ids),
    )
    return {row["message_id"]: dict(row) for row in rows}


class Unreached(msgspec.Struct, frozen=True, kw_only=True):
    """A telling whose message was given up, of which officers have not been told yet."""

    message_id: str
    incident_id: str
    party: str
    name: str
    error: str | None


async def are_unreached(connection: Any, tried_ms: int) -> bool:
    """Whether there may be messages to parties to give up, tried since before a time, or given up and not told of."""
    return bool(
        await connection.fetchval(
            f"SELECT EXISTS (SELECT FROM messages WHERE {_LATE})"  # noqa: S608 - constants
            " OR EXISTS (SELECT FROM messages WHERE state = 'given_up' AND NOT passed_on AND strpos(person, ':') > 0)",
            tried_ms,
        )
    )


async def give_up_late(connection: Any, tried_ms: int, error: str) -> None:
    """Gives up the messages to parties first tried before a time that no channel took.

    `error` stands where none is known.
    """
    await connection.execute(
        f"UPDATE messages SET state = 'given_up', last_error = coalesce(last_error, $2) WHERE {_LATE}",  # noqa: S608
        tried_ms,
        error,
    )


async def unreached(connection: Any, limit: int) -> list[Unreached]:
    """At most `limit` tellings whose message was given up and of which officers were not told, from then on they were.

    Asked in the caller's transaction.
    """
    rows = await connection.fetch(
        """
        WITH noted AS (
            UPDATE messages SET passed_on = true WHERE message_id IN (
                SELECT message_id FROM messages
                WHERE state = 'given_up' AND NOT passed_on AND strpos(person, ':') > 0 ORDER BY message_id LIMIT $1
            ) RETURNING message_id, last_error AS error
        )
        SELECT message_id, incident_id, party, asked ->> 'name' AS name, error
        FROM noted JOIN party_asks USING (message_id) ORDER BY message_id
        """,
        limit,
    )
    return [Unreached(**dict(row)) for row in rows]
