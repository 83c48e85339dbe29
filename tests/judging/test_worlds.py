"""Worlds that follow each other: each answers as if it had been built whole, whatever was asked before and of whom."""

from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.gaps import Gaps
from models.reference import KINDS, Kind, Record, ReferenceVersion, decode, normal_key, version_key
from models.resolution import resolve
from models.thresholds import Thresholds
from streams.judging.table import Drafts, Table
from streams.judging.world import World
from tests.builders import PROVINCE, a_manifest, a_permit, a_route, a_vehicle, a_zone, an_area, an_item, at, ms
from tests.judging.questions import (
    ASKED_TOGETHER,
    DAY,
    MANIFESTS,
    PERIODS,
    PERMITS,
    QUESTIONS,
    UNITS,
    WRITTEN_PLATES,
    ZONES,
    answers,
    unlike,
)

MINUTES: Final = (-2 * DAY, -60.0, -15.0, 0.0, 15.0, 60.0)

versioned: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{}, {}, {"version_from": at(-60)}, {"version_from": at(0)}])
plates = st.sampled_from(WRITTEN_PLATES)
item_nos = st.sampled_from([1, 2])
kinds = st.sampled_from(["generator", "processor", "restricted", "province", "rest_area", "estate"])


@st.composite
def vehicles(draw: st.DrawFn, most: int) -> dict[str, Any]:
    """A period of a unit on a truck, perhaps of a province that nobody knows."""
    ends, begins = draw(st.sampled_from([None, "2026-11-02"])), draw(st.sampled_from(["2025-01-01", "2026-11-02"][:most]))
    province = draw(st.sampled_from([PROVINCE, PROVINCE, "Atlantis"]))
    unit = draw(st.sampled_from(UNITS[:most]))
    return a_vehicle(unit, draw(plates), province=province, valid_from=begins, valid_to=ends) | draw(versioned)


@st.composite
def zones(draw: st.DrawFn, most: int) -> dict[str, Any]:
    """A round zone, or one with corners."""
    name, kind, east_m = draw(st.sampled_from(ZONES[:most])), draw(kinds), draw(st.sampled_from([0, 150, 1000, 2000]))
    if draw(st.booleans()):
        return a_zone(name, kind, east_m, **draw(versioned))
    return an_area(name, kind, east_m - 200, -200, east_m + 200, 200, **draw(versioned))


@st.composite
def permits(draw: st.DrawFn, most: int) -> dict[str, Any]:
    """A permit of some trucks, with or without a route."""
    numbers, zone_ids = draw(st.lists(item_nos, min_size=1, max_size=2, unique=True)), st.sampled_from(ZONES[:most])
    consents = st.sampled_from(["accepted", "accepted", "pending"])
    permit = a_permit(
        draw(st.sampled_from(PERMITS[:most])), status=draw(st.sampled_from(["approved", "approved", "suspended"])),
        vehicles=[{"plate": plate, "province": PROVINCE} for plate in draw(st.lists(plates, max_size=2))],
        items=[an_item(number, draw(zone_ids), consent=draw(consents)) for number in numbers],
        routes=draw(st.sampled_from([[], [a_route(item_nos=(1, 2))], [a_route(item_nos=(1,), to_m=3000)]])),
        allowed_stop_zone_ids=draw(st.lists(zone_ids, max_size=1)),
    )  # fmt: skip
    permit["generator"]["zone_id"] = draw(zone_ids)
    return permit | draw(versioned)


@st.composite
def manifests(draw: st.DrawFn, most: int) -> dict[str, Any]:
    """A manifest of some truck under some permit."""
    status = draw(st.sampled_from([{}, {}, {"status": "cancelled"}, {"status": "received", "received_at": at(30)}, {"status": "received"}]))
    return a_manifest(
        draw(st.sampled_from(MANIFESTS[:most])), draw(st.sampled_from(MINUTES)), plate=draw(plates), item_no=draw(item_nos),
        permit_no=draw(st.sampled_from(PERMITS[:most])), **status,
    ) | draw(versioned)  # fmt: skip


def told(most: int) -> st.SearchStrategy[tuple[Kind, Any]]:
    """Something told of one of so many names of each kind; a text ends its key."""
    kinds_told: list[st.SearchStrategy[tuple[Kind, Any]]] = [
        st.tuples(st.just("vehicles"), vehicles(most)), st.tuples(st.just("zones"), zones(most)),
        *[st.tuples(st.just("permits"), permits(most))] * 2, *[st.tuples(st.just("manifests"), manifests(most))] * 2,
        st.sampled_from([("permits", PERMITS[0]), ("manifests", MANIFESTS[0]), ("zones", ZONES[0]), ("vehicles", PERIODS[0])]),
    ]  # fmt: skip
    return st.one_of(kinds_told)


