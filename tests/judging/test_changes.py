"""Which units newer reference data concern, and from when on."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.observation import Presence
from models.reference import Kind, Record, ReferenceVersion, decode, version_key
from models.thresholds import Thresholds
from models.times import MINUTE_MS
from streams.compare import differences, version_faults
from streams.judging.changes import Change, Concerned, changes_after
from streams.judging.world import World
from tests.builders import (
    GENERATOR,
    PERMIT,
    PLATE,
    UNIT,
    Scene,
    a_manifest,
    a_permit,
    a_vehicle,
    a_zone,
    an_item,
    at,
    ms,
)
from tests.judging.follower import Follower, arrivals
from tests.judging.stories import BOTH_ITEMS, FURTHER, REFERENCE, stories

NOW = 600.0
DAY = 24 * 60.0
OTHER = a_vehicle("unit-2", "99-9999")


def told(*records: tuple[Kind, dict[str, Any] | str, float], seq: int = 1) -> list[ReferenceVersion]:
    """Records as a topic tells them, each at a minute; a text is the key of a tombstone."""
    found = []
    for number, (kind, raw, minute) in enumerate(records, seq):
        body: Record | None = None if isinstance(raw, str) else decode(kind, raw)
        found.append(
            ReferenceVersion(
                kind=kind, key=str(raw) if body is None else version_key(body), received_ms=ms(minute), body=body, seq=number,
                version_from_ms=getattr(body, "version_from_ms", None),
            )
        )
    return found


KNOWN = told(
    ("vehicles", a_vehicle(), -9 * DAY), ("vehicles", OTHER, -9 * DAY), ("zones", GENERATOR, -9 * DAY), ("permits", a_permit(), -9 * DAY),
    ("manifests", a_manifest(), -9 * DAY),
)  # fmt: skip


def changed(*records: tuple[Kind, dict[str, Any] | str, float]) -> tuple[World, list[Change]]:
    world = World([*KNOWN, *told(*records, seq=len(KNOWN) + 1)], Thresholds(), ZoneInfo("Asia/Bangkok"))
    return world, list(changes_after(world, len(KNOWN)))


def concerned(changes: Iterable[Change]) -> Concerned:
    found = Concerned()
    for change in changes:
        found.add(change)
    return found


@pytest.mark.parametrize(
    ("says", "record", "mine", "other"),
    (
        ("a later version, from its receipt", ("permits", a_permit(status="suspended"), NOW), NOW, None),
        ("one that begins before it, from there", ("permits", a_permit(status="suspended", version_from=at(NOW - 60)), NOW), NOW - 60, None),
        ("at most 24 h back", ("permits", a_permit(status="suspended", version_from=at(NOW - 3 * DAY)), NOW), NOW - DAY, None),
        ("one that begins afterwards, from then", ("permits", a_permit(status="suspended", version_from=at(NOW + 60)), NOW), NOW + 60, None),
        ("told again, unchanged", ("permits", a_permit(), NOW), None, None),
        ("the first of its key, 24 h back", ("permits", a_permit("B-2"), NOW), NOW - DAY, None),
        ("a permit that takes the truck off its list", ("permits", a_permit(vehicles=[]), NOW), NOW, None),
        ("another truck's permit", ("permits", a_permit("B-2", vehicles=[{"plate": "99-9999", "province": "ระยอง"}]), NOW), None, NOW - DAY),
        ("a manifest, from the first departure that it may fit", ("manifests", a_manifest("M-2", NOW), NOW), NOW - 360, None),
        ("one for a round next week, from then", ("manifests", a_manifest("M-2", NOW + 7 * DAY), NOW), NOW + 7 * DAY - 360, None),
        ("at most 24 h back, too", ("manifests", a_manifest("M-2", NOW - 2 * DAY), NOW), NOW - DAY, None),
        ("planned anew: from the earlier of both", ("manifests", a_manifest(depart=NOW), NOW), NOW, None),
        ("planned anew since before", ("manifests", a_manifest(depart=NOW, version_from=at(-NOW)), NOW), 15 - 360, None),
        ("of a truck that its permit does not name, whose sites are others then: all of that truck, and of its permit's as of any",
         ("manifests", a_manifest("M-2", NOW, plate="99-9999"), NOW), NOW - 360, NOW - DAY),
        ("a permit that names another truck, whose sites are others then: all of that truck",
         ("permits", a_permit(vehicles=[*a_permit()["vehicles"], {"plate": "99-9999", "province": "ระยอง"}]), NOW), NOW, NOW - DAY),
        ("a permit of another generator, later on: its gate is theirs at any time",
         ("permits", a_permit(generator={"factory_no": "F-9", "name_th": "x", "name_en": "x", "zone_id": "Z-9"}, version_from=at(NOW + 60)), NOW), NOW - DAY, None),
        ("a receipt told late, from its own time", ("manifests", a_manifest(received=NOW - 30), NOW), NOW - 30, None),
        ("the end of a key", ("permits", KNOWN[3].key, NOW), NOW, None),
        ("the unit moves to another truck", ("vehicles", a_vehicle(plate="88-8888"), NOW), NOW, None),
        ("a zone concerns everybody", ("zones", a_zone("Z-NEW", "restricted", 0), NOW), NOW - DAY, NOW - DAY),
    ),
)  # fmt: skip
def test_from_when_on_whom_a_version_concerns(says: str, record: Any, mine: float | None, other: float | None) -> None:
    world, changes = changed(record)
    found = [concerned(changes).since_ms(unit_id, world) for unit_id in (UNIT, "unit-2")]
    assert found == [None if minute is None else ms(minute) for minute in (mine, other)], says


def test_of_several_the_earliest_counts() -> None:
    world, changes = changed(("permits", a_permit(status="suspended"), NOW), ("permits", a_permit("B-2"), NOW + 5))
    assert concerned(changes).since_ms(UNIT, world) == ms(NOW + 5 - DAY)


def test_each_unit_is_looked_up_once_however_many_changes_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    world, changes = changed(*(("manifests", a_manifest(f"M-{number}", plate="99-9999"), NOW) for number in range(2, 40)))
    asked: list[str] = []

    def plates_of(_: World, unit_id: str) -> frozenset[str]:
        asked.append(unit_id)
        return frozenset()

    monkeypatch.setattr(World, "plates_of", plates_of)
    found = concerned(changes)
    assert {change.key for change in changes} == {f"M{number}" for number in range(2, 40)}
    assert found.since_ms(UNIT, world) is None
    assert asked == [UNIT]


def test_nothing_told_changes_nothing() -> None:
    world, changes = changed()
    assert changes == []
    assert concerned(changes).unit_ids(world) == frozenset()
    assert world.seq_told_before(ms(-10 * DAY)) == 0
    assert world.seq_told_before(ms(0)) == len(KNOWN)


def test_a_version_knows_what_it_changed_itself_not_what_came_before() -> None:
    world, _ = changed(("permits", a_permit(status="suspended"), NOW))
    assert [msgspec.structs.asdict(change)["kind"] for change in changes_after(world, len(KNOWN))] == ["permits"]
    assert list(changes_after(world, world.seq)) == []


def test_a_newer_world_keeps_the_land_until_a_zone_is_told() -> None:
    first = World(KNOWN, Thresholds(), ZoneInfo("Asia/Bangkok"))
    seq = len(KNOWN) + 1
    papers, zones = (row for row in KNOWN if row.kind == "manifests"), (row for row in KNOWN if row.kind == "zones")
    with_paper = first.followed_by([msgspec.structs.replace(next(papers), seq=seq)])
    with_zone = with_paper.followed_by([msgspec.structs.replace(next(zones), seq=seq + 1)])
    assert with_paper.land is first.land
    assert with_zone.land is not first.land


SHORT = "[departure]\nmanifest_h = 0.2\n"
GIVEN = REFERENCE | {"nobody is named": {"permits": [a_permit(vehicles=[])]}}
WORLDS = {name: Scene(**given_data | {"rules": f"{given_data.get('rules', '')}{SHORT}"}).world() for name, given_data in GIVEN.items()}
MANIFESTS = st.builds(
    lambda number, depart, received, since, **terms: a_manifest(
        number, depart, **terms, **({} if received is None else {"received": depart + received}),
        **({} if since is None else {"version_from": at(depart + since)}),
    ),
    number=st.sampled_from(("M-1", "M-9")), depart=st.integers(-30, 200), received=st.sampled_from((None, None, -5, 20, 60)),
    since=st.sampled_from((None, None, -60, 10)), plate=st.sampled_from((PLATE, PLATE, "99-9999")),
    permit_no=st.sampled_from((PERMIT, PERMIT, "B-2", "B-3")),
)


PERMITS = st.builds(
    lambda vehicles, generator, items, since: a_permit(
        vehicles=vehicles, items=items, **generator, **({} if since is None else {"version_from": at(since)})
    ),
    vehicles=st.sampled_from(([], [{"plate": PLATE, "province": "ระยอง"}], [{"plate": "99-9999", "province": "ระยอง"}])),
    generator=st.sampled_from(({}, {}, {"generator": FURTHER["generator"]})),
    items=st.sampled_from(([an_item()], BOTH_ITEMS)), since=st.sampled_from((None, -60, 10, 40)),
)


@settings(max_examples=100)
@given(st.sampled_from(sorted(WORLDS)), MANIFESTS.map(lambda one: ("manifests", one)) | PERMITS.map(lambda one: ("permits", one)), stories(), st.lists(st.sampled_from((0, 0, 0, 2, 30)), min_size=3, max_size=9), st.integers(0, 100))
def test_judged_again_from_then_on_it_is_as_if_the_paper_had_been_told_in_time(
    name: str, paper: tuple[Kind, dict[str, Any]], pings: list[dict[str, Any]], delays: list[float], cut: int
) -> None:
    """What lies before need not be judged again."""
    before = WORLDS[name]
    [version] = told((*paper, -DAY), seq=before.seq + 1)
    world, coming = before.followed_by([version]), arrivals(pings, delays)
    since_ms = concerned(changes_after(world, before.seq)).since_ms(UNIT, world)
    late, early = Follower(before), Follower(world)
    for number, ping in enumerate(coming):
        late.take([ping])
        early.take([ping])
        if number == cut % len(coming):
            late.again(world, ping.receipt_ms, since_ms)
    for follower in (late, early):
        follower.again(world, coming[-1].receipt_ms + MINUTE_MS, None)
    assert differences(late.events, early.events) == []
    assert version_faults(late.events) == []
    present = [{one.observation for one in unit.observed.each() if isinstance(one.observation, Presence)} for unit in (late.unit, early.unit)]
    assert present[0] == present[1]
