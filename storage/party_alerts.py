"""Of which alerts parties were told: before that nothing of them is shown to their accounts."""

from collections.abc import Collection
from typing import Any

from models.reach import Reach


async def add_party_alerts(connection: Any, party: str, alert_ids: Collection[str], now_ms: int) -> None:
    """Notes that a party was told of some alerts, inside the caller's transaction; the first time counts."""
    await connection.execute(
        "INSERT INTO party_alerts (alert_id, party, told_ms) SELECT unnest($1::text[]), $2, $3 ON CONFLICT DO NOTHING",
        sorted(alert_ids),
        party,
        now_ms,
    )


async def add_missed_party_alerts(connection: Any) -> None:
    """Notes the alerts of tellings of which none was noted, inside the caller's transaction and turn of incidents.

    A dashboard of an older release may tell after migration 0029. As there, its rules and time say which they are.
    """
    await connection.execute(
        """
        INSERT INTO party_alerts (alert_id, party, told_ms)
        SELECT alerts.alert_id, ask.party, min(ask.asked_ms)
        FROM party_asks AS ask
        JOIN incident_alerts AS member ON coalesce(member.gathered_in, member.incident_id) = ask.incident_id
        JOIN alerts USING (alert_id)
        WHERE alerts.detected_ms <= ask.asked_ms AND ask.asked -> 'rules' ? alerts.rule
          -- What is told here is noted with it: its own time where anything in it is new, else what was told before.
          AND NOT EXISTS (SELECT FROM party_alerts AS noted WHERE noted.party = ask.party AND told_ms = ask.asked_ms)
          AND NOT EXISTS (
              SELECT FROM party_alerts AS noted JOIN incident_alerts AS held USING (alert_id)
              WHERE noted.party = ask.party AND ask.incident_id IN (held.incident_id, held.gathered_in)
          )
        GROUP BY alerts.alert_id, ask.party ON CONFLICT DO NOTHING
        """
    )


async def read_told_to(
    connection: Any, reach: Reach | None, alert_ids: Collection[str]
) -> dict[str, frozenset[str]]:
    """Which of a scope's own parties were told of some alerts, by alert; those of which none was are not there."""
    if reach is None or not reach.told_of or not alert_ids:
        return {}
    rows = await connection.fetch(
        "SELECT alert_id, array_agg(party) AS parties FROM party_alerts"
        " WHERE alert_id = ANY($1::text[]) AND party = ANY($2::text[]) GROUP BY alert_id",
        list(alert_ids),
        sorted(reach.told_of),
    )
    return {row["alert_id"]: frozenset(row["parties"]) for row in rows}
