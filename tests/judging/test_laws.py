"""Laws of the judging: whatever the story, these hold."""

import copy
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from models.event import Event
from models.ruling import Excused
from models.times import MINUTE_MS, from_iso, to_iso
from streams.compare import ACROSS_UNITS, differences, order_differences, version_faults
from streams.judging.resume import resume
from streams.judging.state import decode_unit, encode_unit
from streams.weighing.docket import Case, Docket, Logbook
from streams.weighing.weigh import weigh
from tests.builders import START_MS, Scene, a_permit, a_route, judge, ms
from tests.judging.follower import Follower, arrivals
from tests.judging.stories import REFERENCE, scenes, stories

FEW = settings(max_examples=40)
FIRST = {"wastetrack.trip.started", "wastetrack.alert.opened"}
LATER = 24 * 60.0 - 1
WORLDS = {name: Scene(**given_data) for name, given_data in REFERENCE.items()}


def end_of(pings: list[dict[str, Any]]) -> float:
    return (max(from_iso(ping["utc_ts"]) for ping in pings) - START_MS) / MINUTE_MS


def told_alike(scene: Scene, pings: list[dict[str, Any]]) -> list[str]:
    """What differs in the final state when these pings come instead of the scene's."""
    until = end_of(scene.pings) + 300
    other = copy.copy(scene)
    other.pings = pings
    ours, theirs = judge(scene, until), judge(other, until)
    assert version_faults(theirs.events) == []
    assert first_tellings(theirs.events) <= FIRST
    return differences(ours.events, theirs.events)


def first_tellings(events: list[Event]) -> set[str]:
    """What the first versions of trips and alerts are."""
    return {event.type for event in events if event.data["version"] == 1}


