"""Letters sent again, on both brokers: where they arrive, that none goes twice unasked, and what is held back."""

import json
import time
from typing import Any

from aiokafka import AIOKafkaProducer

from models.topics import DEAD, RAW, VEHICLES
from ops.personal import Sealer
from ops.raw_bytes import open_raw
from storage.dead_resent import Mark, forget_before, load_marks
from storage.pool import connect
from storage.vendors import Vendor, save_vendor
from streams.dead.filed import Place
from streams.dead.letters import opened_letters
from streams.dead.resend import Resender, Sent, mark_of
from tests.dead.post import SEALER, UNIT, post, read, refused, settings_for, source
from tests.fixtures.kafka import Broker, KafkaServer, secured_too, unique
from tests.gateway.bench import Reader, ensure_topics

NOW_MS = 1_800_000_100_000


def ping(unit_id: str = UNIT) -> bytes:
    return json.dumps({"unit_id": unit_id, "utc_ts": "2027-01-15T08:00:00Z", "lat": 13.5, "lon": 100.5}).encode()


def vehicle(unit_id: str, plate: str) -> bytes:
    return json.dumps({"unit_id": unit_id, "plate": plate, "province": "21", "valid_from": "2026-01-01", "valid_to": None}).encode()


async def resend(
    broker: Broker, database: str, *places: Place, anew: bool = False, look: bool = False, sealer: Sealer = SEALER
) -> Sent:
    """Sends the letters at these places again, as a run of the command does."""
    settings = settings_for(broker.bootstrap, database)
    connection = await connect(database)
    try:
        async with opened_letters(settings) as letters:
            resender = Resender(settings, connection, sealer, await load_marks(connection), anew=anew)
            chosen = letters.at(places)
            return await (resender.look(chosen) if look else resender.send(chosen, NOW_MS))
    finally:
        await connection.close()


async def raw_topic(broker: Broker) -> Reader:
    ensure_topics(broker)
    reader = Reader(broker.bootstrap)
    await reader.start()
    return reader


@secured_too("any_kafka")
async def test_a_letter_is_sent_once_with_its_sender_and_received_now(any_kafka: Broker, database: str) -> None:
    reader = await raw_topic(any_kafka)
    sender = unique("sender")
    (place,) = await post(any_kafka.bootstrap, (refused(ping()), source(sender)))
    assert (await resend(any_kafka, database, place, look=True)).sent == {("lat_missing", RAW.name): 1}
    before_ms = time.time_ns() // 1_000_000
    assert (await resend(any_kafka, database, place)).sent == {("lat_missing", RAW.name): 1}
    second = await resend(any_kafka, database, place)
    assert (second.sent, second.held) == ({}, {("lat_missing", "resent", ""): 1})
    assert second.stays == 0
    assert (await resend(any_kafka, database, place, anew=True)).sent.total() == 1
    found = [record for record in await reader.read() if record.topic == RAW.name and dict(record.headers).get("sender") == sender.encode()]
    assert [(record.key, dict(record.headers)["resent"]) for record in found] == [
        (UNIT.encode(), f"gps.dead/{place.partition}/{place.offset}".encode())
    ] * 2
    assert not any(UNIT.encode() in record.value for record in found), "what may be personal does not lie in the clear"
    assert [open_raw(record.value, SEALER) for record in found] == [ping()] * 2
    assert all(record.timestamp_ms >= before_ms for record in found)


async def test_letters_of_a_transaction_that_was_taken_back_do_not_stand_there(kafka: KafkaServer) -> None:
    ensure_topics(kafka)
    (first,) = await post(kafka.bootstrap, (refused(ping()), source()))
    async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, transactional_id=unique("dead")) as producer:
        await producer.begin_transaction()
        undone = await producer.send_and_wait(DEAD.name, b'{"no": "letter"}')
        await producer.abort_transaction()
    (last,) = await post(kafka.bootstrap, (refused(ping()), source()))
    async with opened_letters(settings_for(kafka.bootstrap)) as letters:
        assert [filed.place async for filed in letters.all() if filed.place >= first] == [first, last]
        assert [filed async for filed in letters.at([Place(0, undone.offset), Place(0, last.offset + 9), Place(7, 0)])] == []


