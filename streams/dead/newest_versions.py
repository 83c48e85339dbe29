"""What stands on a reference topic now, so that no older record is put on top of it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from models.fields import BadRecord
from models.reference import Kind
from ops.settings import Settings
from storage.reference import newest_source
from streams.dead.again import KINDS, Again
from streams.dead.filed import Filed
from streams.reference.records import read_record
from streams.topic_reader import opened_topic


class _Standing(NamedTuple):
    """The offset of the last record under each key of one partition, and where the partition ends."""

    last: Mapping[str | bytes, int]
    end: int


class NewestVersions:
    """Looks a key up in what its topic holds, which is read once, and in what the trackers have kept."""

    def __init__(self, settings: Settings, connection: Any) -> None:
        self._settings, self._connection = settings, connection
        self._known: dict[tuple[str, int], _Standing] = {}

    async def is_newer_there(self, filed: Filed, message: Again) -> bool:
        """Whether a record of the same key was told after this one; raises NotRead."""
        source = filed.letter.source
        topic, partition, offset = message.topic, source.partition or 0, source.offset or 0
        standing = self._known.get((topic, partition))
        if standing is None:
            standing = self._known[topic, partition] = await self._read(topic, partition)
        last = max(standing.last.get(message.version_key, -1), standing.last.get(message.key, -1))
        if standing.end <= offset:  # the topic was made anew: all that stands there is newer
            return last >= 0
        return last > offset or await self._kept_after(message, partition, offset)

    async def _kept_after(self, message: Again, partition: int, offset: int) -> bool:
        """Whether a tracker has kept a later one: a key that has ended is gone from its topic after a while."""
        source = await newest_source(self._connection, KINDS[message.topic], message.version_key)
        place, _, kept = (source or "").rpartition("/")
        return place == f"{message.topic}/{partition}" and int(kept) > offset

    async def _read(self, topic: str, partition: int) -> _Standing:
        last: dict[str | bytes, int] = {}
        async with opened_topic(self._settings, topic) as reader:
            end = reader.ends.get(partition, 0)
            async for record in reader.between(partition, reader.begins.get(partition, 0), end):
                last[_key(KINDS[topic], record)] = record.offset
        return _Standing(last, end)


def _key(kind: Kind, record: Any) -> str | bytes:
    """The key of a record in its normal form; where it cannot be used either, as it was written."""
    try:
        return read_record(kind, record.key, record.value, 0).key
    except BadRecord:
        return record.key or b""