@FEW
@given(scenes, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_verdict(scene: Scene, random: Any) -> None:
    """All come when the story is over, in any order."""
    end_ms = ms(end_of(scene.pings))
    shuffled = list(scene.pings)
    random.shuffle(shuffled)
    late = [dict(ping, recv_utc_ts=to_iso(end_ms + 1000 * i)) for i, ping in enumerate(shuffled)]
    assert told_alike(scene, late) == []


@FEW
@given(scenes, st.lists(st.sampled_from((0, 0, 0, 0, 0.05, 6, 40, 300, 720)), min_size=3, max_size=13))
def test_a_clock_that_was_ahead_of_the_pings_changes_no_verdict(scene: Scene, ahead: list[float]) -> None:
    """Before each ping is read the clock has come so many minutes beyond its receipt: others were read before it."""
    world, until = scene.world(), end_of(scene.pings) + 1100
    truck = Follower(world)
    for ping, minutes in zip(arrivals(scene.pings, [0]), ahead * 99, strict=False):
        if minutes:
            truck.look(ping.receipt_ms + round(minutes * MINUTE_MS))
        truck.take([ping])
    truck.look(ms(until))
    assert version_faults(truck.events) == []
    of_it = [event for event in judge(scene, until).events if event.data.get("rule") not in ACROSS_UNITS]
    assert differences(truck.events, of_it) == []


@FEW
@given(scenes, st.lists(st.sampled_from((0, 0, 0, 0.5, 3, 9, 45, 150)), min_size=3, max_size=13))
def test_delays_change_no_verdict(scene: Scene, delays: list[float]) -> None:
    """Each ping comes so many minutes after its fix; what was said meanwhile is closed with late evidence."""
    received = sorted(
        ((from_iso(ping["utc_ts"]) + round(delay * MINUTE_MS), i) for i, (ping, delay) in enumerate(zip(scene.pings, delays * 99, strict=False)))
    )
    late = [dict(scene.pings[i], recv_utc_ts=to_iso(at_ms)) for at_ms, i in received]
    assert told_alike(scene, late) == []


@FEW
@given(scenes, st.integers(0, 200), st.integers(0, 200))
def test_a_repeated_ping_changes_nothing(scene: Scene, which: int, where: int) -> None:
    pings = scene.pings
    which %= len(pings)
    where = which + 1 + where % (len(pings) - which)
    twice = copy.copy(scene)
    twice.pings = [*pings[:where], pings[which], *pings[where:]]
    assert judge(twice).lines() == judge(scene).lines()


@FEW
@given(scenes)
def test_a_replay_gives_the_same_bytes_each_time(scene: Scene) -> None:
    first = judge(scene, end_of(scene.pings) + 200)
    assert judge(scene, end_of(scene.pings) + 200).lines() == first.lines()
    assert version_faults(first.events) == []


DELAYS = st.lists(st.sampled_from((0, 0, 0, 0, 2, 30)), min_size=3, max_size=9)


@FEW
@given(st.sampled_from(sorted(WORLDS)), stories(), DELAYS, st.integers(0, 100))
def test_a_state_written_and_read_goes_on_as_if_nothing_had_been(name: str, pings: list[dict[str, Any]], delays: list[float], cut: int) -> None:
    world = WORLDS[name].world()
    coming = arrivals(pings, delays)
    cut %= len(coming)
    whole, parted = Follower(world), Follower(world)
    for number, ping in enumerate(coming):
        if number == cut:
            read = decode_unit(encode_unit(parted.unit))
            assert encode_unit(read) == encode_unit(parted.unit)
            parted.unit = read
        assert whole.take([ping]) == parted.take([ping])


@FEW
@given(st.sampled_from(sorted(WORLDS)), stories(), DELAYS, st.integers(0, 100))
def test_a_unit_recovers_from_its_saved_state_and_the_pings_stored_since(
    name: str, pings: list[dict[str, Any]], delays: list[float], cut: int
) -> None:
    world = WORLDS[name].world()
    coming = arrivals(pings, delays)
    cut %= len(coming)
    whole, killed = Follower(world), Follower(world)
    for number, ping in enumerate(coming):
        if number == cut:
            saved = decode_unit(killed.saved)
            killed.unit = resume(saved, [p for p in killed.stored if p.utc_ms > saved.fold.at_ms], world)
            assert encode_unit(killed.unit) == encode_unit(whole.unit)
        assert whole.take([ping]) == killed.take([ping])


@FEW
@given(st.sampled_from(sorted(WORLDS)), stories(), st.lists(st.integers(1, 12), min_size=1, max_size=40))
def test_in_order_a_batch_says_what_its_pings_say_one_by_one(name: str, pings: list[dict[str, Any]], sizes: list[int]) -> None:
    world = WORLDS[name].world()
    coming = arrivals(pings, [0])
    single, batched = Follower(world), Follower(world)
    for ping in coming:
        single.take([ping])
    at = 0
    for size in sizes * len(coming):
        batched.take(coming[at : at + size]) if coming[at : at + size] else None
        at += size
    assert batched.events == single.events


@FEW
@given(st.sampled_from(sorted(WORLDS)), stories(), DELAYS, st.randoms(use_true_random=False))
def test_what_a_truck_tells_may_wait_and_comes_to_the_same(name: str, pings: list[dict[str, Any]], delays: list[float], random: Any) -> None:
    """Late pings are read beside the others, so receipts go back; now and then time goes by, or something else is known."""
    truck = Follower(WORLDS[name].world())
    truck.unit.vendor = "043"
    coming = [(ping.receipt_ms + random.choice((0, 0, 45 * MINUTE_MS)), number, ping) for number, ping in enumerate(arrivals(pings, delays))]
    coming.sort()
    while coming:
        together, coming = coming[: (size := random.choice((1, 1, 1, 5)))], coming[size:]
        now_ms = together[-1][0] + random.choice((0, 0, 20)) * MINUTE_MS
        truck.take([ping for _, _, ping in together])
        match random.randrange(8):
            case 0:
                truck.look(now_ms)
            case 1:
                truck.again(WORLDS[random.choice(sorted(WORLDS))].world(), now_ms, random.choice((None, 0)))
            case 2:
                truck.hear(Excused(unit_id="unit-1", alert_id="A", from_ms=now_ms - random.randrange(60) * MINUTE_MS, until_ms=None), now_ms)
            case _:
                pass
    at_once, in_the_end = Docket(), Docket()
    for fact in truck.facts:
        weigh(at_once, [fact], fact.receipt_ms, truck.world)
    facts = sorted(truck.facts, key=lambda fact: fact.receipt_ms)
    assert facts == truck.facts
    weigh(in_the_end, facts, facts[-1].receipt_ms if facts else 0, truck.world)
    assert seen_in(at_once) == seen_in(in_the_end)


@FEW
@given(st.sampled_from(sorted(WORLDS)), stories(), DELAYS)
def test_all_that_is_told_at_once_is_received_at_once(name: str, pings: list[dict[str, Any]], delays: list[float]) -> None:
    """Else the rules across units see half of it: a truck in two outings, or in none."""
    truck = Follower(WORLDS[name].world())
    truck.unit.vendor = "043"
    for ping in arrivals(pings, delays):
        told = len(truck.facts)
        truck.look(ping.receipt_ms)
        known = len(truck.facts)
        truck.take([ping])
        assert len({fact.receipt_ms for fact in truck.facts[known:]}) <= 1
        assert all(fact.receipt_ms <= ping.receipt_ms for fact in truck.facts[told:])


def seen_in(docket: Docket) -> dict[str, Any]:
    """What the rules across units have of a unit's outings and of all else."""
    logbooks = {key: entry.outings for key, entry in docket.entries.items() if isinstance(entry, Logbook)}
    return logbooks | {key: entry.seen for key, entry in docket.entries.items() if isinstance(entry, Case)}


@FEW
@given(st.sampled_from(sorted(WORLDS)), stories(), DELAYS, st.integers(2, 30))
def test_a_batch_with_late_pings_says_the_same_in_the_end(name: str, pings: list[dict[str, Any]], delays: list[float], size: int) -> None:
    world = WORLDS[name].world()
    coming = arrivals(pings, delays)
    single, batched = Follower(world), Follower(world)
    for ping in coming:
        single.take([ping])
    for at in range(0, len(coming), size):
        batched.take(coming[at : at + size])
    assert differences(single.events, batched.events) == []
    assert version_faults(batched.events) == []


@FEW
@given(st.sampled_from(sorted(WORLDS)), stories(), st.integers(1, 20))
def test_what_opens_an_alert_is_the_same_ping_however_many_come_with_it(name: str, pings: list[dict[str, Any]], place: int) -> None:
    """One ping overtakes another, and all that follows comes together with them: detection is told by its own receipt."""
    coming = arrivals(pings, [0])
    place = min(place, len(coming) - 2)
    if place >= 0:
        first, second = coming[place : place + 2]
        late = msgspec.structs.replace(first, receipt_ms=second.receipt_ms)
        coming[place : place + 2] = [second, late]
    single, batched = Follower(WORLDS[name].world()), Follower(WORLDS[name].world())
    for ping in coming:
        single.look(ping.receipt_ms)
        single.take([ping])
    batched.take(coming)
    assert differences(single.events, batched.events) == []
    by_ping = {event.data["alert_id"]: event.data["detected_at"] for event in batched.events if event.type == "wastetrack.alert.opened"}
    for event in single.events:
        if event.type == "wastetrack.alert.opened" and event.data["alert_id"] in by_ping:
            assert by_ping[event.data["alert_id"]] >= min(event.data["started_at"], event.data["detected_at"])
            assert by_ping[event.data["alert_id"]] <= to_iso(coming[-1].receipt_ms)


@FEW
@given(st.sampled_from(sorted(WORLDS)), st.sampled_from(sorted(WORLDS)), stories(), DELAYS, st.integers(0, 100))
def test_reference_data_told_late_say_what_they_would_have_said_in_time(
    before: str, after: str, pings: list[dict[str, Any]], delays: list[float], cut: int
) -> None:
    """Somewhere in the story it becomes known how things had been all the time."""
    coming = arrivals(pings, delays)
    cut %= len(coming)
    now_ms = coming[-1].receipt_ms + MINUTE_MS
    late, early = Follower(WORLDS[before].world()), Follower(WORLDS[after].world())
    for number, ping in enumerate(coming):
        late.take([ping])
        early.take([ping])
        if number == cut:
            late.again(early.world, ping.receipt_ms, 0)
    for follower in (late, early):
        follower.again(early.world, now_ms, None)
    assert differences(late.events, early.events) == []
    assert version_faults(late.events) == []


@FEW
@given(stories(), st.integers(100, 3000), st.integers(0, 2000))
def test_a_wider_corridor_creates_no_breach(pings: list[dict[str, Any]], corridor_m: int, wider_m: int) -> None:
    def deviations(width: int) -> list[tuple[str, str]]:
        told = judge(Scene(pings, permits=[a_permit(routes=[a_route(corridor_m=width)])]))
        return [(alert["started_at"], alert.get("ended_at", "9")) for alert in told.standing("route-deviation")]

    narrow = deviations(corridor_m)
    for start, end in deviations(corridor_m + wider_m):
        assert any(first <= start and end <= last for first, last in narrow)


@FEW
@given(scenes, stories(most=5))
def test_what_another_truck_does_changes_nothing_of_a_trucks_own(scene: Scene, other: list[dict[str, Any]]) -> None:
    until = max(end_of(scene.pings), end_of(other) + 1)
    alone = judge(scene, until)
    both = copy.copy(scene)
    strangers = [dict(ping, unit_id="stranger", utc_ts=to_iso(from_iso(ping["utc_ts"]) + 7000)) for ping in other]
    both.pings = sorted([*scene.pings, *strangers], key=lambda ping: ping["utc_ts"])
    told = judge(both, until)
    mine = [event for event in told.events if event.data["unit_id"] == "unit-1"]
    assert order_differences(alone.events, mine) == []
