"""What telling owes: immediate incidents that nobody was told of, what is due and not sent, and who is silent."""

from typing import Any

import msgspec

from storage.tellings import READER


class UntoldRow(msgspec.Struct, frozen=True, kw_only=True):
    """An immediate incident that nobody has in hand and nobody was told of, and since when it is so."""

    incident_id: str
    plate: str | None
    province: str | None
    since_ms: int


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """How long the oldest that is due has not been sent, how many channels refuse, how long no notifier said a word.

    0 where nothing is due, where none does, and where no notifier with channels ever ran.
    """

    due_ms: int
    refusing: int
    silent_ms: int


async def read_untold(connection: Any, now_ms: int) -> list[UntoldRow]:
    """Those incidents, the one that waits longest first; none where there is no roster, or was none when it came.

    Told is what a channel took in the present round as immediate: what it refused, or took while it could wait, is not.
    `now_ms` is by the incidents' clock.
    """
    rows = await connection.fetch(
        """
        SELECT incident_id, body ->> 'plate' AS plate, body ->> 'province' AS province,
               -- What grew graver, and what a shelf holds no longer, stands in no log before it is told.
               greatest(coalesce(since_ms, started_ms), planned_ms, CASE
                   WHEN threads.urgency <> 'immediate' OR standing = 'aside'
                   THEN greatest(changed_ms, least(shelved_until_ms, $1)) END) AS since_ms
        FROM incidents LEFT JOIN threads USING (incident_id)
        CROSS JOIN LATERAL (
            SELECT max(at_ms) AS since_ms FROM incident_log AS log
            WHERE log.incident_id = incidents.incident_id
              AND act IN ('open', 'worsen', 'reopen', 'release', 'resurface')
        ) AS last
        CROSS JOIN LATERAL (
            SELECT min(due_ms) AS planned_ms FROM tellings
            WHERE tellings.incident_id = incidents.incident_id AND tellings.round = threads.round AND is_immediate
        ) AS first
        WHERE state = 'new' AND incidents.urgency = 'immediate' AND coalesce(shelved_until_ms, 0) <= $1
          AND EXISTS (SELECT FROM rosters)
          AND (threads.incident_id IS NOT NULL
               OR incidents.seq > coalesce((SELECT position::bigint FROM cursors WHERE name = $2), 0))
          AND NOT (standing IS NOT DISTINCT FROM 'told' AND EXISTS (
              SELECT FROM tellings JOIN messages USING (message_id)
              WHERE tellings.incident_id = incidents.incident_id AND tellings.round = threads.round
                AND tellings.is_immediate AND messages.state = 'sent'
          ))
        ORDER BY 4, incident_id
        """,
        now_ms,
        READER,
    )
    return [UntoldRow(**dict(row)) for row in rows]


async def read_owed(connection: Any) -> Owed:
    """How telling people on duty gets on, by the database's clock, whoever runs; parties' mailboxes are left out."""
    row = await connection.fetchrow(
        """
        WITH clock AS (SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms), due AS (
            SELECT min(made_ms) AS at_ms FROM messages WHERE state = 'due' AND channel !~ '^(carrier|generator):'
            UNION ALL
            SELECT min(due_ms) FROM tellings, clock WHERE message_id IS NULL AND due_ms <= now_ms
        )
        SELECT greatest(0, now_ms - coalesce((SELECT min(at_ms) FROM due), now_ms)) AS due_ms,
               (SELECT count(*) FROM roster_channels WHERE state <> 'closed') AS refusing,
               greatest(0, now_ms - coalesce((SELECT max(told_ms) FROM roster_channels), now_ms)) AS silent_ms
        FROM clock
        """
    )
    return Owed(**dict(row))
