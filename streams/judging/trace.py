"""Trace: what one run of the judging went through, written down for whoever asks why."""

import copy

import msgspec

from models.fix import Fix, Run
from models.trip import Sighting, TripState
from streams.judging.state import Fold, Trip


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One fix that went through the steps: where it was, the run that it belongs to, and the trip after it."""

    fix: Fix
    zone_ids: tuple[str, ...]
    run: Run
    trip: Trip | None
    said: int


class Stepped(msgspec.Struct, frozen=True, kw_only=True):
    """One pair of the trip's table that was looked up, also where it changes nothing."""

    trip_key: str
    at_ms: int
    state: TripState
    sighting: Sighting
    next_state: TripState
    said: int


Entry = Judged | Stepped


class Trace:
    """Collects entries in the order in which they came about; `said` in each is how much the desk had said by then."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def judged(self, fix: Fix, zone_ids: tuple[str, ...], run: Run, fold: Fold, said: int) -> None:
        """Notes a fix after all steps."""
        trip = copy.copy(fold.trip)
        self.entries.append(Judged(fix=fix, zone_ids=zone_ids, run=run, trip=trip, said=said))

    def stepped(self, trip: Trip, was: TripState, sighting: Sighting, at_ms: int, said: int) -> None:
        """Notes a step of the trip's table, `trip` being in its next state."""
        self.entries.append(
            Stepped(
                trip_key=trip.key, at_ms=at_ms, state=was, sighting=sighting, next_state=trip.state, said=said
            )
        )  # fmt: skip
