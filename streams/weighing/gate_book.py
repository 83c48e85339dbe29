"""Gate book: all that was seen at a gate, worked up fact by fact into whose a manifest is and what its papers say."""

from typing import Final

from models.observation import Load, Observation, Presence, Sighting, Stand
from models.ruling import Ruling
from models.times import DAY_MS
from streams.due_queue import DueQueue
from streams.judging.world import World
from streams.weighing.assignments import Assignments
from streams.weighing.docket import Case, Docket, Seen
from streams.weighing.hand_overs import HandOvers
from streams.weighing.noted import Noted
from streams.weighing.papers import Papers
from streams.weighing.quotas import Quotas

LOADS_MS: Final = 400 * DAY_MS
"""A quota counts the loads of a year."""
PRESENCES_MS: Final = 70 * DAY_MS
MOST_TOLD: Final = 1_000
"""With more reference data a book is opened anew."""
RECENT_MS: Final = 4 * DAY_MS
"""Whose a manifest is and who took a load over is settled within days."""


class GateBook:
    """What a gate's case comes to, as a function of what was seen; each fact changes only what rests on it.

    `rulings` is what is to be known of the gate's units, by what each ruling is about. `is_new`: what was said and told
    before has not been compared with it.
    """

    def __init__(self, case: Case, zone_id: str, world: World, since_ms: int, now_ms: int) -> None:
        self._case, self.zone_id, self._world, self._since_ms = case, zone_id, world, since_ms
        self._judged_ms = case.judged_ms(now_ms)
        self.rulings: dict[str, Ruling] = {}
        self.assignments = Assignments(zone_id, world, self.rulings)
        self.hand_overs = HandOvers(world, self.rulings)
        self.papers = Papers(zone_id, world, since_ms, now_ms)
        self.quotas = Quotas(zone_id, world)
        self.is_new = self.quotas_are_new = True
        self._noted: dict[str, Noted] = {}
        self._recent: set[str] = set()
        self._kept_until, self._recent_until = DueQueue(), DueQueue()
        for name, seen in list(case.seen.items()):
            if _kept_until_ms(seen.observation) >= now_ms:
                self._note(Noted(name, len(self._noted), seen.unit_id, seen.observation))
            else:
                del case.seen[name]
        self._count = len(self._noted)

    def is_of(self, case: Case, world: World, since_ms: int) -> bool:
        """Whether it is the book of this case, and under this reference data, which it takes over if it can."""
        return self._case is case and self._since_ms == since_ms and (self._world is world or self._follow(world))

    def rests(self, case: Case, world: World, since_ms: int, now_ms: int, *, loads: bool) -> bool:
        """Whether judging the case up to a time would find nothing that was not found before; the time goes by then.

        Most of what trucks tell is so: a stay on which no receipt rests, a stop of a truck that carries nothing.
        """
        if self._case is not case or self._world is not world or self._since_ms != since_ms or self.is_new:
            return False
        if self._is_touched(now_ms) or (loads and (self.quotas_are_new or self.quotas.is_touched(now_ms))):
            return False
        self._judged_ms = now_ms
        return True

    def _is_touched(self, now_ms: int) -> bool:
        """Whether by a time anything but the quotas is to be judged again, said, taken back or forgotten."""
        return (
            self.assignments.is_touched or self.hand_overs.is_touched or self.papers.is_touched(now_ms)
            or self._kept_until.may_be_due(now_ms) or self._recent_until.may_be_due(now_ms)
        )  # fmt: skip

    def _follow(self, world: World) -> bool:
        """Takes over newer reference data in which only manifests are other ones than before."""
        told = world.told_since(self._world)
        if told is None or len(told) > MOST_TOLD or any(version.kind != "manifests" for version in told):
            return False
        keys = {version.key for version in told}
        permits = world.permits_of_gate(self.zone_id)
        ours = {
            key
            for key in keys
            if any(one.permit_key in permits for known in (self._world, world) for one in known.tellings_of(key))
        }
        self._world = world
        self.assignments.follow(world, ours)
        self.hand_overs.follow(world, keys)
        self.papers.follow(world, ours)
        self.quotas.follow(world, keys)
        # What was settled of a manifest may be none the longer.
        for name, known in self._case.published.items():
            if known.alert is not None and known.alert.episode in ours:
                self.papers.claims.recall(name)
        return True

    def note(self, was: str | None, name: str | None, now: Seen | None) -> None:
        """Takes in what is seen now, under its name, and forgets what was seen under the name of before."""
        if was is not None and was != name:
            self._forget(was)
        if name is not None and now is not None:
            known = self._noted.get(name)
            number = self._count if known is None or was == name else known.number
            self._count += 1
            self._note(Noted(name, number, now.unit_id, now.observation))

    def go_on(self, now_ms: int) -> None:
        """Brings it up to a time: what is too old is forgotten, in its case as well."""
        self._judged_ms = self._case.judged_ms(now_ms)
        for name in self._kept_until.up_to(now_ms):
            del self._case.seen[name]
            self._forget(name)
        for name in self._recent_until.up_to(self._judged_ms):
            self._recent.discard(name)
            noted = self._noted[name]
            self._change_recent(noted.observation, noted, None)

    def _note(self, noted: Noted) -> None:
        name, seen = noted.name, noted.observation
        before = self._noted.get(name)
        self._noted[name] = noted
        kept_until_ms = _kept_until_ms(seen)
        if before is None or _kept_until_ms(before.observation) != kept_until_ms:
            self._kept_until.put(name, kept_until_ms + 1)
        recent_until_ms = _recent_until_ms(seen)
        self._change(seen, before, noted)
        recent_before = before if name in self._recent else None
        if recent_until_ms is None or recent_until_ms >= self._judged_ms:
            self._recent.add(name)
            self._recent_until.put(name, None if recent_until_ms is None else recent_until_ms + 1)
            self._change_recent(seen, recent_before, noted)
        elif recent_before is not None:
            self._recent.discard(name)
            self._recent_until.put(name, None)
            self._change_recent(seen, recent_before, None)

    def _forget(self, name: str) -> None:
        before = self._noted.pop(name, None)
        if before is None:
            return
        self._kept_until.put(name, None)
        self._recent_until.put(name, None)
        self._change(before.observation, before, None)
        if name in self._recent:
            self._recent.discard(name)
            self._change_recent(before.observation, before, None)

    def _change(self, seen: Observation, before: Noted | None, after: Noted | None) -> None:
        if isinstance(seen, Presence):
            self.papers.change_presence(before, after)
        elif isinstance(seen, Load):
            self.papers.change_load(before, after)
            self.quotas.change_load(before, after)

    def _change_recent(self, seen: Observation, before: Noted | None, after: Noted | None) -> None:
        if isinstance(seen, Presence):
            if seen.zone_id == self.zone_id:
                self.assignments.change_presence(before, after)
            self.hand_overs.change_presence(before, after)
        elif isinstance(seen, Stand):
            self.hand_overs.change_stand(before, after)
        elif isinstance(seen, Load):
            self.assignments.change_load(before, after)
            self.hand_overs.change_load(before, after)


