"""Who leads a plate's trip, who belongs to it and when; as tables, and over days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.observation import Fact, Load, Observation, Sighting
from models.ruling import Bridged, Follows
from models.thresholds import SamePlate
from models.times import MINUTE_MS
from models.trip import EndReason
from streams.judging.rulings import changed_since_ms, with_ruling
from streams.judging.state import Rulings
from streams.weighing.companions import led_trips, near_spans
from streams.weighing.docket import Docket, Seen, encode_entry
from streams.weighing.weigh import next_due, weigh
from streams.weighing.weighed import Weighed
from tests.builders import PLATE, PROVINCE, Scene, a_vehicle, ms, place

KEY = "701234|TH-21"
LIMITS = SamePlate()
WORLD = Scene(vehicles=[a_vehicle(), a_vehicle("unit-2")]).world()


def a_load(unit_id: str, start: float, end: float | None = None, reason: EndReason | None = None) -> Seen:
    return Seen(
        unit_id=unit_id,
        observation=Load(
            trip_key=f"Z-GEN@{start}", plate=PLATE, province=PROVINCE, plate_key=KEY, origin_zone_id="Z-GEN",
            started_ms=ms(start), permits=(), manifests=(), generators=(), departures=(), visits=(),
            state="on_the_way" if end is None else "ended", ended_ms=None if end is None else ms(end), end_reason=reason,
            shared=True,
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("says", "loads", "leads"),
    (
        ("the one that left first", (a_load("b", 10, 50), a_load("a", 11, 50)), [("b", 10)]),
        ("left at one time, the first by name", (a_load("b", 10, 50), a_load("a", 10, 50)), [("a", 10)]),
        ("the second leads once the first one's trip is over", (a_load("a", 10, 50), a_load("b", 50, 60)), [("a", 10), ("b", 50)]),
        ("a turn at the gate is no trip", (a_load("a", 10, 12, "superseded"), a_load("b", 11, 60)), [("b", 11)]),
        ("a trip in another's is none, whatever lies in it", (a_load("a", 10, 50), a_load("b", 40, 90), a_load("c", 60, 70)), [("a", 10), ("c", 60)]),
        ("one that goes on keeps all others out", (a_load("a", 10), a_load("b", 500)), [("a", 10)]),
    ),
)  # fmt: skip
def test_who_leads(says: str, loads: tuple[Seen, ...], leads: list[tuple[str, float]]) -> None:
    found = [(one.unit_id, one.load.started_ms) for one in led_trips(loads)]
    assert found == [(unit, ms(start)) for unit, start in leads], says


@pytest.mark.parametrize(
    ("says", "compared", "spans"),
    (
        ("never compared", "", []),
        ("near from before the departure on", "-4n -2n 0n 2n", [(0, 32)]),
        ("first compared on the way", "6n 8n", [(0, 38)]),
        ("far all the way", "0f 2f 4f", []),
        ("one glitch parts nobody", "0n 2f 4n 6f 8n", [(0, 38)]),
        ("parts with the first of two", "0n 2n 4f 6f 8f", [(0, 4)]),
        ("joins with the first of two", "0f 2n 4n", [(2, 34)]),
        ("passing by is not joining", "0f 2n 4f", []),
        ("not compared for an hour, and near again", "0n 60n", [(0, 90)]),
        ("not compared for an hour, and far then", "0n 60f 62f", [(0, 30)]),
        ("parts and comes back", "0n 2f 4f 6n 8n", [(0, 2), (6, 38)]),
    ),
)
def test_when_it_belongs_to_the_trip(says: str, compared: str, spans: list[tuple[int, int]]) -> None:
    pairs = [(int(one[:-1]) * MINUTE_MS, one[-1] == "n") for one in compared.split()]
    assert near_spans(pairs, 0, LIMITS) == [(a * MINUTE_MS, b * MINUTE_MS) for a, b in spans], says


@given(st.lists(st.tuples(st.integers(-20, 300), st.booleans()), unique_by=lambda pair: pair[0]).map(sorted))
def test_spans_follow_each_other(compared: list[tuple[int, bool]]) -> None:
    compared = [(minute * MINUTE_MS, near) for minute, near in compared]
    spans = near_spans(compared, 0, LIMITS)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)


@pytest.mark.parametrize(
    ("says", "ruling", "since"),
    (
        ("the same again", Follows(unit_id="u", name="t", from_ms=10, until_ms=None, near=((10, None),)), None),
        ("the trip ends", Follows(unit_id="u", name="t", from_ms=10, until_ms=90, near=((10, 90),)), 90),
        ("it parts before", Follows(unit_id="u", name="t", from_ms=10, until_ms=90, near=((10, 50),)), 50),
        ("taken back", Follows(unit_id="u", name="t", from_ms=10, until_ms=None, near=((10, None),), void=True), 10),
        ("another trip", Follows(unit_id="u", name="s", from_ms=70, until_ms=None), 70),
        ("heard once more", Bridged(unit_id="u", name="b", heard=((20, 21), (40, 41))), 40),
        ("heard no more", Bridged(unit_id="u", name="b"), 20),
    ),
)
def test_since_when_a_ruling_changes_anything(says: str, ruling: Follows | Bridged, since: int | None) -> None:
    known = with_ruling(Rulings(), Follows(unit_id="u", name="t", from_ms=10, until_ms=None, near=((10, None),)))
    known = with_ruling(known, Bridged(unit_id="u", name="b", heard=((20, 21),)))
    assert changed_since_ms(known, ruling) == since, says
    assert changed_since_ms(with_ruling(known, ruling), ruling) is None, says


def sighted(unit_id: str, minute: float, east_m: float) -> Fact:
    lon, lat = place(east_m)
    number = ms(minute) // 120_000
    return seen(unit_id, minute, Sighting(number=number, plate_key=KEY, utc_ms=ms(minute), receipt_ms=ms(minute), lat=lat, lon=lon))


def seen(unit_id: str, minute: float, observation: Observation) -> Fact:
    return Fact(kind="seen", key="seen", unit_id=unit_id, receipt_ms=ms(minute), observation=observation)


def told(docket: Docket, *facts: Fact) -> Weighed:
    return weigh(docket, facts, max(fact.receipt_ms for fact in facts), WORLD)


def test_over_days_the_case_stays_small_and_what_was_said_stands() -> None:
    """Two trucks under one plate, 60 km apart for 40 hours: one alert each, opened once, that ends when one goes quiet."""
    docket, events = Docket(), []
    for minute in range(0, 40 * 60, 8):
        events += told(docket, sighted("unit-1", minute, 0), sighted("unit-2", minute, 60_000)).events
    assert [event.type.rpartition(".")[2] for event in events] == ["opened", "opened"]
    assert len(encode_entry(docket.entries[f"plate:{KEY}"])) < 80_000
    due_ms = next_due(docket)
    assert due_ms is not None
    ended = weigh(docket, (), due_ms, WORLD).events
    assert [event.data["close_reason"] for event in ended] == ["cleared", "cleared"]
    later = told(docket, sighted("unit-1", 80 * 60, 0))
    assert later.events == []


def test_over_days_rulings_of_a_trip_stand_and_are_not_told_again() -> None:
    """Both side by side for 30 hours in one trip: told when the other is first seen, and when it is seen near; they part."""
    docket, end = Docket(), 30 * 60
    follows = told_of_trips(told(docket, seen("unit-1", 0, a_load("unit-1", 0).observation)))
    for minute in range(0, end, 4):
        follows += told_of_trips(told(docket, sighted("unit-1", minute, 0), sighted("unit-2", minute + 1, 0)))
    assert [(one.unit_id, one.from_ms, one.near) for one in follows] == [
        ("unit-2", ms(0), ()), ("unit-2", ms(0), ((ms(0), None),)),
    ]  # fmt: skip
    for minute in range(end, end + 16, 4):
        follows += told_of_trips(told(docket, sighted("unit-1", minute, 0), sighted("unit-2", minute + 1, 60_000)))
    assert follows[-1].near == ((ms(0), ms(end + 1)),)


def told_of_trips(weighed: Weighed) -> list[Follows]:
    return [ruling for ruling in weighed.rulings if isinstance(ruling, Follows)]
