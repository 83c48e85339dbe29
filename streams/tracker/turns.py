"""Whose turn it is: many late pings wait while there is a backlog of pings in time, but get a tenth of the time."""

from typing import Final, Literal

Turn = Literal["all", "pings", "late"]
LATE_SHARE: Final = 0.1
LATE_S: Final = 0.25
"""So long may late pings keep those in time waiting at once: an alert is worth most while the truck is there."""
MOST: Final = 10_000
"""So many records one poll brings of a topic at most."""
FEW: Final = 0.02
"""Late pings that are no greater a part of all come with the others: each costs some times as much as one in time."""
_REMEMBERED_S: Final = 2.0
"""After so long what a poll brought counts half: a single poll may bring a handful, which says nothing of a fleet."""
_FEWEST: Final = 500
_LEAST_S: Final = 0.4


class Turns:
    """Decides which of the two ping topics the next poll reads."""

    def __init__(self) -> None:
        self._pings_s = 0.0
        self._late_s = 0.0
        self.late_records = MOST
        """So many records of gps.late the next poll may bring: what one of them costs is known when it is judged."""
        self._late = self._others = 0.0

    def choose(self, *, behind: bool, late_waits: bool = True) -> Turn:
        """All while nothing waits of gps.pings (`behind` False), or hardly any come of gps.late; else one of them.

        A turn of gps.late alone lasts until the broker has said that nothing came, and what was fetched of gps.pings
        meanwhile is fetched again.
        """
        if not behind or (self._late <= FEW * self._others and not late_waits):
            self._pings_s = self._late_s = 0.0
            return "all"
        owed_s = self._pings_s * LATE_SHARE / (1 - LATE_SHARE) - self._late_s
        return "late" if owed_s > 0 and self._pings_s >= _LEAST_S else "pings"

    def spent(
        self, turn: Turn, seconds: float, late_records: int = 0, busy_s: float = 0.0, other_records: int = 0
    ) -> None:
        """Counts what a poll and its work took: the time, the records, and for how long the processor was busy.

        What a database takes, or pings beside them, is not the late records' doing: only a poll that brought as many as
        it might says how many the next one may.
        """
        rest = 0.5 ** (seconds / _REMEMBERED_S)
        self._late, self._others = self._late * rest + late_records, self._others * rest + other_records
        if late_records >= self.late_records:
            if busy_s > LATE_S:
                self.late_records = max(_FEWEST, self.late_records // 2)
            elif busy_s < LATE_S / 2:
                self.late_records = min(MOST, self.late_records * 2)
        if turn == "late":
            self._late_s += seconds
        elif turn == "pings":
            self._pings_s += seconds
