"""The bare loop's work on a batch: decode, test the corridors of all at once, keep a state for each unit."""

from collections.abc import Sequence
from typing import Any

import msgspec

from benchmarks.opponents.corridors import OFF_FIXES, Corridors
from benchmarks.opponents.task import Task
from models.ping import Location


class Loop:
    """Decodes and judges; says of which units the state has changed."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._decode = msgspec.json.Decoder(Location).decode
        self._corridors = Corridors(task.folder)
        self.states: dict[str, int] = {}
        """How many fixes in a row each unit has been outside of its corridor; none where it is not here."""

    def judge(self, records: Sequence[Any]) -> tuple[list[Location], set[str]]:
        """The pings of a batch, and the units whose state is another than before."""
        locations = [self._decode(record.value) for record in records]
        of = self._corridors.of
        outside = self._corridors.outside(
            [of[one.unit_id] for one in locations], [one.lon for one in locations], [one.lat for one in locations]
        )
        changed: set[str] = set()
        states = self.states
        for location, is_off in zip(locations, outside, strict=True):
            before = states.get(location.unit_id, 0)
            now = before + 1 if is_off else 0
            if now != before:
                states[location.unit_id] = now
                self._task.alarms += now == OFF_FIXES
                changed.add(location.unit_id)
        return locations, changed
