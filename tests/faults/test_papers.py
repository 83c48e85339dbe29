"""What was told of permits, vehicles, zones and manifests is found missing, and found changed."""

import json
from typing import Any, Final

import pytest

from faults.checks.papers import Name, Paper, Version, kept_versions, lost
from faults.whereabouts import Part
from storage.pool import connect
from storage.reference import TopicPlace, save_version
from streams.reference.records import read_record
from tests.tracker.road import permit

PLACE: Final = TopicPlace(topic="reference.permits", partition=0, offset=7)
PART: Final = Part("reference.permits", 0, 7, 0)
PERMIT: Final = permit(2)
TOLD: Final = Paper(PLACE, b"P-1", json.dumps(PERMIT, ensure_ascii=False).encode())
ENDED: Final = Paper(PLACE, b" p-1", None)
SPOILT: Final = Paper(PLACE, b"P-1", b"{")
NAME: Final = Name("reference.permits/0/7", "permits", "P1")
WHOLE: Final = Version(None, PERMIT)

MISSING: Final = ["a record that was read and is no version"]
OTHER: Final = ["a version that says something else than its record"]


@pytest.mark.parametrize(
    ("paper", "versions", "letters", "expected"),
    (
        (TOLD, {NAME: WHOLE}, set(), []),
        (TOLD, {}, set(), MISSING),
        (TOLD, {}, {PART}, MISSING),  # it can be used: nobody may throw it out
        (TOLD, {NAME._replace(source="reference.permits/0/6"): WHOLE}, set(), MISSING),
        (TOLD, {NAME._replace(key="P2"): WHOLE}, set(), MISSING),
        (TOLD, {NAME: Version(None, PERMIT | {"status": "suspended"})}, set(), OTHER),
        (TOLD, {NAME: Version(5, PERMIT)}, set(), OTHER),
        (TOLD, {NAME: Version(None, None)}, set(), OTHER),
        (ENDED, {NAME: Version(None, None)}, set(), []),
        (ENDED, {}, set(), MISSING),
        (ENDED, {NAME: WHOLE}, set(), OTHER),
        (SPOILT, {}, {PART}, []),
        (SPOILT, {}, {PART._replace(offset=6)}, ["a record that cannot be used, and no dead letter"]),
        (Paper(PLACE, None, None), {}, set(), ["a record that cannot be used, and no dead letter"]),
    ),
)
def test_every_paper_is_kept_as_it_was_told(paper: Paper, versions: Any, letters: set[Part], expected: list[str]) -> None:
    assert [breach.what for breach in lost([paper], versions, letters)] == expected


def test_what_was_compacted_away_is_asked_of_nobody() -> None:
    assert lost([], {NAME: WHOLE}, set()) == []


async def test_versions_are_compared_as_the_database_gives_them_back(database: str) -> None:
    db = await connect(database)
    try:
        for paper in (TOLD, Paper(TopicPlace(topic=PLACE.topic, partition=0, offset=8), b"P-1", None)):
            await save_version(db, read_record("permits", paper.key, paper.value, 1_000), paper.place)
            assert lost([paper], await kept_versions(db), set()) == []
    finally:
        await db.close()
