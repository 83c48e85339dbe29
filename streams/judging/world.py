"""World: all reference data with its versions, answering what was in force at a time; immutable once built.

A new World is built beside the old one and swapped. Geometry is prepared at first use and kept.
"""

import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from models.reference import Kind, ReferenceVersion
from models.thresholds import Thresholds
from models.times import HOUR_MS
from models.working_days import holidays_of
from streams.judging.plans import Plans


class World(Plans):
    """Reference data in force at any time. `serial` grows with each newer World; `seq` is its newest version's.

    `country` is the one whose holidays count; `before` is the World that this one follows, if there is one.
    """

    def __init__(
        self,
        versions: Iterable[ReferenceVersion],
        thresholds: Thresholds,
        timezone: ZoneInfo,
        serial: int = 0,
        country: str = "TH",
        before: "World | None" = None,
    ) -> None:
        self._told = sorted(versions, key=lambda version: version.seq)
        self._versions: dict[str, dict[str, list[ReferenceVersion]]] = defaultdict(lambda: defaultdict(list))
        for version in self._told:
            self._versions[version.kind][version.key].append(version)
        super().__init__(self._versions, timezone, before)
        self.serial = serial
        self.count, self.newest = len(self._told), self._told[-1] if self._told else None
        self.seq = 0 if self.newest is None else self.newest.seq
        self.country, self.holidays = country, holidays_of(country)
        self.thresholds = thresholds

    def told_after(self, seq: int) -> Sequence[ReferenceVersion]:
        """The versions told after another one, in order."""
        return self._told[bisect.bisect_right(self._told, seq, key=lambda version: version.seq) :]

    def told_since(self, other: "World") -> Sequence[ReferenceVersion] | None:
        """What was told since another World of the same thresholds; None where it does not follow that one."""
        number = other.count
        follows = 0 < number <= self.count and self._told[number - 1] is other.newest
        alike = (self.timezone, self.country, self.thresholds) == (other.timezone, other.country, other.thresholds)
        return self._told[number:] if follows and alike else None

    def seq_told_before(self, received_ms: int) -> int:
        """The newest version that was received before a time, with all before it; 0 where there is none."""
        return next((version.seq for version in reversed(self._told) if version.received_ms < received_ms), 0)

    def versions(self, kind: Kind, key: str) -> Sequence[ReferenceVersion]:
        """All that was told under one key, in order."""
        return self._versions[kind][key]

    def still_to_load(self, plate_key: str, zone_id: str, at_ms: int, carried: Sequence[str]) -> bool:
        """Whether a truck may go on to load at a generator: an open manifest from there, or a permit that uses none."""
        window_ms = int(self.thresholds.common.departure.manifest_h * HOUR_MS)
        if self.manifests_there(plate_key, zone_id, at_ms, carried, window_ms, window_ms):
            return True
        return any(not self.uses_manifests(key, at_ms) for key in self.permits_naming(plate_key, zone_id, at_ms))
