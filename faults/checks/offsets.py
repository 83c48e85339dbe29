"""The offset at which a partition goes on never goes back, whoever holds it, and at the end all has been read."""

from collections.abc import Iterable, Mapping
from typing import Final

from faults.evidence import Breach, Evidence, Offset, lines_of
from faults.findings import Findings
from faults.reading import ends_of, reading
from models.topics import LATE, PINGS
from storage.offsets import OffsetRow, Place, load

CHECK: Final = "offsets"


async def check(evidence: Evidence) -> list[Breach]:
    """Offsets and tokens that went back between two samples, and records that nobody has read."""
    samples = list(lines_of(evidence, Offset))  # before the rows: who samples may go on
    async with reading(evidence) as db:
        rows = await load(db)
    last = [_sample(row) for row in rows.values()]
    ends = {
        (topic.name, partition): end
        for topic in (PINGS, LATE)
        for partition, end in (await ends_of(evidence, topic.name)).items()
    }
    return [*went_back([*samples, *last]), *unread(rows, ends)]


def went_back(samples: Iterable[Offset]) -> list[Breach]:
    """Of samples in the order of time, those that stand below one before them."""
    found = Findings(CHECK)
    before: dict[Place, Offset] = {}
    for sample in samples:
        place = sample.topic, sample.partition
        known = before.get(place, sample)
        if sample.next_offset < known.next_offset:
            found.add("an offset went back", f"{place}: {known.next_offset} to {sample.next_offset}")
        if sample.token < known.token:
            found.add("a token went back", f"{place}: {known.token} to {sample.token}")
        before[place] = sample
    return found.breaches()


def unread(rows: Mapping[Place, OffsetRow], ends: Mapping[Place, int]) -> list[Breach]:
    """Partitions that are not read to their end."""
    found = Findings(CHECK)
    for place, end in ends.items():
        following = rows[place].next_offset if place in rows else 0
        if following < end:
            found.add("records left unread", f"{place}: read to {following} of {end}", end - following)
        if following > end:
            found.add("an offset beyond the topic's end", f"{place}: {following} of {end}")
    return found.breaches()


def _sample(row: OffsetRow) -> Offset:
    return Offset(
        at_ms=0, topic=row.topic, partition=row.partition, next_offset=row.next_offset, token=row.token
    )  # fmt: skip
