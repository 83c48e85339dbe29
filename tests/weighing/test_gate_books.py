"""A gate's book: worked up fact by fact it comes to what one opened anew at every fact comes to."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.names import normal_number, plate_key
from models.observation import Departure, Fact, Load, Observation, Presence, Stand
from models.reference_json import FILES, as_versions, read_records
from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from models.trip import Visit
from streams.judging.world import World
from streams.weighing import weigh as weigh_module
from streams.weighing.docket import Case, Docket, encode_entry
from streams.weighing.gate_book import GateBook
from streams.weighing.gates import judge_gate
from streams.weighing.weigh import next_due, weigh
from streams.weighing.weighed import Weighed
from tests.builders import PERMIT, PLATE, PROVINCE, Scene, a_manifest, a_permit, a_vehicle, an_item, ms
from tests.weighing.fleet import SECOND_PLATE

PLATES = (PLATE, SECOND_PLATE, "72-3333")
UNITS = tuple(f"unit-{number + 1}" for number in range(len(PLATES)))
NAMED = [{"plate": plate, "province": PROVINCE} for plate in PLATES]
OTHER = {"plate": SECOND_PLATE, "province": PROVINCE}
LITTLE = a_permit(vehicles=NAMED, items=[an_item(monthly_t=[10.0] * 12)])
SECOND_PERMIT = a_permit("P-2", vehicles=NAMED[1:])
PAPERS: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "received": [a_manifest(received=70), a_manifest("M-2", 40, **OTHER, received=20), a_manifest("M-3", 700, received=90)],
    "not received": [a_manifest(), a_manifest("M-2", 90, **OTHER), a_manifest("M-3", 100), a_manifest("M-4", 100, permit_no="P-2")],
    "weighed": [a_manifest(received=60, weigh_out_t=6.0, weigh_in_t=4.0), a_manifest("M-2", 300, status="returned", **OTHER)],
}  # fmt: skip
PERMIT_KEY = normal_number(PERMIT)
CHANGES = (
    a_manifest(received=95), a_manifest("M-2", 40, **OTHER), a_manifest("M-3", status="cancelled"), a_manifest("M-4", 30, weigh_in_t=3.0),
    a_manifest("M-2", 90, permit_no="P-2", received=85, weigh_out_t=6.0, weigh_in_t=2.0),
)  # fmt: skip
KEYS = ("M1", "M2", "M3", "M4")

minutes = st.integers(-20, 10).map(lambda tens: tens * 10 * MINUTE_MS)
gaps = st.sampled_from((0, MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, HOUR_MS, 5 * HOUR_MS, DAY_MS, 5 * DAY_MS, 71 * DAY_MS))
spans = st.none() | st.integers(0, 12).map(lambda tens: tens * 10 * MINUTE_MS)
Told = tuple[int, Observation]
"""A truck's number, and what it tells."""


def then_told(world: World, manifest: dict[str, Any]) -> World:
    """The reference data after a manifest was told anew."""
    known = world.told_after(-1)
    accepted, _ = read_records("manifests", FILES["manifests"], [manifest])
    return World([*known, *as_versions("manifests", accepted, world.seq + 1)], world.thresholds, world.timezone)


def truck(unit: int) -> dict[str, Any]:
    return {"plate": PLATES[unit], "province": PROVINCE, "plate_key": plate_key(PLATES[unit], PROVINCE)}


def stay(unit: int, zone_id: str, from_ms: int, to_ms: int | None, stopped_ms: int | None = None) -> Presence:
    return Presence(zone_id=zone_id, first_ms=from_ms, last_ms=to_ms, stopped_ms=stopped_ms, **truck(unit))


def stop(unit: int, from_ms: int, to_ms: int | None, off: float = 0.0) -> Stand:
    return Stand(lat=13.2 + off, lon=101.3, first_ms=from_ms, last_ms=to_ms, **truck(unit))


def trip(unit: int, from_ms: int, to_ms: int | None, manifests: tuple[str, ...] = (), **changes: Any) -> Load:
    left = Departure(zone_id="Z-GEN", left_ms=from_ms, permits=(PERMIT_KEY,), manifests=manifests)
    visits = () if to_ms is None else (Visit(zone_id="Z-PROC", factory_no="F", arrived_ms=to_ms, left_ms=None),)
    return Load(
        trip_key=f"Z-GEN@{from_ms}", origin_zone_id="Z-GEN", started_ms=from_ms, permits=(PERMIT_KEY,), manifests=manifests,
        generators=("Z-GEN",), departures=(left,), visits=visits, state="on_the_way" if to_ms is None else "ended",
        ended_ms=to_ms, **truck(unit), **changes,
    )  # fmt: skip


def breakdown(giver: int, taker: int) -> list[Told]:
    """One truck's load goes over to another that stands beside it."""
    return [
        (giver, stay(giver, "Z-GEN", ms(-30), ms(0), ms(-20))), (giver, trip(giver, ms(0), None, ("M1",), trip_id="trip-1")),
        (giver, stop(giver, ms(30), ms(70))), (taker, stop(taker, ms(40), ms(60))),
        (taker, stay(taker, "Z-PROC", ms(80), ms(100), ms(85))),
        (taker, trip(taker, ms(60), ms(80), from_trip_id="trip-1", trip_id="trip-2")),
    ]  # fmt: skip


def contest(first: int, second: int) -> list[Told]:
    """One truck leaves with what may be another's, which was there before or comes after."""
    return [
        (first, trip(first, ms(20), None, trip_id="trip-1")), (second, trip(second, ms(40), None, trip_id="trip-2")),
        (first, stay(first, "Z-GEN", ms(0), ms(20), ms(5))), (second, stay(second, "Z-GEN", ms(10), ms(40), ms(30))),
    ]  # fmt: skip