async def test_anothers_unit_goes_only_once_the_account_may_speak_for_it(kafka: KafkaServer, database: str) -> None:
    ensure_topics(kafka)
    name = unique("vendor")
    (place,) = await post(kafka.bootstrap, (refused(ping(), "not_your_unit"), source(name, topic=None, request="r")))
    assert (await resend(kafka, database, place)).held == {("not_your_unit", "not_your_unit", name): 1}
    connection = await connect(database)
    await save_vendor(connection, Vendor(name=name, codes=("043",), units=(), password_hash="", created_ms=0))
    await connection.close()
    assert (await resend(kafka, database, place)).sent == {("not_your_unit", RAW.name): 1}


async def test_of_a_reference_key_only_what_is_newest_goes(any_kafka: Broker, database: str) -> None:
    ensure_topics(any_kafka)
    unit_id = unique("unit")
    key = f"{unit_id}|2026-01-01".encode()
    async with AIOKafkaProducer(bootstrap_servers=any_kafka.bootstrap) as producer:
        told = [await producer.send_and_wait(VEHICLES.name, vehicle(unit_id, plate), key=key) for plate in ("70-1", "70-2")]
    letters = [
        (refused(vehicle(unit_id, plate), "reference_unusable", None), source(topic=VEHICLES.name, partition=at.partition, offset=at.offset))
        for plate, at in zip(("70-1", "70-2"), told, strict=True)
    ]
    older, newest = await post(any_kafka.bootstrap, *letters, key=key)
    done = await resend(any_kafka, database, older, newest)
    assert done.held == {("reference_unusable", "newer", ""): 1}
    assert done.sent == {("reference_unusable", VEHICLES.name): 1}
    assert (await resend(any_kafka, database, newest, anew=True)).held == {("reference_unusable", "newer", ""): 1}, "what was sent stands there now"


async def test_a_key_that_has_ended_since_is_not_brought_back_when_its_topic_has_forgotten(kafka: KafkaServer, database: str) -> None:
    ensure_topics(kafka)
    unit_id = unique("unit")
    key = f"{unit_id}|2026-01-01"
    async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap) as producer:
        offset = (await producer.send_and_wait(VEHICLES.name, vehicle(unit_id, "70-1"), key=key.encode())).offset
    (place,) = await post(kafka.bootstrap, (refused(vehicle(unit_id, "70-1"), "reference_unusable", None), source(topic=VEHICLES.name, offset=offset)), key=key.encode())
    connection = await connect(database)
    try:
        await connection.execute(
            "INSERT INTO reference_versions (kind, key, received_ms, source) VALUES ('vehicles', $1, 0, $2)", key, f"{VEHICLES.name}/0/{offset + 5}"
        )
    finally:
        await connection.close()
    assert (await resend(kafka, database, place)).held == {("reference_unusable", "newer", ""): 1}


async def test_with_another_key_nothing_is_sent(kafka: KafkaServer, database: str) -> None:
    ensure_topics(kafka)
    (place,) = await post(kafka.bootstrap, (refused(ping()), source()))
    done = await resend(kafka, database, place, sealer=Sealer(bytes(range(32))))
    assert [(why, number) for (_, why, _), number in done.held.items()] == [("sealed", 1)]
    assert done.stays == 1


async def test_marks_of_letters_that_the_topic_holds_no_more_are_forgotten(kafka: KafkaServer, database: str) -> None:
    ensure_topics(kafka)
    places = await post(kafka.bootstrap, (refused(ping()), source()), (refused(ping()), source()))
    await resend(kafka, database, *places)
    first, second = [mark_of(filed) for filed in await read(kafka.bootstrap, places)]
    connection: Any = await connect(database)
    try:
        assert await load_marks(connection) == {first: NOW_MS, second: NOW_MS}
        await forget_before(connection, {0: second.offset})
        assert await load_marks(connection) == {Mark(*places[1], second.sha256): NOW_MS}
    finally:
        await connection.close()
