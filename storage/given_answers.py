"""What was answered to a call that names itself: said again, word for word, when the call is repeated."""

from typing import Any

import msgspec

from models.times import DAY_MS


class GivenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer under a person's Idempotency-Key; `asked` is a digest of the call that it answers."""

    person: str
    key: str
    asked: str
    status: int
    body: bytes


async def load_answer(connection: Any, person: str, key: str) -> GivenAnswer | None:
    """The answer given under a key, None where there is none."""
    row = await connection.fetchrow(
        "SELECT person, key, asked, status, body FROM given_answers WHERE person = $1 AND key = $2", person, key
    )
    return None if row is None else GivenAnswer(**dict(row))


async def save_answer(connection: Any, answer: GivenAnswer, now_ms: int) -> None:
    """Keeps an answer for a day, inside the caller's transaction."""
    await connection.execute("DELETE FROM given_answers WHERE asked_ms < $1", now_ms - DAY_MS)
    await connection.execute(
        "INSERT INTO given_answers (person, key, asked_ms, asked, status, body) VALUES ($1, $2, $3, $4, $5, $6)",
        answer.person,
        answer.key,
        now_ms,
        answer.asked,
        answer.status,
        answer.body,
    )
