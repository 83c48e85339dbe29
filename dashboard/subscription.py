"""What one client of the live stream has still to take, and all of them together, within their limits."""

import asyncio
import contextlib
from collections import deque
from typing import Final

import msgspec

from models.incident import Incident
from storage.lists_events import Place

MAX_PENDING_BYTES: Final = 8_000_000
MAX_PENDING: Final = 5_000
MAX_STREAMS: Final = 200
MAX_HELD_BYTES: Final = 256_000_000


class Happening(msgspec.Struct, frozen=True):
    """One durable event, as JSON, under its name in the stream."""

    place: Place
    name: str
    data: bytes


class Moved(msgspec.Struct, frozen=True):
    """Units that changed, as a JSON array, up to this number of the live feed."""

    live_seq: int
    data: bytes


class Changed(msgspec.Struct, frozen=True):
    """An incident as it stands after a change, and its JSON without what each client may do with it."""

    incident: Incident
    data: bytes


class Tick(msgspec.Struct, frozen=True):
    """The clock message as JSON."""

    data: bytes


Message = Happening | Moved | Changed | Tick


class Subscription:
    """One client's share of the feed: where it began, all units then, and the messages since, in order."""

    def __init__(self, place: Place, snapshot: Moved) -> None:
        self.place = place
        self.snapshot: Moved | None = snapshot
        """All units at the beginning; None once they were taken, or at the end."""
        self.dropped = False
        self._messages: deque[Message] = deque()
        self.pending_bytes = 0
        """How many bytes of messages wait to be taken."""
        self._ended = False
        self._changed = asyncio.Event()

    def put(self, message: Message) -> None:
        """Adds a message; a client too slow to take them is dropped instead, and comes back with its last id."""
        if self._ended:
            return
        self._messages.append(message)
        self.pending_bytes += len(message.data)
        if self.pending_bytes > MAX_PENDING_BYTES or len(self._messages) > MAX_PENDING:
            self.drop()
        self._changed.set()

    def drop(self) -> None:
        """Ends it because its client is too slow."""
        self.dropped = True
        self.end()

    def end(self) -> None:
        """No message comes any more; what waits is let go."""
        self._ended = True
        self.snapshot = None
        self._messages.clear()
        self.pending_bytes = 0
        self._changed.set()

    @property
    def ended(self) -> bool:
        """Whether the stream is over."""
        return self._ended

    async def take(self, patience_s: float) -> Message | None:
        """The next message; None after so long without one, or at the end."""
        if not self._messages and not self._ended:
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), patience_s)
        if not self._messages:
            return None
        message = self._messages.popleft()
        self.pending_bytes -= len(message.data)
        return message


class Subscriptions:
    """All that are open, the oldest first; together they hold no more than fits."""

    def __init__(self) -> None:
        self._open: dict[Subscription, None] = {}

    def __len__(self) -> int:
        return len(self._open)

    @property
    def is_full(self) -> bool:
        """Whether so many are open that no other has room."""
        return len(self._open) >= MAX_STREAMS

    @property
    def held_bytes(self) -> int:
        """How many bytes wait for their clients; what several wait for is held once.

        All are told the same, so that what waits for one is the end of what waits for the slowest.
        """
        snapshots = sum(len(snapshot.data) for snapshot in self._snapshots())
        return snapshots + max((one.pending_bytes for one in self._open), default=0)

    def add(self, subscription: Subscription) -> None:
        """Takes one in."""
        self._open[subscription] = None
        self._make_room()

    def remove(self, subscription: Subscription) -> None:
        """Ends one and takes it out."""
        subscription.end()
        self._open.pop(subscription, None)

    def tell(self, message: Message) -> None:
        """Gives a message to all."""
        for subscription in self._open:
            subscription.put(message)
        self._make_room()

    def end(self) -> None:
        """Ends all of them; each goes when its stream has ended."""
        for subscription in self._open:
            subscription.end()

    def _make_room(self) -> None:
        """Drops those who are slowest to take the fleet: each second there is another one, which is held as well."""
        while self.held_bytes > MAX_HELD_BYTES:
            oldest, *newer = self._snapshots()
            if not newer:
                return
            for subscription in [one for one in self._open if one.snapshot is oldest]:
                subscription.drop()

    def _snapshots(self) -> list[Moved]:
        found = {id(one.snapshot): one.snapshot for one in self._open if one.snapshot is not None}
        return list(found.values())
