"""The arrival clock of a replay: the greatest receipt read, guarded against a record from a future day. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from models.times import DAY_MS

MAX_LEAP_MS: Final = DAY_MS
OWN_CONFIRMATIONS: Final = 2

Item = TypeVar("Item")


@dataclass(slots=True)
class _Waiting(Generic[Item]):
    unit_id: str
    claimed_ms: int
    item: Item
    own: int = 0
    others: int = 0

    @property
    def confirmed(self) -> bool:
        return self.others > 0 or self.own >= OWN_CONFIRMATIONS

    def witness(self, unit_id: str, at_ms: int) -> None:
        """Counts a record that lies within 24 h of this one."""
        if abs(at_ms - self.claimed_ms) <= MAX_LEAP_MS:
            if unit_id == self.unit_id:
                self.own += 1
            else:
                self.others += 1


class ArrivalClock(Generic[Item]):
    """Gives each record its receipt, in the order in which they may be judged.

    A receipt is what the record claims (`recv_utc_ts`, else `utc_ts`), never before the clock. A claim over 24 h ahead
    of the clock waits until a record of another unit, or two more of its own, lie within 24 h of it. The first record
    sets the clock.
    """

    def __init__(self) -> None:
        """Starts without a time."""
        self.now_ms: int | None = None
        self._waiting: list[_Waiting[Item]] = []

    def feed(self, unit_id: str, claimed_ms: int, item: Item) -> list[tuple[Item, int]]:
        """The items that may be judged now, each with its receipt, in order; empty while this one has to wait."""
        if not self.is_leap(claimed_ms):
            receipt_ms = self._receive(claimed_ms)
            return [(item, receipt_ms), *self._confirm(unit_id, receipt_ms)]
        newcomer = _Waiting(unit_id, claimed_ms, item)
        for other in self._waiting:
            newcomer.witness(other.unit_id, other.claimed_ms)
            other.witness(unit_id, claimed_ms)
        self._waiting.append(newcomer)
        return self._release()

    def is_leap(self, claimed_ms: int) -> bool:
        """Whether a record with this claim would have to wait."""
        return self.now_ms is not None and claimed_ms > self.now_ms + MAX_LEAP_MS

    def give_up(self, hopeless: Callable[[Item], bool]) -> list[Item]:
        """Of the items still waiting those that are to wait no longer, in order of arrival; they are forgotten here."""
        given_up = [waiting.item for waiting in self._waiting if hopeless(waiting.item)]
        if given_up:
            self._waiting = [waiting for waiting in self._waiting if not hopeless(waiting.item)]
        return given_up

    def go_on_from(self, now_ms: int) -> None:
        """Sets the clock forward to a time that was reached before this process began; never back."""
        self.now_ms = now_ms if self.now_ms is None else max(self.now_ms, now_ms)

    def leftovers(self) -> list[Item]:
        """The items still waiting, in order of arrival, which nothing confirmed; they are forgotten here."""
        return self.give_up(lambda _: True)

    @property
    def waiting(self) -> int:
        """How many items wait."""
        return len(self._waiting)

    def _receive(self, claimed_ms: int) -> int:
        self.now_ms = claimed_ms if self.now_ms is None else max(self.now_ms, claimed_ms)
        return self.now_ms

    def _confirm(self, unit_id: str, at_ms: int) -> list[tuple[Item, int]]:
        if not self._waiting:
            return []
        for waiting in self._waiting:
            waiting.witness(unit_id, at_ms)
        return self._release()

    def _release(self) -> list[tuple[Item, int]]:
        confirmed = [waiting for waiting in self._waiting if waiting.confirmed]
        if confirmed:
            self._waiting = [waiting for waiting in self._waiting if not waiting.confirmed]
        return [(waiting.item, self._receive(waiting.claimed_ms)) for waiting in confirmed]
