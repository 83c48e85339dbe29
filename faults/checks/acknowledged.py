"""Every location that the gateway accepted is stored, or stands among the dead letters with its reason."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from faults.evidence import Acked, Breach, Evidence, lines_of
from faults.findings import Findings
from faults.whereabouts import Kept, Sighting, sighting_of, whereabouts
from models.decode import Accepted, decode_message
from models.times import UnreadableTime

CHECK: Final = "acknowledged"


async def check(evidence: Evidence) -> list[Breach]:
    """The accepted locations that are nowhere."""
    return lost(lines_of(evidence, Acked), await whereabouts(evidence))


def lost(acked: Iterable[Acked], kept: Kept) -> list[Breach]:
    """Breaches for what is nowhere."""
    found = Findings(CHECK)
    for line in acked:
        seen = as_sent(line.location)
        if seen is None:
            found.add("accepted, though it cannot be read", line.location)
        elif not kept.holds(seen):
            found.add("accepted, and neither stored nor a dead letter", line.location)
    return found.breaches()


def as_sent(sent: dict[str, Any]) -> Sighting | None:
    """What a location is known by, from the form in which it was sent; None where nobody could have read it."""
    records = decode_message(msgspec.json.encode(sent)).records
    if len(records) != 1 or not isinstance(records[0], Accepted):
        return None
    try:
        return sighting_of(records[0].location)
    except UnreadableTime:
        return None
