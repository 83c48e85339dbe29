"""A crowd: units that a judging holds beside those that are measured, each a copy of one that has driven."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec

from benchmarks.speed.services import NotMeasured
from models.ping import Ping
from streams.judging.fleet import Fleet
from streams.judging.lull import Lull
from streams.judging.state import Unit, decode_unit, encode_unit
from streams.judging.world import World
from streams.replay import BadLine, Replay

Member = tuple[Unit, Lull]
"""A unit, and the lull in which it is."""
_KEPT: Final = msgspec.msgpack.Decoder(bytes)


class _Fleet(Fleet):
    kept = 0

    def keeps(self, ping: Ping, world: World, sender: str = "") -> bool:
        """Counts what lulls keep."""
        kept = super().keeps(ping, world, sender)
        self.kept += kept
        return kept

    def add(self, members: Sequence[Member]) -> None:
        """Takes units as they are."""
        self._units |= {unit.unit_id: unit for unit, _ in members}
        self._lulls |= {unit.unit_id: lull for unit, lull in members}

    def members(self) -> list[Member]:
        """Those on a trip that are in a lull, as it is."""
        found = ((self._units[unit_id], lull) for unit_id, lull in self._lulls.items() if lull.kept)
        return [(unit, lull) for unit, lull in found if unit.fold.trip is not None]


class Crowded(Replay):
    """A replay with a crowd, whose units are not heard and of whom the clock asks nothing."""

    def __init__(self, world: World, crowd: Sequence[Member] = ()) -> None:
        super().__init__(world, lambda _: None, _refuse)
        self._units: _Fleet = _Fleet()
        self._units.add(crowd)

    @property
    def kept(self) -> int:
        """How many pings lulls have kept."""
        return self._units.kept

    def examples(self) -> list[Member]:
        """The units on a trip that are in a lull; raises NotMeasured where there is none."""
        found = self._units.members()
        if not found:
            raise NotMeasured("no unit is on a trip and in a lull: the sample is too small")
        return found


def crowd_of(examples: Sequence[Member], names: Sequence[str]) -> list[Member]:
    """As many copies as there are names, of the examples in turn; none shares what a unit of its own would hold."""
    moulds = [_mould(unit, lull) for unit, lull in examples]
    return [_cast(*moulds[number % len(moulds)], name) for number, name in enumerate(names)]


def _mould(unit: Unit, lull: Lull) -> tuple[bytes, list[str], Lull, bytes, bytes]:
    figures = {
        name: value for name in Lull.__struct_fields__ if isinstance(value := getattr(lull, name), int | float)
    }  # fmt: skip
    encode = msgspec.msgpack.encode
    # What names it and its trips no other unit has; plates, permits and zones are the reference data's.
    names = [unit.unit_id, *(text for entry in unit.published.each() for text in (entry.entity_id, entry.key))]
    return encode_unit(unit), names, lull, encode(figures), encode(lull.kept)


def _cast(body: bytes, names: Sequence[str], lull: Lull, figures: bytes, kept: bytes, name: str) -> Member:
    for was in names:
        body = body.replace(was.encode(), blake2b((name + was).encode()).hexdigest()[: len(was)].encode())
    unit = decode_unit(body)
    unit.unit_id = name
    own: dict[str, Any] = msgspec.msgpack.decode(figures)
    return unit, msgspec.structs.replace(lull, kept=_KEPT.decode(kept), **own)


def _refuse(bad: BadLine) -> None:
    raise NotMeasured(f"a line was refused: {bad}")