# Of few names much is told of each: what was told before may have been in force at no time after all.
slices = st.sampled_from([2, 4]).flatmap(lambda most: st.lists(st.lists(told(most), max_size=8), min_size=1, max_size=5))
SOME: Final = settings(max_examples=40)
A_FEW: Final = settings(max_examples=15)


def versions_of(tellings: list[tuple[Kind, Any]], first: int) -> Iterator[ReferenceVersion]:
    """Some tellings as the versions of a store, received a quarter of an hour after each other; a text ends its key."""
    for seq, (kind, raw) in enumerate(tellings, first):
        body: Record | None = None if isinstance(raw, str) else decode(kind, raw)
        yield ReferenceVersion(
            kind=kind, key=normal_key(kind, str(raw)) if body is None else version_key(body), body=body, seq=seq,
            received_ms=ms(15.0 * seq - 60), version_from_ms=getattr(body, "version_from_ms", None),
        )  # fmt: skip


def whole(versions: list[ReferenceVersion]) -> World:
    """The World that is built of all of them at once."""
    return World(versions, Thresholds(), ZoneInfo("Asia/Bangkok"))


def cut(tellings: list[list[tuple[Kind, Any]]]) -> list[list[ReferenceVersion]]:
    """The versions of each slice, numbered through."""
    found: list[list[ReferenceVersion]] = []
    for some in tellings:
        found.append(list(versions_of(some, sum(map(len, found)) + 1)))
    return found


FROM: Final[dict[str, Any]] = {"version_from": at(-60)}
TAKEN_BACK: Final[dict[str, list[list[tuple[Kind, Any]]]]] = {
    "a manifest that was another truck's all the time": [
        [("manifests", a_manifest("M1", plate="70-1", permit_no="P1", **FROM)), ("permits", a_permit("P1")), ("permits", a_permit("P2"))],
        [("manifests", a_manifest("M1", 60, plate="70-2", permit_no="P2", **FROM))],
    ],
    "a unit that never rode with the other after all": [
        [("vehicles", a_vehicle("unit-1", "70-1", **FROM)), ("vehicles", a_vehicle("unit-2", "70-1"))],
        [("vehicles", a_vehicle("unit-1", "70-2", **FROM))],
    ],
    "an older permit that comes to a gate of a newer one": [
        [("permits", a_permit("P1", generator={"zone_id": "Z-2"})), ("permits", a_permit("P2", generator={"zone_id": "Z-1"}))],
        [("permits", a_permit("P1", generator={"zone_id": "Z-1"}))],
    ],
    "a truck that a permit never named after all": [
        [("permits", a_permit("P1", vehicles=[{"plate": "70-1", "province": PROVINCE}], **FROM))], [("permits", a_permit("P1", vehicles=[], **FROM))],
    ],
}  # fmt: skip


@pytest.mark.parametrize("says", TAKEN_BACK)
def test_what_was_taken_back_is_as_if_it_had_not_been_told(says: str) -> None:
    """A version that begins when another one did stands in its place at all times."""
    first, second = cut(TAKEN_BACK[says])
    before = whole(first)
    answers(before)
    assert unlike(before.followed_by(second), whole([*first, *second])) == []


def test_the_permits_of_a_gate_stand_as_they_were_first_told() -> None:
    there: dict[str, Any] = {"generator": {"zone_id": "Z-1"}}
    first, second, third = cut([[("permits", a_permit("P2"))], [("permits", a_permit("P1", **there))], [("permits", a_permit("P2", **there))]])
    assert whole(first).followed_by(second).followed_by(third).permits_of_gate("Z-1") == ("P2", "P1")


@SOME
@given(slices, st.data())
def test_a_world_that_follows_others_answers_as_one_built_whole(tellings: list[list[tuple[Kind, Any]]], data: st.DataObject) -> None:
    """Also the older ones do, once newer ones are there; a question asked before changes no answer."""
    parts = cut(tellings)
    worlds = [whole([])]
    for part in parts:
        if data.draw(st.booleans()):
            answers(worlds[-1])
        worlds.append(worlds[-1].followed_by(part))
    for number, world in enumerate(worlds):
        known = [version for part in parts[:number] for version in part]
        assert unlike(world, whole(known)) == []


