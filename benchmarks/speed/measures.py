"""What a case has measured: figures by name, each several times, told by their median and how far they spread."""

from collections.abc import Mapping, Sequence
from statistics import median

import msgspec


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of several rounds, in their order."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the greatest."""
        return min(self.values), max(self.values)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a case found and how long it took: figures, their ratios, and circumstances that are no figures of speed."""

    case: str
    title: str
    measures: tuple[Measure, ...]
    ratios: Mapping[str, float] = {}
    around: Mapping[str, str | float] = {}
    took_s: float = 0.0

    def of(self, name: str) -> Measure:
        """A figure by its name; raises KeyError."""
        for measure in self.measures:
            if measure.name == name:
                return measure
        raise KeyError(name)


class Rounds:
    """Collects figures round by round."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], list[float]] = {}

    def add(self, name: str, unit: str, value: float) -> None:
        """Takes a figure of the round that goes on."""
        self._values.setdefault((name, unit), []).append(value)

    def measures(self) -> tuple[Measure, ...]:
        """All figures, in the order in which they first came."""
        return tuple(
            Measure(name=name, unit=unit, values=tuple(values)) for (name, unit), values in self._values.items()
        )

    def ratio(self, ours: str, theirs: str) -> float:
        """The median over the rounds of one figure over another: what slows a round slows both sides of it."""
        pairs = zip(self._of(ours), self._of(theirs), strict=False)
        return median(own / other for own, other in pairs)

    def last(self, name: str) -> float:
        """A figure of the round that was the last to tell it."""
        return self._of(name)[-1]

    def _of(self, name: str) -> Sequence[float]:
        return next(values for (known, _), values in self._values.items() if known == name)
