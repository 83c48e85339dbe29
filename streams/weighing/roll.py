"""Roll: how many of a vendor's units were under way at a time, and their silences, as their outings tell."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict

from alerts.vendor_outage import Silence
from models.observation import Outing
from models.thresholds import VendorOutage
from models.times import FOR_EVER_MS


class Roll:
    """A vendor's units by their outings; a unit counts as under way for a while after its last ping."""

    def __init__(self, limits: VendorOutage) -> None:
        self.silences: list[Silence] = []
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._spans: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        self._silent_ms = int(limits.silent_s * 1000)
        self._heard_ms = int(limits.heard_s * 1000)

    def under_way_at(self, at_ms: int) -> int:
        """How many were under way at a time, and heard shortly before."""
        return bisect_right(self._begins, at_ms) - bisect_right(self._ends, at_ms)

    def is_under_way(self, unit_id: str, at_ms: int) -> bool:
        """Whether one of them was."""
        return any(from_ms <= at_ms < until_ms for from_ms, until_ms in self._spans.get(unit_id, ()))

    def enter(self, unit_id: str, was: Outing | None, now: Outing | None) -> int | None:
        """Puts an outing in the place of what was told of it before; from when on that changes what silences show."""
        before, after = self._silence(unit_id, was), self._silence(unit_id, now)
        if before is not None:
            del self.silences[bisect_left(self.silences, _place(before), key=_place)]
        if after is not None:
            insort(self.silences, after, key=_place)
        changed_ms = FOR_EVER_MS
        span_was, span_now = self._span(was), self._span(now)
        spans = self._spans[unit_id]
        spans.discard(span_was)
        if now is not None:
            spans.add(span_now)
        for times, a_ms, b_ms in ((self._begins, span_was[0], span_now[0]), (self._ends, span_was[1], span_now[1])):
            if a_ms != b_ms:
                _take_out(times, a_ms)
                _put_in(times, b_ms)
                changed_ms = min(changed_ms, a_ms, b_ms)
        if before != after:
            changed_ms = min([changed_ms, *(silence.from_ms for silence in (before, after) if silence is not None)])
        elif not self.silences or changed_ms > self.silences[-1].from_ms:
            return None
        return changed_ms

    def _span(self, outing: Outing | None) -> tuple[int, int]:
        """When the unit counts as under way: from, and up to but not at."""
        if outing is None:
            return FOR_EVER_MS, FOR_EVER_MS
        if outing.last_ms is None:
            return outing.first_ms, FOR_EVER_MS
        heard_ms = outing.last_ms + self._heard_ms + 1
        return outing.first_ms, heard_ms if outing.next_ms is None else min(outing.next_ms, heard_ms)

    def _silence(self, unit_id: str, outing: Outing | None) -> Silence | None:
        if outing is None or outing.last_ms is None:
            return None
        if outing.next_ms is not None and outing.next_ms - outing.last_ms < self._silent_ms:
            return None
        return Silence(from_ms=outing.last_ms, unit_id=unit_id, to_ms=outing.next_ms, trip_id=outing.trip_id)


def _place(silence: Silence) -> tuple[int, str]:
    return silence.from_ms, silence.unit_id


def _take_out(times: list[int], at_ms: int) -> None:
    if at_ms != FOR_EVER_MS:
        del times[bisect_left(times, at_ms)]


def _put_in(times: list[int], at_ms: int) -> None:
    if at_ms != FOR_EVER_MS:
        insort(times, at_ms)
