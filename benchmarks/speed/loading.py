"""Pings put where they are read, as the gateway would have written them."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from confluent_kafka import Producer

from benchmarks.speed.ground import Ground
from models.decode import Accepted, decode_message
from models.reference_json import FILES
from models.times import from_iso
from streams.gateway.records import HttpOrigin, Intake, Record
from streams.gateway.sink import partition_of

_ROOM: Final = 200_000
_CALL: Final = 1_000
"""How many locations a vendor's call holds."""


def records_of(ground: Ground, lines: Iterable[bytes], receipt_of: Callable[[Accepted], int]) -> Iterator[Record]:
    """The gateway's records for pings, one a line; the bytes of each are sealed in its header."""
    intake = Intake(ground.sealer, None)
    for number, line in enumerate(lines):
        for found in decode_message(line).records:
            assert isinstance(found, Accepted), found
            place = Accepted(number % _CALL, found.location, found.raw)
            yield from intake.pings(place, HttpOrigin(f"{number // _CALL:032x}", "vendor"), receipt_of(found))


def claimed_ms(found: Accepted) -> int:
    """The receipt that a replay gives a record."""
    return from_iso(found.location.recv_utc_ts or found.location.utc_ts)


def lines_of(folder: Path, most: int | None = None) -> Iterator[bytes]:
    """The pings of a folder, one a line."""
    with (folder / "pings.ndjson").open("rb") as file:
        for number, line in enumerate(file):
            if number == most:
                return
            yield line.rstrip()


def load_pings(ground: Ground, folder: Path, most: int | None = None) -> int:
    """Puts a folder's pings on the topics, each with its claimed receipt; gives how many."""
    return produce(ground, records_of(ground, lines_of(folder, most), claimed_ms))


def produce(ground: Ground, records: Iterable[Record]) -> int:
    """Writes records to their partitions and returns once the broker has all."""
    partitions = ground.settings().partitions
    producer = Producer({
        "bootstrap.servers": ground.kafka.bootstrap, "acks": "all", "enable.idempotence": True, "linger.ms": 20,
        "batch.size": 512 * 1024, "log_level": 3, "queue.buffering.max.messages": _ROOM * 2,
    })  # fmt: skip
    count = 0
    for count, record in enumerate(records, 1):
        producer.produce(
            record.topic, record.value, record.key, partition_of(record.key, partitions),
            timestamp=record.timestamp_ms, headers=list(record.headers),
        )  # fmt: skip
        if count % _CALL == 0:
            producer.poll(0)
            while len(producer) > _ROOM:
                producer.poll(0.05)
    assert producer.flush(120) == 0
    return count


def head(folder: Path, pings: int, into: Path) -> Path:
    """A folder with the same papers and the first `pings` of the pings."""
    into.mkdir(parents=True, exist_ok=True)
    for name in FILES.values():
        (into / name).write_bytes((folder / name).read_bytes())
    with (into / "pings.ndjson").open("wb") as file:
        file.writelines(line + b"\n" for line in lines_of(folder, pings))
    return into

