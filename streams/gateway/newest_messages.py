"""The newest messages of a raw topic, looked at without being taken: can what comes now be read?"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from models.decode import Accepted, Decoded, decode_message
from models.vendor import vendor_of
from ops.settings import Settings
from streams.gateway.records import Intake
from streams.input_guard import Sample
from streams.topic_reader import opened_topic

_MESSAGES: Final = 20
"""So many of each partition: few, so that what was mended a moment ago is seen beside what was not."""


class Newest(NamedTuple):
    """What became of the records, and where each partition ended."""

    samples: list[Sample]
    ends: Mapping[int, int]


async def look_at_newest(settings: Settings, topic: str, positions: Mapping[int, int], intake: Intake) -> Newest:
    """The newest messages that wait in these partitions, each from its position on; raises NotRead."""
    samples: list[Sample] = []
    async with opened_topic(settings, topic) as reader:
        ends = {number: reader.ends[number] for number in positions}
        for number, end in ends.items():
            begin = max(positions[number], reader.begins[number], end - _MESSAGES)
            async for message in reader.between(number, begin, end):
                sender = (dict(message.headers or ()).get("sender") or b"").decode("utf-8", "replace")
                samples += [sample(one, sender) for one in decode_message(intake.bytes_of(message)).records]
    return Newest(samples, ends)


def sample(one: Decoded, sender: str) -> Sample:
    """What the guard of an input needs to know of a record."""
    if isinstance(one, Accepted):
        return Sample(vendor_of(one.location.unit_id, sender), bad=False)
    return Sample(vendor_of(one.unit_id or "", sender), bad=True)
