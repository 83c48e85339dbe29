"""Later: what a fleet sends, and its papers, moved to another time."""

from collections.abc import Mapping
from typing import Any

from models.times import UnreadableTime, from_iso, to_iso
from simulator.pings import Arrival


def arrival_later(arrival: Arrival, by_ms: int) -> Arrival:
    """The same location so much later; a time that nobody can read stays as it is."""
    if not by_ms:
        return arrival
    times = ("utc_ts", "recv_utc_ts")
    return arrival._replace(due_ms=arrival.due_ms + by_ms, location=_moved(arrival.location, times, by_ms))


def manifest_later(manifest: Mapping[str, Any], by_ms: int) -> dict[str, Any]:
    """The same consignment so much later."""
    return _moved(manifest, ("planned_depart", "planned_arrive", "received_at"), by_ms)


def _moved(row: Mapping[str, Any], names: tuple[str, ...], by_ms: int) -> dict[str, Any]:
    return {name: _later(value, by_ms) if name in names else value for name, value in row.items()}


def _later(value: Any, by_ms: int) -> Any:
    try:
        return to_iso(from_iso(value) + by_ms) if isinstance(value, str) else value
    except UnreadableTime:
        return value
