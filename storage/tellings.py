"""What is told of incidents: their threads, the steps for each person, and the rungs that wait; under one lock."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec

from models.incident import Incident
from models.telling import RungRow, RungState, StepName, Telling, Thread, Told
from storage.cursors import load_cursor, save_cursor
from storage.incidents import COLUMNS, incident_of

LOCK_KEY: Final = 0x77747_015
"""The advisory lock under which threads, tellings and rungs change."""
READER: Final = "tellings"


class WaitingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A telling that is due and in no message."""

    incident_id: str
    round: int
    step: StepName
    person: str
    channel: str
    is_immediate: bool
    nth: int = 1

    @property
    def key(self) -> tuple[str, int, str, str, str, int]:
        """What of tellings there is one."""
        return self.incident_id, self.round, self.step, self.person, self.channel, self.nth


async def take_turn(connection: Any) -> None:
    """Waits until nobody else changes what is told, for the rest of the caller's transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)


async def changed_incidents(connection: Any, limit: int) -> list[Incident]:
    """At most `limit` incidents that changed since the last that were read, and moves the place behind them."""
    after = int(await load_cursor(connection, READER) or 0)
    rows = await connection.fetch(
        f"SELECT seq, {COLUMNS} FROM incidents WHERE seq > $1 ORDER BY seq LIMIT $2",  # noqa: S608 - a constant
        after,
        limit,
    )
    if rows:
        await save_cursor(connection, READER, str(rows[-1]["seq"]))
    return [incident_of(row) for row in rows]


async def load_threads(connection: Any, incident_ids: Collection[str]) -> dict[str, Thread]:
    """The thread of each of these incidents, a fresh one where nothing was told."""
    rows = await connection.fetch(
        "SELECT incident_id, round, standing, urgency, severity, lat, lon, assignee FROM threads"
        " WHERE incident_id = ANY($1::text[])",
        list(incident_ids),
    )
    found = {row["incident_id"]: msgspec.convert(dict(row), Thread) for row in rows}
    return {one: found.get(one) or Thread(incident_id=one) for one in incident_ids}


async def save_threads(connection: Any, threads: Sequence[Thread]) -> None:
    """Writes threads as they stand."""
    await connection.executemany(
        """
        INSERT INTO threads (incident_id, round, standing, urgency, severity, lat, lon, assignee)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (incident_id) DO UPDATE SET round = excluded.round, standing = excluded.standing,
            urgency = excluded.urgency, severity = excluded.severity, lat = excluded.lat, lon = excluded.lon,
            assignee = excluded.assignee
        """,
        [
            (one.incident_id, one.round, one.standing, one.urgency, one.severity, one.lat, one.lon, one.assignee)
            for one in threads
        ],
    )


async def load_told(connection: Any, threads: Collection[Thread]) -> dict[str, list[Told]]:
    """What was told of incidents to people on duty in the round in which they are, by incident."""
    rows = await connection.fetch(
        """
        SELECT incident_id, step, tellings.person, tellings.channel, tellings.is_immediate, tellings.nth,
               message_id IS NOT NULL AS is_out, opened_ms IS NOT NULL AS is_opened
        FROM unnest($1::text[], $2::integer[]) AS asked (incident_id, round) JOIN tellings USING (incident_id, round)
        WHERE step <> 'asked'
        ORDER BY tellings.due_ms, tellings.person, tellings.channel
        """,
        [one.incident_id for one in threads],
        [one.round for one in threads],
    )
    found: dict[str, list[Told]] = {one.incident_id: [] for one in threads}
    for row in rows:
        fields = dict(row)
        found[fields.pop("incident_id")].append(Told(**fields))
    return found


async def add_tellings(connection: Any, tellings: Sequence[Telling]) -> None:
    """Adds what is to be told; what was told before under the same key is left as it is."""
    await connection.executemany(
        """
        INSERT INTO tellings (incident_id, round, step, person, channel, nth, is_immediate, due_ms, why)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
        """,
        [(*one.key, one.is_immediate, one.due_ms, one.why) for one in tellings],
    )


async def withdraw(connection: Any, incident_id: str) -> None:
    """Takes back what was only held for the end of quiet hours."""
    await connection.execute(
        "DELETE FROM tellings WHERE incident_id = $1 AND message_id IS NULL AND NOT is_immediate", incident_id
    )


async def withdraw_all(connection: Any, incident_id: str) -> None:
    """Takes back all that is in no message yet."""
    await connection.execute("DELETE FROM tellings WHERE incident_id = $1 AND message_id IS NULL", incident_id)


async def note_known(connection: Any, gone: Thread, case_id: str, round_: int, step: StepName) -> None:
    """Notes what is in messages about the round of a merged incident as a step of its case that its people know.

    What a carrier or a generator was asked stays with the incident that was released to it.
    """
    await connection.execute(
        """
        INSERT INTO tellings (
            incident_id, round, step, person, channel, is_immediate, due_ms, why, message_id, opened_ms
        )
        SELECT DISTINCT ON (person, channel) $3, $4, $5, person, channel, is_immediate, due_ms, why, message_id,
            opened_ms
        FROM tellings
        WHERE incident_id = $1 AND round = $2 AND message_id IS NOT NULL AND step NOT IN ('closed', 'asked')
        ORDER BY person, channel, due_ms DESC
        ON CONFLICT DO NOTHING
        """,
        gone.incident_id,
        gone.round,
        case_id,
        round_,
        step,
    )


async def withdraw_given(connection: Any, incident_id: str, assignee: str | None) -> None:
    """Takes back that it was given to others than this person, where that was held so far."""
    await connection.execute(
        "DELETE FROM tellings WHERE incident_id = $1 AND message_id IS NULL AND step = 'given'"
        " AND person IS DISTINCT FROM $2",
        incident_id,
        assignee,
    )


async def waiting_tellings(
    connection: Any, now_ms: int, limit: int, besides: Collection[str] = ()
) -> list[WaitingRow]:
    """The tellings that are due and in no message, one person's channel after the other, at most `limit` of each.

    What is immediate comes first; those over the channels `besides` are left out.
    """
    rows = await connection.fetch(
        """
        SELECT incident_id, round, step, person, channel, is_immediate, nth FROM (
            SELECT *, row_number() OVER (
                PARTITION BY person, channel ORDER BY is_immediate DESC, due_ms, incident_id, step, nth
            ) AS place
            FROM tellings WHERE message_id IS NULL AND due_ms <= $1 AND channel <> ALL($3::text[])
        ) AS waiting
        WHERE place <= $2
        ORDER BY bool_or(is_immediate) OVER (PARTITION BY person, channel) DESC, person, channel, place
        """,
        now_ms,
        limit,
        list(besides),
    )
    return [msgspec.convert(dict(row), WaitingRow) for row in rows]


async def put_in_message(connection: Any, message_id: str, tellings: Sequence[WaitingRow]) -> None:
    """Notes that these are told by a message."""
    await connection.executemany(
        "UPDATE tellings SET message_id = $7"
        " WHERE incident_id = $1 AND round = $2 AND step = $3 AND person = $4 AND channel = $5 AND nth = $6",
        [(*one.key, message_id) for one in tellings],
    )


async def tellings_of(connection: Any, message_id: str) -> list[WaitingRow]:
    """What a message tells; of what was merged since, what it tells of the case."""
    rows = await connection.fetch(
        "SELECT incident_id, round, step, person, channel, is_immediate, nth"
        " FROM tellings JOIN incidents USING (incident_id) WHERE message_id = $1 AND merged_into IS NULL"
        " ORDER BY incident_id, round, step",
        message_id,
    )
    return [msgspec.convert(dict(row), WaitingRow) for row in rows]


async def add_rungs(connection: Any, rungs: Sequence[RungRow]) -> None:
    """Adds rungs that wait; one that is there is left as it is."""
    await connection.executemany(
        "INSERT INTO rungs (incident_id, round, cause, rung, person, due_ms, state)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        [(one.incident_id, one.round, one.cause, one.rung, one.person, one.due_ms, one.state) for one in rungs],
    )


async def climbing(connection: Any, incident_ids: Collection[str]) -> set[str]:
    """Of which of these incidents a rung with a person waits."""
    rows = await connection.fetch(
        "SELECT DISTINCT incident_id FROM rungs"
        " WHERE incident_id = ANY($1::text[]) AND state = 'waiting' AND rung <> 'third'",
        list(incident_ids),
    )
    return {row["incident_id"] for row in rows}


async def due_rungs(connection: Any, now_ms: int, limit: int) -> list[RungRow]:
    """At most `limit` rungs whose time has come, the first due first."""
    rows = await connection.fetch(
        "SELECT incident_id, round, cause, rung, person, due_ms, state FROM rungs"
        " WHERE state = 'waiting' AND due_ms <= $1 ORDER BY due_ms, incident_id, rung, person LIMIT $2",
        now_ms,
        limit,
    )
    return [msgspec.convert(dict(row), RungRow) for row in rows]


async def settle_rung(connection: Any, rung: RungRow, state: RungState, outcome: str, now_ms: int) -> None:
    """Notes what became of a rung."""
    await connection.execute(
        "UPDATE rungs SET state = $6, outcome = $7, settled_ms = $8"
        " WHERE incident_id = $1 AND round = $2 AND cause = $3 AND rung = $4 AND person = $5",
        rung.incident_id, rung.round, rung.cause, rung.rung, rung.person, state, outcome, now_ms,
    )  # fmt: skip


async def stop_rungs(connection: Any, incident_id: str, why: str, now_ms: int) -> None:
    """Stops every rung of an incident that waits."""
    await connection.execute(
        "UPDATE rungs SET state = 'stopped', outcome = $2, settled_ms = $3"
        " WHERE incident_id = $1 AND state = 'waiting'",
        incident_id,
        why,
        now_ms,
    )


async def channels_of(connection: Any, telling: WaitingRow) -> list[str]:
    """Over which channels the same step of the same incident was told to the same person."""
    rows = await connection.fetch(
        "SELECT channel FROM tellings WHERE incident_id = $1 AND round = $2 AND step = $3 AND person = $4 AND nth = $5",
        telling.incident_id,
        telling.round,
        telling.step,
        telling.person,
        telling.nth,
    )
    return [row["channel"] for row in rows]
