"""What every opponent is given and must tell: where the pings are, when to end, and how far it came."""

import argparse
import time
from pathlib import Path
from typing import Final

import msgspec

from ops.garbage import keep_for_good, look_seldom

TOPIC: Final = "gps.pings"
AT_ONCE: Final = 10_000
_SINGLES: Final = 200


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Pings done after the first batch that counts and the time they took, and how many were done `in_all`.

    By `alarms` two opponents can be compared.
    """

    pings: int
    in_all: int
    seconds: float
    cpu_s: float
    alarms: int

    @property
    def rate(self) -> float:
        """Pings a second."""
        return self.pings / self.seconds


class Task:
    """Counts what is done and says when to end: at `pings`, or after `seconds` of work."""

    def __init__(self) -> None:
        parser = argparse.ArgumentParser()
        parser.add_argument("--bootstrap", required=True)
        parser.add_argument("--database", default="")
        parser.add_argument("--folder", type=Path, required=True, help="a scenario folder, for its permits")
        parser.add_argument("--partitions", type=int, required=True)
        parser.add_argument("--group", required=True)
        parser.add_argument("--pings", type=int, required=True)
        parser.add_argument("--skip", type=int, default=0, help="so many pings at the beginning do not count")
        parser.add_argument("--seconds", type=float, default=30.0)
        parser.add_argument("--out", type=Path, required=True)
        given = parser.parse_args()
        self.bootstrap: str = given.bootstrap
        self.database: str = given.database
        self.folder: Path = given.folder
        self.scratch: Path = given.out.parent
        self.group: str = given.group
        """Another each round: what the last round has committed would be passed over."""
        self.partitions: int = given.partitions
        self.alarms = 0
        self._pings: int = given.pings
        self._skip: int = given.skip
        self._seconds: float = given.seconds
        self._out: Path = given.out
        self._done = self._first = self._single = 0
        self._began_s = self._last_s = self._cpu_s = 0.0

    def done(self, pings: int) -> bool:
        """Counts a batch that is done with all that belongs to it; True when it was the last."""
        self._done += pings
        self._last_s = time.perf_counter()
        if not self._began_s and self._done > self._skip:
            self._began_s, self._first, self._cpu_s = self._last_s, self._done, time.process_time()
        is_late = bool(self._began_s) and self._last_s - self._began_s > self._seconds
        return self._done >= self._pings or is_late

    def one_more(self) -> bool:
        """Counts one ping, for those that are given one at a time; True when it was the last."""
        self._single += 1
        left = self._single % _SINGLES
        if self._single == self._pings and left:
            return self.done(left)
        return not left and self.done(_SINGLES)

    def tell(self) -> None:
        """Writes what was done after the first batch."""
        told = Progress(
            pings=self._done - self._first, in_all=self._done, seconds=self._last_s - self._began_s,
            cpu_s=time.process_time() - self._cpu_s, alarms=self.alarms,
        )  # fmt: skip
        unnamed = self._out.with_suffix(".new")
        unnamed.write_bytes(msgspec.json.encode(told))
        unnamed.rename(self._out)


def collect_as_a_tracker() -> None:
    """Lets Python look for garbage as seldom as a tracker has it, and never in what is there by now."""
    look_seldom()
    keep_for_good()
