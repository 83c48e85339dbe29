"""Events and lines of a run, to be changed by tests."""

from typing import Any

import msgspec

from models.event import Event, build_event

AT = 1_793_000_000_000  # 26 Oct 2026, 03:33 UTC


def trip(version: int = 1, **data: Any) -> Event:
    told = {"trip_id": "T1", "version": version, "unit_id": "U1", "origin_zone_id": "Z-GEN", "started_at": "2026-10-26T03:33:20.000Z"}
    return build_event("wastetrack.trip.started", AT, "T1", told | data)


def alert(version: int = 1, kind: str = "opened", **data: Any) -> Event:
    told = {
        "alert_id": "A1", "version": version, "rule": "route-deviation", "urgency": "immediate", "unit_id": "U1",
        "started_at": "2026-10-26T03:33:20.000Z", "evidence": {"measured": {}, "pings": []},
    }  # fmt: skip
    return build_event(f"wastetrack.alert.{kind}", AT, "U1", told | data)


def forged(event: Event) -> Event:
    """Another content under the same id."""
    return msgspec.structs.replace(event, data=event.data | {"plate": "x"})
