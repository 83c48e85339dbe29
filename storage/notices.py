"""Notices to officers: one for each alert and channel, tried until sent or given up."""

from collections.abc import Sequence
from typing import Any

import msgspec


class NewNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice to be sent; `body` is what the channel sends, as JSON."""

    alert_id: str
    channel: str
    due_ms: int
    body: bytes

    @property
    def notice_id(self) -> str:
        """Its name: alert and channel."""
        return f"{self.alert_id}/{self.channel}"


class DueNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that was taken to be sent; `attempts` counts this one."""

    notice_id: str
    alert_id: str
    channel: str
    attempts: int
    body: bytes


async def add_notices(connection: Any, notices: Sequence[NewNotice]) -> list[str]:
    """Adds notices and returns the ids of those that are new: an alert is told to a channel once."""
    rows = await connection.fetch(
        """
        INSERT INTO notices (notice_id, alert_id, channel, state, due_ms, body)
        SELECT notice_id, alert_id, channel, 'due', due_ms, body
        FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::jsonb[])
             AS told (notice_id, alert_id, channel, due_ms, body)
        ORDER BY notice_id
        ON CONFLICT (notice_id) DO NOTHING RETURNING notice_id
        """,
        [notice.notice_id for notice in notices],
        [notice.alert_id for notice in notices],
        [notice.channel for notice in notices],
        [notice.due_ms for notice in notices],
        [notice.body for notice in notices],
    )
    return sorted(row["notice_id"] for row in rows)


async def take_due(connection: Any, now_ms: int, again_ms: int, limit: int) -> list[DueNotice]:
    """Takes at most `limit` notices that are due; each is due again at `again_ms` unless it is marked before."""
    rows = await connection.fetch(
        """
        UPDATE notices SET attempts = attempts + 1, due_ms = $2
        WHERE notice_id IN (
            SELECT notice_id FROM notices WHERE state = 'due' AND due_ms <= $1
            ORDER BY due_ms, notice_id LIMIT $3 FOR UPDATE SKIP LOCKED
        )
        RETURNING notice_id, alert_id, channel, attempts, body
        """,
        now_ms,
        again_ms,
        limit,
    )
    return [DueNotice(**dict(row)) for row in sorted(rows, key=lambda row: str(row["notice_id"]))]


async def mark_sent(connection: Any, notice_id: str, sent_ms: int) -> None:
    """The channel has it."""
    await connection.execute(
        "UPDATE notices SET state = 'sent', sent_ms = $2, last_error = NULL WHERE notice_id = $1", notice_id, sent_ms
    )


async def mark_failed(connection: Any, notice_id: str, error: str, again_ms: int | None) -> None:
    """It was not sent: due again at `again_ms`, or given up where that is None."""
    await connection.execute(
        """
        UPDATE notices SET last_error = $2, due_ms = coalesce($3, due_ms),
               state = CASE WHEN $3::bigint IS NULL THEN 'given_up' ELSE 'due' END
        WHERE notice_id = $1
        """,
        notice_id,
        error,
        again_ms,
    )
