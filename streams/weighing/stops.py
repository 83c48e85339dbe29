"""Stops: where the trucks of a gate stood, and which of them stood side by side during a trip."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator

from geofences.projection import distance_m
from models.observation import Load, Stand
from models.thresholds import HandOvers
from models.times import FOR_EVER_MS
from streams.weighing.noted import Noted


class Stops:
    """The stops of trucks by unit, those that are over in the order of their ends."""

    def __init__(self, limits: HandOvers) -> None:
        self._limits, self._min_ms = limits, limits.min_s * 1000
        self._of_unit: dict[str, dict[str, Stand]] = defaultdict(dict)
        self._over: list[tuple[int, str]] = []
        self._noted: dict[str, Noted] = {}

    def change(self, before: Noted | None, after: Noted | None) -> None:
        """A stop is known otherwise than before."""
        if before is not None and isinstance(was := before.observation, Stand):
            self._of_unit[before.unit_id].pop(before.name, None)
            if was.last_ms is not None:
                del self._noted[before.name]
                del self._over[bisect_left(self._over, (was.last_ms, before.name))]
        if after is not None and isinstance(now := after.observation, Stand):
            self._of_unit[after.unit_id][after.name] = now
            if now.last_ms is not None:
                self._noted[after.name] = after
                insort(self._over, (now.last_ms, after.name))

    def has_stood(self, unit_id: str, from_ms: int, until_ms: int) -> bool:
        """Whether a truck stood long enough between two times."""
        return any(
            min(own.last_ms or FOR_EVER_MS, until_ms) - max(own.first_ms, from_ms) >= self._min_ms
            for own in self._of_unit.get(unit_id, {}).values()
        )

    def beside(self, unit_id: str, load: Load) -> Iterator[tuple[Noted, Stand, int]]:
        """The stops of other trucks beside a truck in its trip, and when both ceased to stand together."""
        for _, name in self._over[bisect_left(self._over, (load.started_ms, "")) :]:
            noted = self._noted[name]
            if noted.unit_id != unit_id and isinstance(stand := noted.observation, Stand):
                ended_ms = self.together_until(unit_id, stand, load)
                if ended_ms >= 0:
                    yield noted, stand, ended_ms

    def together_until(self, unit_id: str, theirs: Stand, load: Load) -> int:
        """When the last common stop of a truck's trip with another's ended; -1 where none is long and near enough."""
        return max((self._together(own, theirs, load) for own in self._of_unit.get(unit_id, {}).values()), default=-1)

    def _together(self, ours: Stand, theirs: Stand, load: Load) -> int:
        if theirs.last_ms is None:
            return -1
        from_ms = max(ours.first_ms, theirs.first_ms, load.started_ms)
        until_ms = min(ours.last_ms or FOR_EVER_MS, theirs.last_ms)
        if until_ms - from_ms < self._min_ms or (load.ended_ms is not None and load.ended_ms < until_ms):
            return -1
        apart_m = distance_m(ours.lon, ours.lat, theirs.lon, theirs.lat)
        return until_ms if apart_m <= self._limits.within_m else -1