@A_FEW
@given(slices, slices)
def test_two_worlds_may_follow_one(first: list[list[tuple[Kind, Any]]], second: list[list[tuple[Kind, Any]]]) -> None:
    """What one of them was told the other does not know, nor the one before them."""
    before = whole([])
    known: list[ReferenceVersion] = []
    for mine, other in zip(first, second, strict=False):
        answers(before)
        answers(before.followed_by(versions_of(other, before.seq + 1)))
        more = list(versions_of(mine, before.seq + 1))
        after = before.followed_by(more)
        assert unlike(before, whole(known)) == []
        before, known = after, [*known, *more]
    assert unlike(before, whole(known)) == []


@A_FEW
@given(slices)
def test_versions_that_come_out_of_their_order_are_put_into_it(tellings: list[list[tuple[Kind, Any]]]) -> None:
    """A World that is told earlier ones later is the same."""
    parts = cut(tellings)
    world = whole([])
    for part in reversed(parts):
        world = world.followed_by(part)
    assert unlike(world, whole([version for part in parts for version in part])) == []


@A_FEW
@given(slices)
def test_what_was_told_since_an_older_world_is_what_it_does_not_know(tellings: list[list[tuple[Kind, Any]]]) -> None:
    parts = cut(tellings)
    worlds = [whole(parts[0])]
    for part in parts[1:]:
        worlds.append(worlds[-1].followed_by(part))
    for number, world in enumerate(worlds):
        later = [version for part in parts[number + 1 :] for version in part]
        assert worlds[-1].told_since(world) == (later if world.count else None)
        assert world.told_since(worlds[-1]) == ([] if not later and world.count else None)


@SOME
@given(st.lists(told(3), max_size=25))
def test_a_gate_changed_with_its_permits_and_their_manifests(tellings: list[tuple[Kind, Any]]) -> None:
    """Where no manifest names the permit there is nothing to weigh."""
    world = whole(list(versions_of(tellings, 1)))
    for seq in range(len(tellings)):
        newer = {(version.kind, version.key) for version in world.told_after(seq)}
        assert world.gates_changed_since(seq) == [
            zone_id
            for zone_id in ZONES
            if any(
                newer & {("permits", permit), *(("manifests", key) for key in world.manifests_of(permit))}
                for permit in world.permits_of_gate(zone_id)
                if world.manifests_of(permit)
            )
        ]


@SOME
@given(slices)
def test_gaps_are_counted_on_as_they_are_listed(tellings: list[list[tuple[Kind, Any]]]) -> None:
    gaps, world, known = Gaps(), whole([]), list[ReferenceVersion]()
    for part in cut(tellings):
        world, known = world.followed_by(part), [*known, *part]
        gaps.tell(part, world.versions)
        found = [gap.kind for gap in resolve(known)]
        assert {kind: gaps.counts[kind] for kind in KINDS} == {kind: found.count(kind) for kind in KINDS}


def test_every_public_question_is_asked() -> None:
    """Whoever adds one adds it to the law."""
    public = {name for name in dir(World) if not name.startswith("_")}
    assert public == QUESTIONS.keys() - {"places", "trips", "told"} | ASKED_TOGETHER | {"followed_by", "told_since"}


@SOME
@given(st.lists(st.dictionaries(st.integers(0, 300).map(str), st.integers(), max_size=20), max_size=5))
def test_a_table_that_has_changes_is_another_one(changes: list[dict[str, int]]) -> None:
    """As dicts that are copied and changed; an older one stays what it was."""
    tables, dicts = [Table[int]()], [dict[str, int]()]
    for change in changes:
        tables.append(tables[-1].having(change))
        dicts.append(dicts[-1] | change)
    for table, known in zip(tables, dicts, strict=True):
        assert dict(table.items()) == known
        assert {name: table.get(name) for name in dicts[-1]} == {name: known.get(name) for name in dicts[-1]}


def test_a_draft_begins_with_what_stands_there_and_changes_nothing_of_it() -> None:
    table = Table[list[int]]().having({"a": [1]})
    drafts = Drafts(table, lambda before: [*(before or ())])
    drafts["a"].append(2)
    drafts["b"].append(3)
    assert dict(table.items()) == {"a": [1]}
    assert dict(table.having(drafts).items()) == {"a": [1, 2], "b": [3]}
