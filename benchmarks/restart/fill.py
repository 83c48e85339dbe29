"""Puts a fleet and its copies where a tracker finds them: papers, states and pings in PostgreSQL, the rest in Kafka."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from aiokafka import AIOKafkaProducer

from benchmarks.restart.examples import Example, Fleet
from models.decode import Accepted
from models.ping import Ping
from models.reference import Kind
from models.topics import LATE, PINGS, RULINGS
from ops.kafka import client_options
from ops.personal import Sealer
from ops.settings import Settings
from simulator.send import papers
from storage.offsets import OffsetAdvance, advance, take
from storage.partitions import ensure_days
from storage.pings import JUDGED, StoredPing, copy_pings
from storage.pool import connect
from storage.together import change
from storage.unit_states import UnitStateRow, saved_states
from streams.gateway.records import HttpOrigin, Intake, Record
from streams.gateway.sink import partition_of
from streams.judging import state
from streams.judging.state import decode_unit
from streams.reference.records import read_record

_AT_ONCE: Final = 2_000


class Copy:
    """A truck that is the same as an example but for its names, which are as long; number 0 is the example itself."""

    def __init__(self, example: Example, number: int, index: int, told: Sequence[str]) -> None:
        """`told` are the ids of what is told of the example."""
        self.example, self.told = example, told
        self.number = number
        self.unit_id = example.unit_id[:7] + f"{number:05d}" + example.unit_id[12:]
        self.plate = f"{10 + index // 9000}-{1000 + index % 9000}" if number else example.plate

    def state(self) -> bytes:
        """Its saved state."""
        body = self.example.body
        for old, new in self._names():
            body = body.replace(old.encode(), new.encode())
        return body

    def pings(self) -> list[Ping]:
        """Its newest stored pings."""
        return [msgspec.structs.replace(ping, unit_id=self.unit_id) for ping in self.example.stored]

    def _names(self) -> Iterator[tuple[str, str]]:
        yield self.example.unit_id, self.unit_id
        yield self.example.plate, self.plate
        yield self.example.plate.replace("-", ""), self.plate.replace("-", "")
        for told_id in self.told:
            yield told_id, told_id[:-5] + f"{self.number:05d}"


def copies(fleet: Fleet, units: int) -> list[Copy]:
    """So many trucks, each example as often as the others."""
    number = len(fleet.examples)
    told = [tuple(entry.entity_id for entry in decode_unit(one.body).published.each()) for one in fleet.examples]
    return [
        Copy(fleet.examples[index % number], index // number, index, told[index % number]) for index in range(units)
    ]


async def fill(settings: Settings, fleet: Fleet, trucks: Sequence[Copy]) -> int:
    """Writes everything; gives how many pings wait in Kafka."""
    connection = await connect(settings.database)
    try:
        await _write_papers(connection, fleet, trucks)
        await _write_offsets(connection, settings, fleet.cut_ms)
        for start in range(0, len(trucks), _AT_ONCE):
            await _write_units(connection, settings, trucks[start : start + _AT_ONCE])
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return await _send_waiting(settings, trucks)


async def _write_papers(connection: Any, fleet: Fleet, trucks: Sequence[Copy]) -> None:
    rows = [
        (new.kind, new.key, new.version_from_ms, new.received_ms, f"restart/0/{number}", new.body)
        for number, (kind, value) in enumerate(_told(fleet, trucks))
        for new in (read_record(kind, None, msgspec.json.encode(value), fleet.cut_ms - 7_200_000),)
    ]
    await connection.executemany(
        "INSERT INTO reference_versions (kind, key, version_from_ms, received_ms, source, body)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        rows,
    )


def _told(fleet: Fleet, trucks: Sequence[Copy]) -> Iterator[tuple[Kind, Any]]:
    """The fleet's papers, a vehicle more for each copy, every permit naming the copies of its trucks too."""
    of_unit: dict[str, list[Copy]] = {}
    for truck in trucks:
        of_unit.setdefault(truck.example.unit_id, []).append(truck)
    unit_of = {unit.permit_no: unit.unit_id for unit in fleet.world.units}
    province = {row["unit_id"]: row["province"] for row in fleet.world.vehicles}
    for kind, records in papers(fleet.world):
        for paper in records:
            value = paper.value
            if kind == "vehicles":
                for truck in of_unit.get(value["unit_id"], [])[1:]:
                    yield kind, value | {"unit_id": truck.unit_id, "plate": truck.plate}
            elif kind == "permits" and (unit_id := unit_of.get(value["permit_no"])):
                more = [{"plate": one.plate, "province": province[unit_id]} for one in of_unit.get(unit_id, [])[1:]]
                value = value | {"vehicles": [*value["vehicles"], *more]}
            yield kind, value


