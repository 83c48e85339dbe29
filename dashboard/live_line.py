"""What one client of the live stream is told of what happens: as far as its scope reaches, in pieces, and how far."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

import msgspec

from dashboard.incidents.shown import for_person, shown_incident
from dashboard.incidents.within import read_seen
from dashboard.people.person import Person
from dashboard.people.seen import event_seen, units_seen
from dashboard.subscription import Changed, Happening, Message, Moved, Tick
from models.reach import Reach
from storage.lists_events import Place, place_text

PIECE_BYTES: Final = 64 * 1024

ReachNow = Callable[[], Awaitable[Reach | None]]
"""What the client's scope reaches now; None where it has none."""


async def everything() -> Reach | None:
    """The reach of somebody without a scope."""
    return None


class Shown(msgspec.Struct, frozen=True):
    """An incident as one client sees it, as JSON."""

    data: bytes


Told = Happening | Moved | Shown | Tick


class Line:
    """What one client is told, in pieces, and how far it has got."""

    def __init__(self, place: Place, person: Person, reach: Reach | None, reach_now: ReachNow) -> None:
        self.place, self._live_seq = place, 0
        self._person, self._reach, self._reach_now = person, reach, reach_now

    def tell(self, message: Told) -> Iterator[bytes]:
        """A message, unless it was told before."""
        match message:
            case Happening():
                if message.place <= self.place:
                    return iter(())
                self.place = message.place
                event = event_seen(self._reach, message.data)
                return iter(()) if event is None else self._pieces(message.name, event)
            case Moved():
                self._live_seq = message.live_seq
                return self._pieces("unit", units_seen(self._reach, message.data))
            case Shown():
                return self._pieces("incident", message.data)
            case Tick():
                return self._pieces("clock", message.data)

    async def told(self, pool: Any, message: Message) -> Told | None:
        """A message as this client may have it: in a scope an incident is read again, as far as that reaches.

        With each tick of the clock it is asked anew what the scope reaches: a stream may last for a shift.
        """
        if isinstance(message, Tick) and self._reach is not None:
            self._reach = await self._reach_now()
        if not isinstance(message, Changed):
            return message
        if self._reach is None:
            return Shown(for_person(message, self._person))
        seen = await read_seen(pool, message.incident.incident_id, self._person, self._reach)
        if seen is None:
            return None
        return Shown(msgspec.json.encode(shown_incident(seen, self._person, message.incident.changed_ms)))

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
