"""The letters on gps.dead: all of them, or those at given places."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

import msgspec

from models.dead_letter import DeadLetter
from models.topics import DEAD
from ops.settings import Settings
from streams.dead.filed import Filed, Place
from streams.topic_reader import TopicReader, opened_topic

_LETTER: Final = msgspec.json.Decoder(DeadLetter)


class DeadLetters:
    """The letters that stood on gps.dead when it was opened; `unreadable` counts what was read and is none."""

    def __init__(self, topic: TopicReader) -> None:
        self._topic = topic
        self.unreadable = 0

    @property
    def begins(self) -> Mapping[int, int]:
        """The offset of the oldest letter of each partition."""
        return self._topic.begins

    async def all(self) -> AsyncIterator[Filed]:
        """Every letter, each partition's in order."""
        for number, end in sorted(self._topic.ends.items()):
            async for filed in self._between(number, self.begins[number], end):
                yield filed

    async def at(self, places: Sequence[Place]) -> AsyncIterator[Filed]:
        """The letters at these places, in their order; a place where none stands is passed over."""
        for number, offset in sorted(set(places)):
            if self.begins.get(number, 0) <= offset < self._topic.ends.get(number, 0):
                async for filed in self._between(number, offset, offset + 1):
                    yield filed

    async def _between(self, number: int, begin: int, end: int) -> AsyncIterator[Filed]:
        async for record in self._topic.between(number, begin, end):
            try:
                letter = _LETTER.decode(record.value or b"")
            except (msgspec.MsgspecError, UnicodeDecodeError):
                self.unreadable += 1
                continue
            yield Filed(Place(number, record.offset), record.key or b"", letter)


@contextlib.asynccontextmanager
async def opened_letters(settings: Settings) -> AsyncIterator[DeadLetters]:
    """gps.dead for the length of the block; raises NotRead."""
    async with opened_topic(settings, DEAD.name) as topic:
        yield DeadLetters(topic)
