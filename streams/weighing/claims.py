"""Claims: what holds of a gate by one of its parts, and what of it is to be said or taken back."""

from collections.abc import Container, Sequence

from streams.due_queue import DueQueue
from streams.weighing.case_ledger import KEPT_MS, say, take_back
from streams.weighing.docket import Case
from streams.weighing.held import Held
from streams.weighing.weighed import Weighed


class Claims:
    """What holds by what it is about, and what of that changed since it was said."""

    def __init__(self) -> None:
        self._held: dict[str, Held] = {}
        self._of: dict[str, dict[str, Held]] = {}
        self._new: dict[str, Held] = {}
        self._gone: set[str] = set()
        self._past = DueQueue()

    def put(self, about: str, held: Sequence[Held]) -> None:
        """All that holds about something now."""
        now, before = {one.key: one for one in held}, self._of.get(about, {})
        if now == before:
            return
        self._of[about] = now
        if not now:
            del self._of[about]
        for key in before.keys() - now.keys():
            del self._held[key]
            self._new.pop(key, None)
            self._gone.add(key)
        for key, one in now.items():
            if before.get(key) != one:
                self._held[key] = self._new[key] = one
                self._gone.discard(key)

    def is_touched(self, now_ms: int) -> bool:
        """Whether anything is to be said, taken back or, by a time, forgotten."""
        return bool(self._new or self._gone or self._past.may_be_due(now_ms))

    def say_new(self, case: Case, name: str, now_ms: int, out: Weighed, *, late: bool) -> None:
        """Publishes what is new, in the order in which it was put; `name` is the case's own."""
        new, self._new = self._new, {}
        for one in new.values():
            say(case, name, one, now_ms, out, late=late)

    def recall(self, key: str) -> None:
        """What was said before, by whatever judged then: if it does not hold, it is to be taken back."""
        if key not in self._held:
            self._gone.add(key)

    def no_longer(self, now_ms: int) -> list[str]:
        """What was said and holds no more: what is new of that, and what is old enough to be forgotten."""
        gone, self._gone = self._gone, set()
        return [*gone, *(key for key in self._past.up_to(now_ms) if key not in self._held and key not in gone)]

    def was_taken_back(self, case: Case, key: str) -> None:
        """Remembers when what was taken back is to be forgotten."""
        if (known := case.published.get(key)) is not None:
            self._past.put(key, known.touched_ms + KEPT_MS + 1)


def take_back_gone(case: Case, claims: Sequence[Claims], now_ms: int, out: Weighed, judged: Container[str]) -> None:
    """Takes back what holds no more, in the order in which it was said first."""
    of = {key: one for one in claims for key in one.no_longer(now_ms) if key in case.published}
    for key in [key for key in case.published if key in of] if len(of) > 1 else list(of):
        take_back(case, key, now_ms, out, judged)
        of[key].was_taken_back(case, key)
