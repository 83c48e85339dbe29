"""Every record of the topics of pings is accounted for: its pings are somewhere, what is no ping is a dead letter.

A ping that nothing is wrong with is no dead letter.
"""

from collections.abc import AsyncIterator, Iterable
from typing import Final, NamedTuple

from faults.evidence import Breach, Evidence
from faults.findings import Findings
from faults.reading import committed, sealer_of
from faults.whereabouts import Kept, Part, sighting_of, whereabouts
from models.decode import Accepted, Decoded, decode_message
from models.times import UnreadableTime
from models.topics import LATE, PINGS, RAW, TRACCAR
from ops.personal import CannotOpen, Sealer
from ops.raw_bytes import open_raw
from streams.gateway.records import SEALED

CHECK: Final = "accounted"


class Message(NamedTuple):
    """A record of a topic of pings."""

    topic: str
    partition: int
    offset: int
    body: bytes


async def check(evidence: Evidence) -> list[Breach]:
    """What has come to nothing."""
    kept = await whereabouts(evidence)
    found = _thrown_out(kept)
    async for message in _messages(evidence):
        look_at(message, kept, found)
    return found.breaches()


def unaccounted(messages: Iterable[Message], kept: Kept) -> list[Breach]:
    """Breaches for parts of messages that came to nothing, and for pings that were thrown out."""
    found = _thrown_out(kept)
    for message in messages:
        look_at(message, kept, found)
    return found.breaches()


def look_at(message: Message, kept: Kept, found: Findings) -> None:
    """Notes the parts of a message that are nowhere."""
    for one in decode_message(message.body).records:
        part = Part(message.topic, message.partition, message.offset, one.index)
        if part not in kept.letters and not _is_kept(one, kept):
            kind = "a ping" if isinstance(one, Accepted) else "what is no ping"
            found.add(f"{kind} that was read and came to nothing", f"{part}: {one.raw[:120]!r}")


def _thrown_out(kept: Kept) -> Findings:
    found = Findings(CHECK)
    found.add_all("a good ping thrown out by a fault of the program", kept.thrown_out)
    return found


def _is_kept(one: Decoded, kept: Kept) -> bool:
    try:
        return isinstance(one, Accepted) and kept.holds(sighting_of(one.location))
    except UnreadableTime:
        return False


async def _messages(evidence: Evidence) -> AsyncIterator[Message]:
    sealer = sealer_of(evidence)
    for topic in (RAW, TRACCAR, PINGS, LATE):
        async for record in committed(evidence, topic.name):
            sealed = any(name == SEALED for name, _ in record.headers)
            body = _opened(record.value or b"", sealer) if sealed else record.value or b""
            yield Message(record.topic, record.partition, record.offset, body)


def _opened(value: bytes, sealer: Sealer) -> bytes:
    try:
        return open_raw(value, sealer)
    except CannotOpen:
        return value
