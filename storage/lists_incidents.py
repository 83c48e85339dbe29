"""Incidents as screens ask for them: the queue, what is closed, one with its log, and what changed since."""

from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec

from models.incident import Incident, LogLine
from models.reach import Reach
from storage.incidents import COLUMNS, incident_of
from storage.lists_filter import Filter
from storage.lists_scope import keep_incidents, unit_seen_now

Order = Literal["worst_first", "closed_last_first", "begun_last_first"]
Shelved = Literal["no", "only", "all"]
State = Literal["open", "closed", "all"]

_COLUMNS: Final = ", ".join(f"incidents.{column.strip()}" for column in COLUMNS.split(","))
_FROM: Final = """
    FROM incidents LEFT JOIN unit_live ON unit_live.unit_id = incidents.unit_id
    LEFT JOIN shelves ON shelves.shelf_id = incidents.shelf_id
    """
_CASES: Final = """
    SELECT incident_alerts.incident_id FROM alerts JOIN incident_alerts USING (alert_id)
    WHERE incident_alerts.incident_id IN (SELECT merged_into FROM incidents WHERE merged_into IS NOT NULL) AND alerts.
    """.rstrip()
"""The cases of several incidents that hold an alert of which the condition that follows is true."""
_SELECT: Final = f"SELECT {_COLUMNS}, incidents.seq, incidents.rank, shelves.reason AS shelf_reason"


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One incident, its place in the order of changes, its truck's carrier if that is seen, and why it is shelved."""

    incident: Incident
    seq: int
    carrier: str | None
    shelf_reason: str | None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Which incidents are asked for; None and `all` ask for any."""

    state: State = "open"
    shelved: Shelved = "all"
    urgency: str | None = None
    assignee: str | None = None
    unit_id: str | None = None
    trip_id: str | None = None
    alert_id: str | None = None

    @property
    def order(self) -> Order:
        """How the answer is ordered."""
        orders: dict[str, Order] = {
            "open": "worst_first", "closed": "closed_last_first", "all": "begun_last_first",
        }  # fmt: skip
        return orders[self.state]


Place = tuple[int, int, str]
"""Where a page ends: rank, time and id; the rank counts in the queue alone."""

_ORDERS: Final[dict[Order, str]] = {
    "worst_first": "incidents.rank, incidents.started_ms, incidents.incident_id",
    "closed_last_first": "incidents.closed_ms DESC, incidents.incident_id DESC",
    "begun_last_first": "incidents.started_ms DESC, incidents.incident_id DESC",
}


def place_of(row: IncidentRow, order: Order) -> Place:
    """The place of an incident in an order."""
    incident = row.incident
    at_ms = incident.closed_ms if order == "closed_last_first" else incident.summary.started_ms
    return incident.summary.rank, at_ms or 0, incident.incident_id


async def read_incidents(
    pool: Any, question: Question, now_ms: int, *, limit: int, after: Place | None = None
) -> list[IncidentRow]:
    """At most `limit` incidents, in the order of the question, those after a place."""
    asked = _asked(question)
    if question.shelved != "all":
        shelved = _is_shelved(asked, now_ms)
        asked.holds(shelved if question.shelved == "only" else f"({shelved}) IS NOT TRUE")
    if after is not None:
        asked.holds(_behind(asked, question.order, after))
    rows = await pool.fetch(
        f"{_select(asked, None)} {asked.where()} ORDER BY {_ORDERS[question.order]} LIMIT {asked.bind(limit)}",
        *asked.values,
    )
    return [_row(row) for row in rows]


async def read_incidents_in(
    pool: Any, question: Question, reach: Reach, *, limit: int, after: Place | None = None
) -> list[IncidentRow]:
    """The incidents of a state of which a scope reaches an alert, as they are with all their alerts.

    Among them all that a question about what is seen may ask for: who asks it tells which. Closed ones come in
    order, at most `limit` after a place: when they were closed does not depend on what is seen. Of the others all come.
    """
    asked = Filter()
    _keep_state(asked, question.state)
    asked.equals("incidents.assignee", question.assignee)
    for column, value in (
        ("alert_id", question.alert_id), ("unit_id", question.unit_id), ("trip_id", question.trip_id),
    ):  # fmt: skip
        if value is not None:
            asked.holds(
                "EXISTS (SELECT FROM incident_alerts JOIN alerts USING (alert_id)"
                f" WHERE incident_alerts.incident_id = incidents.incident_id AND alerts.{column} = {asked.bind(value)})"
            )
    keep_incidents(asked, reach)
    page = ""
    if question.state == "closed":
        if after is not None:
            asked.holds(_behind(asked, question.order, after))
        page = f"ORDER BY {_ORDERS[question.order]} LIMIT {asked.bind(limit)}"
    rows = await pool.fetch(f"{_select(asked, reach)} {asked.where()} {page}", *asked.values)
    return [_row(row) for row in rows]


async def count_shelved(pool: Any, question: Question, now_ms: int) -> int:
    """How many of the incidents asked for a shelf holds at a time."""
    asked = _asked(question)
    asked.holds(_is_shelved(asked, now_ms))
    return int(await pool.fetchval(f"SELECT count(*) FROM incidents {asked.where()}", *asked.values))  # noqa: S608


async def read_incident(pool: Any, incident_id: str, reach: Reach | None = None) -> IncidentRow | None:
    """One incident, None when none of this id is seen."""
    asked = Filter()
    asked.equals("incidents.incident_id", incident_id)
    keep_incidents(asked, reach)
    row = await pool.fetchrow(f"{_select(asked, reach)} {asked.where()}", *asked.values)
    return None if row is None else _row(row)


async def read_log(pool: Any, incident_id: str) -> list[LogLine]:
    """What was done with an incident, oldest first."""
    rows = await pool.fetch(
        "SELECT incident_id, version, at_ms, act, to_state, from_state, who, text, assignee, outcome, alert_id,"
        " other_id"
        " FROM incident_log WHERE incident_id = $1 ORDER BY version",
        incident_id,
    )
    return [LogLine(**dict(row)) for row in rows]


async def read_logs(pool: Any, incident_ids: Sequence[str]) -> list[LogLine]:
    """What was done with some incidents together, oldest first."""
    logs = [await read_log(pool, incident_id) for incident_id in incident_ids]
    return sorted((line for log in logs for line in log), key=lambda line: line.at_ms)


async def read_end_of_changes(connection: Any) -> int:
    """The number of the newest change that was told."""
    return int(await connection.fetchval("SELECT coalesce(max(seq), 0) FROM incidents"))


async def read_incidents_after(connection: Any, seq: int, limit: int) -> list[IncidentRow]:
    """At most `limit` incidents that changed after this number, in the order of the changes."""
    asked = Filter()
    asked.holds(f"incidents.seq > {asked.bind(seq)}")
    select = _select(asked, None)
    rows = await connection.fetch(
        f"{select} {asked.where()} ORDER BY incidents.seq LIMIT {asked.bind(limit)}", *asked.values
    )
    return [_row(row) for row in rows]


async def read_names(pool: Any) -> list[str]:
    """All who have acted on incidents or were given one, by name."""
    rows = await pool.fetch(f"{_names_in('who')} UNION {_names_in('assignee')} ORDER BY name")
    return [row["name"] for row in rows]


def _names_in(column: str) -> str:
    """Each name once: a step along the index for each, however many lines there are of it."""
    after = f"SELECT {column} FROM incident_log WHERE {column} > name ORDER BY {column} LIMIT 1"  # noqa: S608
    return f"""(
        WITH RECURSIVE names (name) AS (
            (SELECT {column} FROM incident_log WHERE {column} IS NOT NULL ORDER BY {column} LIMIT 1)
            UNION ALL SELECT ({after}) FROM names WHERE name IS NOT NULL
        ) SELECT name FROM names WHERE name IS NOT NULL)
        """  # noqa: S608 - columns


def _select(asked: Filter, reach: Reach | None) -> str:
    carrier = f"CASE WHEN {unit_seen_now(asked, reach)} THEN unit_live.body ->> 'carrier' END AS carrier"
    return f"{_SELECT}, {carrier} {_FROM}"


def _keep_state(asked: Filter, state: State) -> None:
    asked.holds("incidents.merged_into IS NULL")
    if state != "all":
        asked.holds(f"incidents.state {'=' if state == 'closed' else '<>'} 'closed'")


def _asked(question: Question) -> Filter:
    asked = Filter()
    _keep_state(asked, question.state)
    asked.equals("incidents.urgency", question.urgency)
    asked.equals("incidents.assignee", question.assignee)
    for column, value in (("unit_id", question.unit_id), ("trip_id", question.trip_id)):
        if value is not None:
            mark = asked.bind(value)
            cases = f"ARRAY({_CASES}{column} = {mark})"
            asked.holds(f"(incidents.{column} = {mark} OR incidents.incident_id = ANY({cases}))")
    if question.alert_id is not None:
        mark = asked.bind(question.alert_id)
        of_alert = f"SELECT incident_id FROM incident_alerts WHERE alert_id = {mark}"  # noqa: S608 - a bound value
        asked.holds(f"incidents.incident_id = ({of_alert})")
    return asked


def _is_shelved(asked: Filter, now_ms: int) -> str:
    return f"incidents.shelved_until_ms > {asked.bind(now_ms)} AND incidents.state <> 'closed'"


def _behind(asked: Filter, order: Order, place: Place) -> str:
    rank, at_ms, incident_id = place
    if order == "worst_first":
        marks = f"{asked.bind(rank)}::smallint, {asked.bind(at_ms)}::bigint, {asked.bind(incident_id)}::text"
        return f"(incidents.rank, incidents.started_ms, incidents.incident_id) > ({marks})"
    column = "closed_ms" if order == "closed_last_first" else "started_ms"
    marks = f"{asked.bind(at_ms)}::bigint, {asked.bind(incident_id)}::text"
    return f"(incidents.{column}, incidents.incident_id) < ({marks})"


def _row(row: Any) -> IncidentRow:
    return IncidentRow(
        incident=incident_of(row), seq=row["seq"], carrier=row["carrier"], shelf_reason=row["shelf_reason"]
    )
