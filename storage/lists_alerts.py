"""Alerts as screens ask for them: newest first, by page, and one with its history."""

from collections.abc import Sequence
from typing import Any

import msgspec

from models.reach import Reach
from storage.lists_filter import Filter
from storage.lists_history import Version, read_history
from storage.lists_scope import keep_alerts


class AlertRow(msgspec.Struct, frozen=True, kw_only=True):
    """One alert: the place in its list and its data with `state`, as JSON."""

    alert_id: str
    detected_ms: int
    body: str


class AlertStoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One alert with the versions told of it, oldest first."""

    body: str
    history: list[Version]


_BODY = "(data || jsonb_build_object('state', state))::text AS body"


async def read_alerts(
    pool: Any,
    *,
    limit: int,
    after: tuple[int, str] | None = None,
    state: str | None = None,
    urgency: str | None = None,
    rule: str | None = None,
    unit_id: str | None = None,
    trip_id: str | None = None,
    reach: Reach | None = None,
) -> list[AlertRow]:
    """At most `limit` alerts, newest detection first, those after (detected_ms, alert_id)."""
    asked = Filter()
    asked.equals("state", state)
    asked.equals("urgency", urgency)
    asked.equals("rule", rule)
    asked.equals("unit_id", unit_id)
    asked.equals("trip_id", trip_id)
    keep_alerts(asked, reach)
    if after is not None:
        asked.below("detected_ms, alert_id", *after)
    query = (
        f"SELECT alert_id, detected_ms, {_BODY} FROM alerts {asked.where()}"  # noqa: S608 - constants and bound values
        f" ORDER BY detected_ms DESC, alert_id DESC LIMIT {asked.bind(limit)}"
    )
    rows = await pool.fetch(query, *asked.values)
    return [AlertRow(alert_id=row["alert_id"], detected_ms=row["detected_ms"], body=row["body"]) for row in rows]


async def read_alerts_of(pool: Any, alert_ids: Sequence[str]) -> list[str]:
    """These alerts as JSON, newest detection first."""
    rows = await pool.fetch(
        f"SELECT {_BODY} FROM alerts WHERE alert_id = ANY($1::text[])"  # noqa: S608 - a constant
        " ORDER BY detected_ms DESC, alert_id DESC",
        list(alert_ids),
    )
    return [row["body"] for row in rows]


async def read_alert(pool: Any, alert_id: str) -> AlertStoryRow | None:
    """One alert, None when there is no such id."""
    body = await pool.fetchval(f"SELECT {_BODY} FROM alerts WHERE alert_id = $1", alert_id)  # noqa: S608 - a constant
    if body is None:
        return None
    return AlertStoryRow(body=body, history=await read_history(pool, alert_id))
