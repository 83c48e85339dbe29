"""Mishaps: what could not be weighed, kept apart so that all else is.

A case is judged by all that was seen, so nothing is lost where judging it fails: it takes in what is seen from then on,
and is judged by all of it once that goes well, if need be by the next release.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from models.observation import Fact
from models.times import MINUTE_MS
from streams.weighing.docket import Case, Docket, Entry, Vendor, form_of
from streams.weighing.weighed import Weighed

AGAIN_MS: Final = 10 * MINUTE_MS
"""So long a case that could not be judged is left alone before that is tried again."""


class Mishaps:
    """Facts that could not be taken in, and cases that could not be judged, each with its error."""

    def __init__(self) -> None:
        self.facts: list[tuple[Fact, Exception]] = []
        self.cases: dict[str, Exception] = {}

    def judge(self, docket: Docket, key: str, now_ms: int, out: Weighed, judging: Callable[[], None]) -> None:
        """Judges a case; where that fails nothing of it goes out, and it is due again later."""
        before = _copied(docket.entries.get(key, form_of(key)()))
        if before.unjudged_ms is not None and before.due_ms is not None and now_ms < before.due_ms:
            return
        events, rulings, recalled = len(out.events), len(out.rulings), dict(out.recalled)
        try:
            judging()
        except Exception as error:  # noqa: BLE001 - one case's fault must not stand in the way of all others
            self.cases[key] = error
            del out.events[events:], out.rulings[rulings:]
            out.recalled.clear()
            out.recalled.update(recalled)
            before.unjudged_ms = now_ms if before.unjudged_ms is None else before.unjudged_ms
            before.due_ms = now_ms + AGAIN_MS
            docket.put(key, before)
            out.changed.add(key)


def _copied(entry: Entry) -> Case | Vendor:
    """An entry that stays as it is whatever judging makes of the one that it is copied from."""
    match entry:
        case Case():
            return msgspec.structs.replace(entry, published=dict(entry.published), told=dict(entry.told))
        case Vendor():
            return msgspec.structs.replace(entry, outages=dict(entry.outages), told=dict(entry.told))
        case _:
            raise TypeError("a logbook is not judged")
