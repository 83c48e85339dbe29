"""Where a ping may be found after a run: stored, among the dead letters, or with its unit's clock still."""

from typing import Any, Final, NamedTuple

import msgspec

from faults.evidence import Evidence
from faults.reading import committed, reading, sealer_of
from models.dead_letter import REASONS, DeadLetter
from models.decode import Accepted, decode_message
from models.ping import Location
from models.times import UnreadableTime, from_iso
from models.topics import DEAD
from ops.dead_letters import sealed_bytes
from ops.personal import CannotOpen, Sealer
from storage.unit_states import load_units
from streams.judging import state
from streams.judging.state import decode_unit

_OWN_FAULT: Final = "judging_failed"
_LETTER: Final = msgspec.json.Decoder(DeadLetter)


class Sighting(NamedTuple):
    """What a ping is known by, whoever has it: the unit, the time as the device said it, the place."""

    unit_id: str
    said_ms: int
    lat: float
    lon: float


class Part(NamedTuple):
    """A part of a record: where the record stands, and which of those in it."""

    topic: str
    partition: int
    offset: int
    number: int


class Kept(msgspec.Struct, kw_only=True):
    """All that is anywhere, and the parts of records for which there are dead letters with a reason that is known.

    `thrown_out` names the letters of pings that nothing was wrong with.
    """

    stored: set[Sighting]
    dead: set[Sighting]
    waiting: set[Sighting]
    letters: set[Part]
    thrown_out: list[str] = msgspec.field(default_factory=list)

    def holds(self, seen: Sighting) -> bool:
        """Whether a ping is anywhere."""
        return seen in self.stored or seen in self.dead or seen in self.waiting


def sighting_of(location: Location) -> Sighting:
    """What a location is known by; raises UnreadableTime."""
    return Sighting(location.unit_id, from_iso(location.utc_ts), location.lat, location.lon)


async def whereabouts(evidence: Evidence) -> Kept:
    """All that a run has kept."""
    kept = await buried(evidence)
    async with reading(evidence) as db:
        await _add_stored(kept, db)
    return kept


async def buried(evidence: Evidence) -> Kept:
    """What a run's dead letters hold; of what is stored, nothing."""
    kept = Kept(stored=set(), dead=set(), waiting=set(), letters=set())
    sealer = sealer_of(evidence)
    async for record in committed(evidence, DEAD.name):
        add_letter(kept, record.value or b"", sealer)
    return kept


def add_letter(kept: Kept, body: bytes, sealer: Sealer) -> None:
    """Takes in a dead letter: whose it is, and the ping that it holds, where it holds one and gives its reason."""
    try:
        letter = _LETTER.decode(body)
    except msgspec.MsgspecError:
        return
    if letter.reason not in REASONS:
        return
    source = letter.source
    if letter.reason == _OWN_FAULT:
        kept.thrown_out.append(f"{letter.unit_id} from {source}: {letter.detail}")
    if source.topic is not None and source.partition is not None and source.offset is not None:
        kept.letters.add(Part(source.topic, source.partition, source.offset, source.index))
    try:
        found = decode_message(sealed_bytes(letter, sealer)).records
        kept.dead |= {sighting_of(one.location) for one in found if isinstance(one, Accepted)}
    except (CannotOpen, UnreadableTime):
        return


async def _add_stored(kept: Kept, db: Any) -> None:
    async with db.transaction(readonly=True):
        # The time that the device said: the table's is corrected where its clock was 7 h ahead.
        async for row in db.cursor("SELECT unit_id, utc_ms + shift_ms, lat, lon FROM pings", prefetch=10_000):
            kept.stored.add(Sighting(*row))
    unit_ids = [row["unit_id"] for row in await db.fetch("SELECT unit_id FROM unit_states")]
    for row in await load_units(db, unit_ids):
        if row.format == state.FORMAT:
            waiting = decode_unit(row.body).clock.waiting
            kept.waiting |= {Sighting(ping.unit_id, ping.utc_ms, ping.lat, ping.lon) for ping in waiting}
