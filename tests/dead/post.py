"""Dead letters written as the program writes them, on a broker, to be found again by a sender that no other test has."""

from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from models.dead_letter import Source
from models.decode import Refused
from models.topics import DEAD
from ops.dead_letters import dead_letter
from ops.personal import Sealer
from ops.settings import Settings, load
from streams.dead.filed import Filed, Place
from streams.dead.letters import opened_letters
from tests.fixtures.kafka import client, kafka_settings

KEY = "A" * 43 + "="
SEALER = Sealer(bytes(32))
RECEIVED_MS = 1_800_000_000_000
UNIT = "043GT0600000860000090000050"


def settings_for(bootstrap: str, database: str = "") -> Settings:
    named = {**kafka_settings(bootstrap), "WASTETRACK_PERSONAL_KEY": KEY}
    return load(None, named | ({"WASTETRACK_DATABASE": database} if database else {}))


def refused(raw: bytes, reason: str = "lat_missing", unit_id: str | None = UNIT) -> Refused:
    return Refused(0, reason, "", raw, unit_id)


def source(sender: str | None = None, **named: Any) -> Source:
    fields: dict[str, Any] = {"index": 0, "topic": "gps.raw", "partition": 0, "offset": 7, "sender": sender}
    return Source(**(fields | named))


async def post(bootstrap: str, *letters: tuple[Refused, Source], key: bytes = b"") -> list[Place]:
    """Writes letters and gives the places where they stand."""
    async with AIOKafkaProducer(**client(bootstrap)) as producer:
        sent = []
        for found, came_from in letters:
            body = dead_letter(found, came_from, RECEIVED_MS, SEALER)
            sent.append(await producer.send_and_wait(DEAD.name, body, key=key or (found.unit_id or "").encode()))
    return [Place(one.partition, one.offset) for one in sent]


async def read(bootstrap: str, places: Sequence[Place]) -> list[Filed]:
    async with opened_letters(settings_for(bootstrap)) as letters:
        return [filed async for filed in letters.at(places)]
