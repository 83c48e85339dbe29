"""What one client of the live stream is told of what happens: as far as its scope reaches, in pieces, and how far."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

import msgspec

from dashboard.incidents.shown import for_person, shown_incident
from dashboard.incidents.within import read_seen
from dashboard.people.person import Person
from dashboard.people.seen import events_seen, units_seen
from dashboard.subscription import Changed, Happening, Message, Moved, Tick
from models.reach import Reach
from storage.lists_events import Place, place_text

PIECE_BYTES: Final = 64 * 1024

ReachNow = Callable[[], Awaitable[Reach | None]]
"""What the client's scope reaches now; None where it has none."""


async def everything() -> Reach | None:
    """The reach of somebody without a scope."""
    return None


class Line:
    """What one client is told, in pieces, and how far it has got."""

    def __init__(self, place: Place, person: Person, reach: Reach | None, reach_now: ReachNow) -> None:
        self.place, self._live_seq = place, 0
        self._person, self._reach, self._reach_now = person, reach, reach_now

    async def tell(self, pool: Any, message: Message) -> Iterator[bytes]:
        """A message as this client may have it, unless it was told before.

        With each tick of the clock it is asked anew what the scope reaches: a stream may last for a shift.
        """
        match message:
            case Happening():
                if message.place <= self.place:
                    return iter(())
                (event,) = await events_seen(pool, self._reach, [message.data])
                self.place = message.place
                return iter(()) if event is None else self._pieces(message.name, event)
            case Moved():
                units = await units_seen(pool, self._reach, message.data)
                self._live_seq = message.live_seq
                return self._pieces("unit", units)
            case Changed():
                incident = await self._incident(pool, message)
                return iter(()) if incident is None else self._pieces("incident", incident)
            case Tick():
                if self._reach is not None:
                    self._reach = await self._reach_now()
                return self._pieces("clock", message.data)

    async def _incident(self, pool: Any, changed: Changed) -> bytes | None:
        """An incident as this client sees it: in a scope it is read again, as far as that reaches."""
        if self._reach is None:
            return for_person(changed, self._person)
        seen = await read_seen(pool, changed.incident.incident_id, self._person, self._reach)
        if seen is None:
            return None
        return msgspec.json.encode(shown_incident(seen, self._person, changed.incident.changed_ms))

    def _pieces(self, name: str, data: bytes) -> Iterator[bytes]:
        """Each waits until the client takes it, so that of a large message little lies between the two."""
        head, end = f"id: {place_text(self.place)}.{self._live_seq}\nevent: {name}\ndata: ".encode(), b"\n\n"
        if len(data) <= PIECE_BYTES:
            yield head + data + end
            return
        yield head
        for start in range(0, len(data), PIECE_BYTES):
            yield data[start : start + PIECE_BYTES]
        yield end
