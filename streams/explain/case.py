"""Case: what is known of an alert or trip that somebody asks about, wherever it was found."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from models.event import Event
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, from_iso
from streams.explain.chain import Note, Source, Version
from streams.judging.interface import Past
from streams.judging.state import Unit
from streams.judging.world import World

AFTER_MS: Final = 30 * MINUTE_MS
BEFORE_TRIP_MS: Final = 30 * MINUTE_MS
BEFORE_ALERT_MS: Final = HOUR_MS


class NotTold(LookupError):
    """No event tells of the id that was asked for."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The newest snapshots that the question is about: of an alert, of its trip or a trip itself, and all versions.

    `trips` are further trips that the alert names; `now_ms` is how far the judging has come.
    """

    alert: dict[str, Any] | None
    trip: dict[str, Any] | None
    trips: tuple[dict[str, Any], ...] = ()
    versions: tuple[Version, ...] = ()
    now_ms: int

    @property
    def unit_id(self) -> str | None:
        """The unit whose pings are the evidence, None where it concerns no single one."""
        told = self.alert if self.alert is not None else self.trip
        unit_id = None if told is None else told.get("unit_id")
        return None if unit_id is None else str(unit_id)

    @property
    def from_ms(self) -> int:
        """From when on pings are shown: a while before the trip, without one an hour before the alert."""
        began_ms = self.began_ms
        if self.trip is None:
            return began_ms - BEFORE_ALERT_MS
        return min(from_iso(self.trip["started_at"]), began_ms) - BEFORE_TRIP_MS

    @property
    def began_ms(self) -> int:
        """When the breach, or the trip, began."""
        return from_iso((self.alert if self.alert is not None else self.trip or {})["started_at"])

    @property
    def to_ms(self) -> int:
        """Up to when pings are shown: a while after the end, of what is still open up to now, a day at most."""
        ends = [from_iso(self.alert["detected_at"])] if self.alert is not None else [self.began_ms]
        told = self.alert if self.alert is not None else self.trip or {}
        over = told.get("ended_at") or told.get("completed_at")
        ends.append(from_iso(over) if over is not None else min(self.now_ms, max(ends) + DAY_MS))
        return min(max(ends) + AFTER_MS, max(self.now_ms, *ends))


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """All that a chain is built from: the unit as remembered by now, by fix time where a ping's bytes stand."""

    asked: Asked
    world: World
    past: Past | None = None
    unit: Unit = msgspec.field(default_factory=lambda: Unit(unit_id=""))
    sources: Mapping[int, Source] = {}
    notes: tuple[Note, ...] = ()


def version_of(event: Event) -> Version:
    """What an event adds to the history of its trip or alert."""
    data = event.data
    return Version(
        version=data["version"], type=event.type, time=event.time, severity=data.get("severity"),
        close_reason=data.get("close_reason"), reason=data.get("reason"), verdict=data.get("verdict"),
    )  # fmt: skip
