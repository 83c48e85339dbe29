"""weigh: facts in the order of their receipt, those of one receipt together; then what falls due."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from models.observation import Fact, Load, Observation, Outing, Presence, Sighting, Stand
from streams.judging.world import World
from streams.weighing.docket import VENDOR, Book, Docket
from streams.weighing.gate_book import gate_book
from streams.weighing.gates import judge_gate
from streams.weighing.mishaps import Mishaps
from streams.weighing.outages import judge_vendor, take
from streams.weighing.plates import judge_plate
from streams.weighing.sites import judge_land, lands_of
from streams.weighing.weighed import Weighed

GATE = "gate:"
LAND = "land:"
PLATE = "plate:"


class Touch(NamedTuple):
    """What may be new of a case: what its trucks carry, its outages since when; None: only time has gone by."""

    loads: bool = True
    since_ms: int | None = None

    def and_also(self, other: "Touch") -> "Touch":
        """Both."""
        since = [at_ms for at_ms in (self.since_ms, other.since_ms) if at_ms is not None]
        return Touch(self.loads or other.loads, min(since, default=None))


_LOADS: Final = Touch()
_NO_LOADS: Final = Touch(loads=False)
_BY_RECEIPT: Final = attrgetter("receipt_ms", "late")


def weigh(
    docket: Docket, facts: Sequence[Fact], now_ms: int, world: World, mishaps: Mishaps | None = None
) -> Weighed:
    """Weighs facts in the order of receipt, then what falls due up to `now_ms`; `docket` is changed.

    What each case comes to is a function of the facts that are known of it and of the reference data, not of the
    order in which they came: what came with one receipt is taken in first, and each case judged once. A fact that
    comes after its time was passed is weighed as of the time that was reached: a case never goes back.
    What fails is noted in `mishaps` and kept apart; without them it is raised.
    """
    weighing = Weighing(docket, world, mishaps)
    if docket.reference_seq != world.seq:
        now_ms = max(now_ms, docket.reached_ms)
        before_ms = max(facts[0].receipt_ms - 1 if facts else now_ms, docket.reached_ms)
        for zone_id in world.gates_changed_since(docket.reference_seq):
            weighing.judge_changed(zone_id, before_ms)
        docket.reference_seq = world.seq
    weighing.weigh(facts, now_ms)
    return weighing.out


def next_due(docket: Docket) -> int | None:
    """When something falls due without another fact."""
    return docket.dues.next_ms()


class Weighing:
    """One weighing under one state of the reference data, and what comes of it."""

    def __init__(self, docket: Docket, world: World, mishaps: Mishaps | None) -> None:
        self._docket, self._world, self._mishaps = docket, world, mishaps
        self._outage = world.thresholds.common.vendor_outage
        self.out = Weighed(recalled=docket.recalled)

    def judge_changed(self, zone_id: str, now_ms: int) -> None:
        """Brings one gate up to a time under new reference data; once all `gates_changed_since` are, nothing is new."""
        self._judge(GATE + zone_id, now_ms, _LOADS)

    def weigh(self, facts: Iterable[Fact], now_ms: int) -> None:
        """Weighs facts in the order of receipt, then what falls due up to a time."""
        now_ms = max(now_ms, self._docket.reached_ms)
        for (receipt_ms, late), together in groupby(facts, key=_BY_RECEIPT):
            self._fall_due(receipt_ms - 1)
            self._take(together, receipt_ms, late=late)
        self._fall_due(now_ms)
        self._docket.reached_ms = now_ms

    def _fall_due(self, until_ms: int) -> None:
        """Judges the cases that are due by a time, in the order of their deadlines."""
        dues = self._docket.dues
        while dues.may_be_due(until_ms) and (due_ms := dues.next_ms()) is not None and due_ms <= until_ms:
            for key in dues.up_to(due_ms):
                self._judge(key, due_ms, _NO_LOADS)

    def _take(self, facts: Iterable[Fact], receipt_ms: int, *, late: bool) -> None:
        """Takes the facts of one receipt in, then judges each case that they concern."""
        touched: dict[str, Touch] = {}
        for fact in facts:
            try:
                found = self._take_in(fact)
            except Exception as error:
                if self._mishaps is None:
                    raise
                self._mishaps.facts.append((fact, error))
                self._docket.rolls.clear()  # made anew by what the entries hold, however far this fact came
                self._docket.books.clear()
                continue
            for key, touch in found.items():
                known = touched.get(key, touch)
                touched[key] = touch if known == touch else touch.and_also(known)
        docket = self._docket
        now_ms = max(receipt_ms, docket.reached_ms)
        for key, touch in touched.items():
            book = docket.books.get(key)
            if book is None or receipt_ms < now_ms or not self._rests(key, book, now_ms, touch):
                self._judge(key, now_ms, touch, receipt_ms, late=late)

    def _rests(self, key: str, book: Book, now_ms: int, touch: Touch) -> bool:
        """Whether what was received changes nothing of what a case comes to, save the time up to which it is known."""
        case = self._docket.case(key)
        since_ms = max(self._docket.since_ms, case.since_ms)
        try:
            return case.unjudged_ms is None and book.rests(case, self._world, since_ms, now_ms, loads=touch.loads)
        except Exception:
            if self._mishaps is None:
                raise
            return False  # then it is judged, where one case's fault is kept apart and told

    def _judge(
        self, key: str, now_ms: int, touch: Touch, received_ms: int | None = None, *, late: bool = False
    ) -> None:
        """Brings a case up to a time; `received_ms` is when what is new of it was received, None where nothing was."""
        judging = partial(self._bring_up, key, now_ms, touch, received_ms, late=late)
        if self._mishaps is None:
            judging()
        else:
            self._mishaps.judge(self._docket, key, now_ms, self.out, judging)

    def _take_in(self, fact: Fact) -> dict[str, Touch]:
        """Notes what was seen in the cases that it concerns, and says which these are."""
        now, was = fact.observation, fact.was
        if isinstance(now, Outing) or isinstance(was, Outing):
            changed = take(self._docket, fact, self._outage, self.out)
            return {key: Touch(since_ms=since_ms) for key, since_ms in changed.items()}
        belongs = _concerned(now, self._world)
        belonged = () if was is None else _concerned(was, self._world)
        touch = _LOADS if isinstance(now, Load) or isinstance(was, Load) else _NO_LOADS
        keys = dict.fromkeys([*belongs, *belonged], touch)
        for key in keys:
            self._docket.note(key, fact.unit_id, was, now if key in belongs else None)
        self.out.changed.update(keys)
        return keys

    def _bring_up(self, key: str, now_ms: int, touch: Touch, received_ms: int | None, *, late: bool) -> None:
        docket, world, out = self._docket, self._world, self.out
        out.changed.add(key)
        if key.startswith(VENDOR):
            judge_vendor(docket, key, now_ms, self._outage, out, late=late, changed_ms=touch.since_ms)
            docket.vendor(key).unjudged_ms = None
            return
        case = docket.case(key)
        if received_ms is not None and received_ms < case.judged_ms(now_ms):
            case.unjudged_ms = received_ms  # it waited, for its tracker or its reader: that settles nothing
        if key.startswith(PLATE):
            judge_plate(case, key.removeprefix(PLATE), world, now_ms, out, late=late)
        elif key.startswith(LAND):
            judge_land(case, key.removeprefix(LAND), world, now_ms, out, late=late)
        else:
            book = gate_book(docket, key, key.removeprefix(GATE), world, now_ms)
            judge_gate(case, book, now_ms, out, late=late, loads=touch.loads or case.unjudged_ms is not None)
        case.unjudged_ms = None
        docket.dues.put(key, case.due_ms)


def _concerned(observation: Observation | None, world: World) -> list[str]:
    """The cases that an observation belongs to: the gates of the permits that have to do with the truck; land; a plate.

    What a device saw of a trip that another one of its plate leads is that one's to tell.
    """
    match observation:
        case Presence():
            return [GATE + zone_id for zone_id in world.gates_of(observation.plate_key)]
        case Load():
            gates = () if observation.follows else world.gates_of(observation.plate_key, observation.permits)
            plates = [PLATE + observation.plate_key] if observation.shared else []
            return [GATE + zone_id for zone_id in gates] + plates
        case Sighting():
            return [PLATE + observation.plate_key]
        case Stand(follows=True):
            return []
        case Stand():
            there = [GATE + zone_id for zone_id in world.gates_of(observation.plate_key)]
            return there + [LAND + name for name in lands_of(observation)]
        case None:
            return []
