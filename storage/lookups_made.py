"""Who looked up what, when and why: a row for each, written before the answer is given."""

from typing import Any, Literal

import msgspec

LookupKind = Literal["area", "name", "track", "playback"]


class LookupMade(msgspec.Struct, frozen=True, kw_only=True):
    """One look-up; `what` is JSON of what was asked."""

    at_ms: int
    person: str
    kind: LookupKind
    what: bytes
    why: str


async def note_lookup(pool: Any, made: LookupMade) -> None:
    """Keeps one look-up."""
    await pool.execute(
        "INSERT INTO lookups_made (at_ms, person, kind, what, why) VALUES ($1, $2, $3, $4, $5)",
        made.at_ms, made.person, made.kind, made.what, made.why,
    )  # fmt: skip
