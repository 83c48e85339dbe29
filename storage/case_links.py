"""Links to cases: which are known, which were opened, which were taken back, and who has left."""

from collections.abc import Collection
from typing import Any

import msgspec

from ops.case_link import LINK_LIFE_MS, CaseLink, Revocation


class LinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A link that was given out; `made_by` is who made it by hand, None of one that came in a message."""

    person: str
    made_ms: int
    expires_ms: int
    made_by: str | None
    opened_ms: int | None


async def add_link(connection: Any, link: CaseLink, made_by: str) -> None:
    """Notes a link that somebody made by hand."""
    await connection.execute(
        "INSERT INTO case_links (incident_id, person, made_ms, expires_ms, made_by) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (incident_id, person, made_ms)"
        " DO UPDATE SET expires_ms = greatest(case_links.expires_ms, excluded.expires_ms)",
        link.incident_id, link.person, link.made_ms, link.expires_ms, made_by,
    )  # fmt: skip


async def note_opened(connection: Any, link: CaseLink, opened_ms: int) -> None:
    """Notes when a link was opened first."""
    await connection.execute(
        """
        INSERT INTO case_links (incident_id, person, made_ms, expires_ms, made_by, opened_ms)
        VALUES ($1, $2, $3, $4, nullif($5, ''), $6) ON CONFLICT (incident_id, person, made_ms) DO UPDATE
        SET opened_ms = coalesce(case_links.opened_ms, excluded.opened_ms)
        """,
        link.incident_id, link.person, link.made_ms, link.expires_ms, link.made_by, opened_ms,
    )  # fmt: skip


async def read_links(connection: Any, incident_id: str) -> list[LinkRow]:
    """The links to a case, oldest first: made by hand, opened, or in a message about it that was sent or tried.

    A message that tells of many without being immediate carries none.
    """
    rows = await connection.fetch(
        """
        SELECT person, made_ms, expires_ms, made_by, opened_ms FROM case_links WHERE incident_id = $1
        UNION ALL
        SELECT DISTINCT messages.person, made_ms, made_ms + $2::bigint, NULL, NULL::bigint
        FROM tellings JOIN messages USING (message_id)
        WHERE incident_id = $1 AND (messages.state = 'sent' OR attempts > 0)
          AND body -> 'incident_ids' ? $1  -- told of this very incident, not of one that was merged into it
          AND (jsonb_array_length(body -> 'incident_ids') = 1 OR jsonb_array_length(body -> 'lines') > 0)
          AND NOT EXISTS (
              SELECT FROM case_links AS known WHERE known.incident_id = $1 AND known.person = messages.person
                AND known.made_ms = messages.made_ms
          )
        ORDER BY made_ms, person
        """,
        incident_id,
        LINK_LIFE_MS,
    )
    return [LinkRow(**dict(row)) for row in rows]


async def read_revocations(connection: Any, *people: str) -> list[Revocation]:
    """What takes links of these people back."""
    rows = await connection.fetch(
        "SELECT person, incident_id, made_ms, only_made_ms FROM link_revocations WHERE person = ANY($1::text[])",
        list(people),
    )
    return [Revocation(**dict(row)) for row in rows]


async def revoke_links(connection: Any, revocation: Revocation, *, made_by: str, reason: str) -> None:
    """Takes links back, for ever."""
    await connection.execute(
        "INSERT INTO link_revocations (person, incident_id, made_ms, made_by, reason, only_made_ms)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        revocation.person, revocation.incident_id, revocation.made_ms, made_by, reason, revocation.only_made_ms,
    )  # fmt: skip


async def has_left(connection: Any, person: str) -> bool:
    """Whether there was an account of this name and it is closed."""
    return person in await left_ms(connection, [person])


async def left_ms(connection: Any, people: Collection[str]) -> dict[str, int]:
    """When the accounts of these names that are closed were closed."""
    rows = await connection.fetch(
        "SELECT name, closed_ms FROM people WHERE name = ANY($1::text[]) AND closed_ms IS NOT NULL", list(people)
    )
    return {row["name"]: row["closed_ms"] for row in rows}
