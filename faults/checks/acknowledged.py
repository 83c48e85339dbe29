"""Every location that the gateway accepted is stored, or stands among the dead letters with its reason."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import msgspec

from faults.evidence import Acked, Breach, Evidence, lines_of
from faults.findings import Findings
from faults.reading import committed, reading, sealer_of
from models.dead_letter import REASONS, DeadLetter
from models.decode import Accepted, decode_message
from models.ping import Location, to_ping
from models.times import UnreadableTime, from_iso
from models.topics import DEAD
from ops.dead_letters import sealed_bytes
from ops.personal import CannotOpen, Sealer
from storage.unit_states import load_units
from streams.judging import state
from streams.judging.state import decode_unit

CHECK: Final = "acknowledged"
_LETTER: Final = msgspec.json.Decoder(DeadLetter)


class Sighting(NamedTuple):
    """What a ping is known by, whoever has it: the unit, the time as the device said it, the place."""

    unit_id: str
    said_ms: int
    lat: float
    lon: float


class Kept(msgspec.Struct, kw_only=True):
    """Where accepted locations may be: stored, dead with a reason that is known, or with a unit's clock still."""

    stored: set[Sighting]
    dead: set[Sighting]
    waiting: set[Sighting]

    def holds(self, seen: Sighting) -> bool:
        """Whether a ping is anywhere."""
        return seen in self.stored or seen in self.dead or seen in self.waiting


async def check(evidence: Evidence) -> list[Breach]:
    """The accepted locations that are nowhere."""
    acked = list(lines_of(evidence, Acked))
    async with reading(evidence) as db:
        stored = await _stored(db)
        waiting = await _waiting(db, {str(line.location.get("unit_id")) for line in acked})
    return lost(acked, Kept(stored=stored, dead=await _dead(evidence), waiting=waiting))


def lost(acked: Iterable[Acked], kept: Kept) -> list[Breach]:
    """Breaches for what is nowhere."""
    found = Findings(CHECK)
    for line in acked:
        location = location_of(line.location)
        if location is None:
            found.add("accepted, though it cannot be read", line.location)
        elif not kept.holds(sighting_of(location)):
            found.add("accepted, and neither stored nor a dead letter", line.location)
    return found.breaches()


def location_of(sent: dict[str, Any]) -> Location | None:
    """A location as sent, in its normal form; None where the gateway could not have read it."""
    records = decode_message(msgspec.json.encode(sent)).records
    if len(records) != 1 or not isinstance(records[0], Accepted):
        return None
    try:
        to_ping(records[0].location, 0)
    except UnreadableTime:
        return None
    return records[0].location


def sighting_of(location: Location) -> Sighting:
    """What a location is known by."""
    return Sighting(location.unit_id, from_iso(location.utc_ts), location.lat, location.lon)


def letter_sighting(body: bytes, sealer: Sealer) -> Sighting | None:
    """The ping that a dead letter holds; None where it holds none, or gives no reason that is known."""
    try:
        letter = _LETTER.decode(body)
        if letter.reason not in REASONS:
            return None
        records = decode_message(sealed_bytes(letter, sealer)).records
    except (msgspec.MsgspecError, CannotOpen):
        return None
    if len(records) != 1 or not isinstance(records[0], Accepted):
        return None
    try:
        return sighting_of(records[0].location)
    except UnreadableTime:
        return None


async def _stored(db: Any) -> set[Sighting]:
    found: set[Sighting] = set()
    async with db.transaction(readonly=True):
        # The time that the device said: the table's is corrected where its clock was 7 h ahead.
        async for row in db.cursor("SELECT unit_id, utc_ms + shift_ms, lat, lon FROM pings", prefetch=10_000):
            found.add(Sighting(*row))
    return found


async def _waiting(db: Any, unit_ids: set[str]) -> set[Sighting]:
    found: set[Sighting] = set()
    for row in await load_units(db, sorted(unit_ids)):
        if row.format == state.FORMAT:
            waiting = decode_unit(row.body).clock.waiting
            found |= {Sighting(ping.unit_id, ping.utc_ms, ping.lat, ping.lon) for ping in waiting}
    return found


async def _dead(evidence: Evidence) -> set[Sighting]:
    sealer = sealer_of(evidence)
    found = [letter_sighting(record.value or b"", sealer) async for record in committed(evidence, DEAD.name)]
    return {seen for seen in found if seen is not None}
