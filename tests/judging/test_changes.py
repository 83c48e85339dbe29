"""Which units newer reference data concern, and from when on."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from models.reference import Kind, Record, ReferenceVersion, decode, version_key
from models.thresholds import Thresholds
from streams.judging.changes import Change, Concerned, changes_after
from streams.judging.world import World
from tests.builders import GENERATOR, UNIT, a_manifest, a_permit, a_vehicle, a_zone, at, ms

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
        ("a manifest of another truck concerns all of its permit", ("manifests", a_manifest("M-2", plate="99-9999"), NOW), NOW - DAY, NOW - DAY),
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
    world, changes = changed(("permits", a_permit(status="suspended"), NOW), ("manifests", a_manifest("M-2"), NOW + 5))
    assert concerned(changes).since_ms(UNIT, world) == ms(NOW + 5 - DAY)


def test_each_unit_is_looked_up_once_however_many_changes_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    world, changes = changed(*(("manifests", a_manifest(f"M-{number}", plate="99-9999"), NOW) for number in range(2, 40)))
    asked: list[str] = []

    def plates_of(_: World, unit_id: str) -> frozenset[str]:
        asked.append(unit_id)
        return frozenset()

    monkeypatch.setattr(World, "plates_of", plates_of)
    found = concerned(changes)
    assert len(changes) == 38
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
