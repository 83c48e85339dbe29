"""Every record of the reference topics is kept as the version that it tells, or is a dead letter if it tells none."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from faults.evidence import Breach, Evidence
from faults.findings import Findings
from faults.reading import committed, reading
from faults.whereabouts import Part, buried
from models.fields import BadRecord
from models.reference import KINDS, Kind
from models.topics import REFERENCE
from storage.reference import TopicPlace
from streams.reference.publish import TOPICS
from streams.reference.records import read_record

CHECK: Final = "papers"
_KINDS: Final[Mapping[str, Kind]] = {TOPICS[kind]: kind for kind in KINDS}


class Paper(NamedTuple):
    """A record of a reference topic; without a value it ends its key."""

    place: TopicPlace
    key: bytes | None
    value: bytes | None


class Name(NamedTuple):
    """What a kept version is known by: the place of its record, its kind and its key."""

    source: str
    kind: str
    key: str


class Version(NamedTuple):
    """What was kept of a record: from when it holds, and its JSON, None where the key ends."""

    from_ms: int | None
    body: Any


async def check(evidence: Evidence) -> list[Breach]:
    """Records that are neither, and versions that say something else; what was compacted away is not asked for."""
    papers = [
        Paper(TopicPlace(topic=each.topic, partition=each.partition, offset=each.offset), each.key, each.value)
        for topic in REFERENCE
        async for each in committed(evidence, topic.name)
    ]
    async with reading(evidence) as db:
        versions = await kept_versions(db)
    return lost(papers, versions, (await buried(evidence)).letters)


async def kept_versions(db: Any) -> dict[Name, Version]:
    """The versions that a database holds."""
    rows = await db.fetch("SELECT source, kind, key, version_from_ms, body FROM reference_versions")
    return {
        Name(row["source"], row["kind"], row["key"]): Version(row["version_from_ms"], _decoded(row["body"]))
        for row in rows
    }


def lost(papers: Iterable[Paper], versions: Mapping[Name, Version], letters: set[Part]) -> list[Breach]:
    """Breaches for records of which nothing is kept, or something else than they say."""
    found = Findings(CHECK)
    for place, key, value in papers:
        where = f"{place.source}: {key!r} {(value or b'')[:120]!r}"
        try:
            told = read_record(_KINDS[place.topic], key, value, 0)
        except BadRecord:
            if Part(place.topic, place.partition, place.offset, 0) not in letters:
                found.add("a record that cannot be used, and no dead letter", where)
            continue
        version = versions.get(Name(place.source, told.kind, told.key))
        if version is None:
            found.add("a record that was read and is no version", where)
        elif version != Version(told.version_from_ms, _decoded(told.body)):
            found.add("a version that says something else than its record", where)
    return found.breaches()


def _decoded(body: Any) -> Any:
    return None if body is None else msgspec.json.decode(body)
