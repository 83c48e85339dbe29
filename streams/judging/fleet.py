"""Fleet: the units that somebody follows; what a lull has kept of one is folded when it is asked for."""

from collections.abc import Container, Iterator, Mapping, MutableMapping
from typing import Self

from models.ping import Ping
from streams.judging.calm import lull_of
from streams.judging.catch_up import caught_up
from streams.judging.lull import FOLDED, Lull
from streams.judging.state import Unit
from streams.judging.world import World


class Fleet(MutableMapping[str, Unit]):
    """Units by name. Whoever asks for one gets it with all its pings folded in; without `lulls` none is put off."""

    def __init__(self, units: Mapping[str, Unit] | None = None, *, lulls: bool = True) -> None:
        self._units: dict[str, Unit] = dict(units or {})
        self._puts_off = lulls
        self._lulls: dict[str, Lull] = {}

    def keeps(self, ping: Ping, world: World, sender: str = "") -> bool:
        """Keeps a unit's next ping if nothing comes of it; False: it has to be judged."""
        lull = self._lulls.get(ping.unit_id)
        if lull is None:
            unit = self._units.get(ping.unit_id)
            lull = None if unit is None or not self._puts_off else lull_of(unit, world)
            if lull is None:
                return False
            self._lulls[ping.unit_id] = lull
        if lull.world is not world or not (lull.knows_vendor or not sender) or not lull.takes(ping):
            return False
        if lull.waiting >= lull.most:
            self._fold(ping.unit_id, lull)
        return True

    def go_on(self, world: World, seq: int, concerned: Container[str]) -> None:
        """Under newer reference data lulls go on of all but the units that they concern; `seq` is the newest before."""
        for unit_id, lull in self._lulls.items():
            if lull.world.seq == seq and unit_id not in concerned:
                lull.go_on(world)

    def due_ms(self, unit_id: str, world: World) -> int | None:
        """A time before which the clock makes nothing due of a unit, without folding its pings; None: ask the unit."""
        lull = self._lulls.get(unit_id)
        return None if lull is None or lull.world is not world else lull.due_ms()

    def peek(self, unit_id: str) -> Unit:
        """A unit as its last judging in full left it: nothing was said of it since, and no trip began or ended."""
        return self._units[unit_id]

    def __ior__(self, units: Mapping[str, Unit]) -> Self:
        self.update(units)
        return self

    def __getitem__(self, unit_id: str) -> Unit:
        lull = self._lulls.get(unit_id)
        if lull is not None and lull.kept:
            self._fold(unit_id, lull)
        return self._units[unit_id]

    def __setitem__(self, unit_id: str, unit: Unit) -> None:
        self._lulls.pop(unit_id, None)
        self._units[unit_id] = unit

    def __delitem__(self, unit_id: str) -> None:
        self._lulls.pop(unit_id, None)
        del self._units[unit_id]

    def get(self, unit_id: str, default: Unit | None = None) -> Unit | None:  # type: ignore[override]
        """A unit, or another answer where there is none."""
        # Any mapping's own takes a KeyError from the folding for a unit that is not there, and it would begin anew.
        return self[unit_id] if unit_id in self._units else default

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self._units

    def __iter__(self) -> Iterator[str]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)

    def _fold(self, unit_id: str, lull: Lull) -> None:
        self._units[unit_id] = caught_up(self._units[unit_id], lull)
        lull.kept, lull.most = b"", FOLDED