async def _write_offsets(connection: Any, settings: Settings, cut_ms: int) -> None:
    places = [(topic.name, n) for topic in (PINGS, LATE, RULINGS) for n in range(settings.partitions)]
    async with connection.transaction():
        taken = await take(connection, places, "the one before", settings.partitions)
        await advance(
            connection,
            [
                OffsetAdvance(
                    topic=row.topic, partition=row.partition, token=row.token, expected_offset=0, next_offset=0,
                    digest=b"", watermark_ms=cut_ms - 1,
                )
                for row in taken.values()
            ],
        )  # fmt: skip


async def _write_units(connection: Any, settings: Settings, trucks: Sequence[Copy]) -> None:
    states, pings = [], []
    for truck in trucks:
        partition = partition_of(truck.unit_id.encode(), settings.partitions)
        states.append(
            UnitStateRow(
                unit_id=truck.unit_id, partition=partition, saved_ms=truck.example.saved_ms, format=state.FORMAT,
                body=truck.state(), due_ms=truck.example.bound_ms,
            )
        )  # fmt: skip
        pings += [
            StoredPing(ping=ping, standing=JUDGED, topic=PINGS.name, partition=partition, offset=-1)
            for ping in truck.pings()
        ]
    await ensure_days(connection, {one.ping.receipt_ms for one in pings})
    async with connection.transaction():
        await change(connection, saved_states(states))
        await copy_pings(connection, pings)


async def _send_waiting(settings: Settings, trucks: Sequence[Copy]) -> int:
    intake = Intake(Sealer.from_settings(settings), None)
    records: list[Record] = []
    for truck in trucks:
        # Two hundred trucks that leave one gate within a second would be a load on the rules across units of its own.
        if truck.number and truck.example.tells:
            continue
        for location, receipt_ms in truck.example.waiting:
            own = msgspec.structs.replace(location, unit_id=truck.unit_id)
            found = Accepted(index=0, location=own, raw=b"{}")
            records += intake.pings(found, HttpOrigin("restart", "vendor"), receipt_ms)
    records.sort(key=lambda record: record.timestamp_ms)
    async with AIOKafkaProducer(**client_options(settings), enable_idempotence=True, linger_ms=50) as producer:
        for record in records:
            partition = partition_of(record.key, settings.partitions)
            await producer.send(
                record.topic, key=record.key, value=record.value, timestamp_ms=record.timestamp_ms,
                headers=list(record.headers), partition=partition,
            )  # fmt: skip
        await producer.flush()
    return len(records)


def figures(fleet: Fleet, trucks: Sequence[Copy]) -> Mapping[str, float]:
    """What stands there, a unit on average."""
    units = {one.unit_id: decode_unit(one.body) for one in fleet.examples}
    later = {
        one.unit_id: sum(ping.utc_ms > units[one.unit_id].fold.at_ms for ping in one.stored) for one in fleet.examples
    }
    after = sum(later[truck.example.unit_id] for truck in trucks)
    return {
        "bytes of state": sum(len(truck.example.body) for truck in trucks) / len(trucks),
        "pings since it was saved": after / len(trucks),
        "under way": sum(unit.fold.trip is not None for unit in units.values()) / len(fleet.examples),
    }