def gate_book(docket: Docket, key: str, zone_id: str, world: World, now_ms: int) -> GateBook:
    """The book of a gate, opened anew from its case where there is none for it under this reference data.

    A book does not go back: for a case that is judged as of a time before now one is opened for that once.
    """
    case, book = docket.case(key), docket.books.get(key)
    since_ms, judged_ms = max(docket.since_ms, case.since_ms), case.judged_ms(now_ms)
    if judged_ms < now_ms:
        docket.books.pop(key, None)
        return GateBook(case, zone_id, world, since_ms, now_ms)
    if not isinstance(book, GateBook) or not book.is_of(case, world, since_ms):
        docket.books[key] = book = GateBook(case, zone_id, world, since_ms, now_ms)
    return book


def _kept_until_ms(seen: Observation) -> int:
    if isinstance(seen, Presence):
        return seen.first_ms + PRESENCES_MS
    if isinstance(seen, Stand):
        return seen.first_ms + RECENT_MS
    if isinstance(seen, Load):
        return seen.started_ms + LOADS_MS
    return seen.utc_ms + PRESENCES_MS


def _recent_until_ms(seen: Observation) -> int | None:
    """Until when it is recent, by the newest time that it tells of; None of a stay that goes on."""
    if isinstance(seen, Load):
        left_ms = max((departure.left_ms for departure in seen.departures), default=seen.started_ms)
        return left_ms + RECENT_MS
    if isinstance(seen, Sighting):
        return seen.utc_ms + RECENT_MS
    return None if seen.last_ms is None else seen.last_ms + RECENT_MS