@st.composite
def seen(draw: st.DrawFn, unit: int, now_ms: int) -> Observation:
    """Something of a truck, begun in the last hours and over or not."""
    at_ms, span_ms = now_ms + draw(minutes), draw(spans)
    last_ms = None if span_ms is None else at_ms + span_ms
    kind = draw(st.sampled_from(("stay", "stop", "trip")))
    if kind == "stay":
        return stay(unit, draw(st.sampled_from(("Z-GEN", "Z-PROC"))), at_ms, last_ms, draw(st.sampled_from((None, at_ms))))
    if kind == "stop":
        return stop(unit, at_ms, last_ms, draw(st.sampled_from((0.0, 0.01))))
    over = draw(st.sampled_from((None, "superseded", "transferred", "returned"))) if last_ms is not None else None
    carried = tuple(sorted(draw(st.sets(st.sampled_from(KEYS), max_size=2))))
    return trip(unit, at_ms, last_ms, carried, end_reason=over, trip_id=draw(st.sampled_from(("trip-1", "trip-2"))))


@st.composite
def told(draw: st.DrawFn) -> list[tuple[Fact | None, int, World]]:
    """What is weighed at which time, under which reference data: things that are new, go on, were otherwise, or never were."""
    permits = [draw(st.sampled_from((LITTLE, a_permit(vehicles=NAMED)))), SECOND_PERMIT]
    vehicles = [a_vehicle(unit_id, plate) for unit_id, plate in zip(UNITS, PLATES, strict=True)]
    world = Scene(permits=permits, vehicles=vehicles, manifests=PAPERS[draw(st.sampled_from(sorted(PAPERS)))]).world()
    known: dict[tuple[int, str], Observation] = {}
    now_ms = ms(120)
    weighed: list[tuple[Fact | None, int, World]] = []
    one, other = draw(st.permutations(range(len(UNITS))))[:2]
    scripts: tuple[list[Told], ...] = ([], breakdown(one, other), contest(one, other))
    script = draw(st.permutations(draw(st.sampled_from(scripts))))
    for _ in range(draw(st.integers(1, 25))):
        if draw(st.integers(0, 9)) == 0:
            world = then_told(world, draw(st.sampled_from(CHANGES)))
        unit = draw(st.integers(0, len(UNITS) - 1))
        mine = [name for owner, name in known if owner == unit]
        was: Observation | None = None
        now: Observation | None
        if draw(st.booleans()) and script:
            unit, now = script.pop()
            was = known.pop((unit, now.name), None)
        else:
            now_ms += draw(gaps)
            was = known.pop((unit, draw(st.sampled_from(mine)))) if draw(st.booleans()) and mine else None
            if isinstance(was, Presence | Stand) and was.last_ms is None and draw(st.booleans()):
                now = msgspec.structs.replace(was, last_ms=max(was.first_ms, now_ms))
            else:
                now = None if was is not None and draw(st.booleans()) else draw(seen(unit, now_ms))
        if now is not None:
            known[unit, now.name] = now
        waited_ms = draw(st.sampled_from((0, 0, HOUR_MS)))  # for a tracker that came late
        fact = Fact(
            kind="seen", key="seen", unit_id=UNITS[unit], receipt_ms=now_ms - waited_ms, observation=now, was=was
        )
        weighed.append((fact, now_ms, world))
    return [*weighed, (None, now_ms + draw(st.sampled_from((0, DAY_MS, 70 * DAY_MS))), world)]


def comes_to(docket: Docket) -> tuple[dict[str, bytes], int | None]:
    return {key: encode_entry(entry) for key, entry in docket.entries.items()}, next_due(docket)


@settings(max_examples=200)
@given(told())
def test_worked_up_fact_by_fact_it_comes_to_what_one_opened_anew_does(story: list[tuple[Fact | None, int, World]]) -> None:
    kept, anew = Docket(), Docket()
    for fact, now_ms, world in story:
        facts = [] if fact is None else [fact]
        ours = weigh(kept, facts, now_ms, world)
        anew.books.clear()
        theirs = weigh(anew, facts, now_ms, world)
        assert (ours.events, ours.rulings) == (theirs.events, theirs.rulings)
        assert comes_to(kept) == comes_to(anew)


def test_what_changes_nothing_at_a_gate_judges_nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A truck that comes and stops, stands and goes on; its trip is what is to be judged."""
    judged: list[int] = []

    def judge(case: Case, book: GateBook, now_ms: int, out: Weighed, **how: bool) -> None:
        judged.append(now_ms)
        judge_gate(case, book, now_ms, out, **how)

    monkeypatch.setattr(weigh_module, "judge_gate", judge)
    world = Scene(permits=[LITTLE], vehicles=[a_vehicle(UNITS[0], PLATES[0])]).world()
    docket = Docket()
    quiet: list[Observation] = [stay(0, "Z-GEN", ms(1), None), stay(0, "Z-GEN", ms(1), None, ms(5)), stop(0, ms(5), None), stop(0, ms(5), ms(20))]
    for minute, observation in enumerate([*quiet, trip(0, ms(21), None)], start=30):
        weigh(docket, [Fact(kind="seen", key="seen", unit_id=UNITS[0], receipt_ms=ms(minute), observation=observation)], ms(minute), world)
    assert judged == [ms(30), ms(34)], "the first one opens the book"
    assert len(docket.case("gate:Z-GEN").seen) == 3, "all of it is noted"
