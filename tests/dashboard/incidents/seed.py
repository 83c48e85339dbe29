"""Alerts as the gathering sees them and as the tracker writes them, persons, and a gathering by hand."""

from typing import Any, Final

from dashboard.estates import Estates
from dashboard.incidents.gathering import READER, gather_next
from dashboard.people.person import Person
from models.incident import GatheredAlert
from models.role import Role
from models.times import HOUR_MS, MINUTE_MS
from storage.reading_on import place_reached
from tests.dashboard.seed import BASE_MS, alert_data, newest_place, put_alert, put_event
from tests.dashboard.wait import until

NOW_MS: Final = BASE_MS + HOUR_MS
OPENED, UPDATED, CLOSED = (f"wastetrack.alert.{word}" for word in ("opened", "updated", "closed"))


def person(name: str = "somchai", role: Role = "officer") -> Person:
    return Person(name=name, role=role)


def alert(alert_id: str = "A1", minute: int = 0, **changes: Any) -> GatheredAlert:
    """An open, immediate alert of high severity of trip T1, unless changed."""
    fields: dict[str, Any] = {
        "alert_id": alert_id, "version": 1, "rule": "route-deviation", "severity": "high", "urgency": "immediate",
        "certainty": "observed", "is_open": True, "is_refuted": False, "started_ms": BASE_MS + minute * MINUTE_MS,
        "detected_ms": BASE_MS + minute * MINUTE_MS, "reason_th": "ออกนอกเส้นทาง", "reason_en": "off the route",
        "trip_id": "T1", "unit_id": "U1", "plate": "70-1234", "province": "ระยอง", "permit_no": "กอ.1-2569-000417",
        "lat": 12.67, "lon": 101.13,
    }  # fmt: skip
    return GatheredAlert(**(fields | changes))


def refuted(alert_id: str = "A1", minute: int = 0, **changes: Any) -> GatheredAlert:
    return alert(alert_id, minute, is_open=False, is_refuted=True, **changes)


async def tell(rows: Any, alert_id: str, minute: int = 0, **changes: Any) -> None:
    """Writes a version of an alert as the tracker does: the alert and its event in one transaction."""
    data = alert_data(alert_id, minute, **changes)
    closed = "close_reason" in data
    async with rows.transaction():
        await put_alert(rows, data, "closed" if closed else "open")
        await put_event(rows, CLOSED if closed else OPENED if data["version"] == 1 else UPDATED, data)
        await rows.execute("NOTIFY wastetrack_events")


async def gather_all(connection: Any, now_ms: int = NOW_MS) -> None:
    """Gathers until all that was written has been read."""
    end = await newest_place(connection)

    async def all_read() -> bool:
        while await gather_next(connection, Estates(), now_ms):
            pass
        return await place_reached(connection, READER) >= end

    await until(all_read, "every event is gathered")


async def standing(connection: Any) -> list[tuple[Any, ...]]:
    """State, subject, version and alerts of all incidents, by when they began."""
    rows = await connection.fetch(
        """
        SELECT state, subject, version, (SELECT array_agg(alert_id ORDER BY alert_id) FROM incident_alerts
            WHERE incident_alerts.incident_id = incidents.incident_id) AS alerts
        FROM incidents ORDER BY started_ms, incident_id
        """
    )
    return [(row["state"], row["subject"], row["version"], row["alerts"]) for row in rows]


async def log_of(connection: Any, incident_id: str | None = None) -> list[tuple[int, str, str | None]]:
    """Version, act and who of the log of an incident, or of all."""
    rows = await connection.fetch(
        "SELECT version, act, who FROM incident_log WHERE $1::text IS NULL OR incident_id = $1 ORDER BY incident_id, version",
        incident_id,
    )
    return [tuple(row) for row in rows]
