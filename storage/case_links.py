"""Which links to cases were taken back, and who has left."""

from typing import Any

from ops.case_link import Revocation


async def read_revocations(connection: Any, person: str) -> list[Revocation]:
    """What takes links of a person back."""
    rows = await connection.fetch(
        "SELECT person, incident_id, made_ms FROM link_revocations WHERE person = $1", person
    )
    return [Revocation(**dict(row)) for row in rows]


async def revoke_links(connection: Any, revocation: Revocation, *, made_by: str, reason: str) -> None:
    """Takes links back, for ever."""
    await connection.execute(
        "INSERT INTO link_revocations (person, incident_id, made_ms, made_by, reason) VALUES ($1, $2, $3, $4, $5)",
        revocation.person, revocation.incident_id, revocation.made_ms, made_by, reason,
    )  # fmt: skip


async def has_left(connection: Any, person: str) -> bool:
    """Whether there was an account of this name and it is closed."""
    return bool(
        await connection.fetchval("SELECT closed_ms IS NOT NULL FROM people WHERE name = $1", person)
    )
