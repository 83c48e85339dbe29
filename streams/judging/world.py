"""World: all reference data with its versions, answering what was in force at a time; immutable once built.

A newer World is built beside the older one and swapped: it shares with it all that stayed as it was, so that it costs
what was told since. Geometry is prepared at first use and kept.
"""

import bisect
import copy
from collections import defaultdict
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from models.reference import Kind, ReferenceVersion
from models.thresholds import Thresholds
from models.times import HOUR_MS
from models.working_days import holidays_of
from streams.judging.history import Grouped, versions_of
from streams.judging.plans import Plans


class World(Plans):
    """Reference data in force at any time. `serial` grows with each newer World; `seq` is its newest version's.

    `country` is the one whose holidays count.
    """

    def __init__(
        self,
        versions: Iterable[ReferenceVersion],
        thresholds: Thresholds,
        timezone: ZoneInfo,
        serial: int = 0,
        country: str = "TH",
    ) -> None:
        super().__init__(timezone)
        self.serial, self.count, self.seq = serial, 0, 0
        self.newest: ReferenceVersion | None = None
        self.country, self.holidays = country, holidays_of(country)
        self.thresholds = thresholds
        self._told: list[ReferenceVersion] = []
        self._hear(sorted(versions, key=_seq))

    def followed_by(self, versions: Iterable[ReferenceVersion]) -> "World":
        """The World in which these versions were told too; one at a time is made of a World."""
        later = sorted(versions, key=_seq)
        if later and later[0].seq <= self.seq:
            all_told = [*self._told[: self.count], *later]
            return World(all_told, self.thresholds, self.timezone, self.serial + 1, self.country)
        newer = copy.copy(self)
        newer.serial += 1
        newer._hear(later)  # noqa: SLF001 - its own kind
        return newer

    def _hear(self, versions: Sequence[ReferenceVersion]) -> None:
        # The list is one for all Worlds that follow each other, each knowing how much of it is its own.
        if len(self._told) > self.count:
            self._told = self._told[: self.count]
        self._told.extend(versions)
        self.count += len(versions)
        self.newest = versions[-1] if versions else self.newest
        self.seq = 0 if self.newest is None else self.newest.seq
        told: defaultdict[Kind, Grouped] = defaultdict(lambda: defaultdict(list))
        for version in versions:
            told[version.kind][version.key].append(version)
        self._file(told)

    def told_after(self, seq: int) -> Sequence[ReferenceVersion]:
        """The versions told after another one, in order."""
        return self._told[bisect.bisect_right(self._told, seq, hi=self.count, key=_seq) : self.count]

    def told_since(self, other: "World") -> Sequence[ReferenceVersion] | None:
        """What was told since another World of the same thresholds; None where it does not follow that one."""
        number = other.count
        follows = 0 < number <= self.count and self._told[number - 1] is other.newest
        alike = (self.timezone, self.country, self.thresholds) == (other.timezone, other.country, other.thresholds)
        return self._told[number : self.count] if follows and alike else None

    def seq_told_before(self, received_ms: int) -> int:
        """The newest version that was received before a time, with all before it; 0 where there is none."""
        told = (self._told[number] for number in reversed(range(self.count)))
        return next((version.seq for version in told if version.received_ms < received_ms), 0)

    def versions(self, kind: Kind, key: str) -> Sequence[ReferenceVersion]:
        """All that was told under one key, in order."""
        match kind:
            case "vehicles":
                return versions_of(self._periods.get(key))
            case "zones":
                return versions_of(self._zones.get(key))
            case "permits":
                return versions_of(self._permits.get(key))
            case "manifests":
                return versions_of(self._manifests.get(key))

    def gates_changed_since(self, seq: int) -> list[str]:
        """The gates whose permits have manifests and were changed, they or their manifests, after a version."""
        told = self.told_after(seq)
        changed = {version.key for version in told if version.kind == "permits"}
        for key in {version.key for version in told if version.kind == "manifests"}:
            changed.update(manifest.permit_key for manifest in self.tellings_of(key))
        return sorted(self._gates(key for key in changed if self._departures_under(key)))

    def still_to_load(self, plate_key: str, zone_id: str, at_ms: int, carried: Sequence[str]) -> bool:
        """Whether a truck may go on to load at a generator: an open manifest from there, or a permit that uses none."""
        window_ms = int(self.thresholds.common.departure.manifest_h * HOUR_MS)
        if self.manifests_there(plate_key, zone_id, at_ms, carried, window_ms, window_ms):
            return True
        return any(not self.uses_manifests(key, at_ms) for key in self.permits_naming(plate_key, zone_id, at_ms))


def _seq(version: ReferenceVersion) -> int:
    return version.seq
