"""`wastetrack import`: what a file holds, said whole, and put on the topic as it stood."""

import asyncio
import json
from pathlib import Path
from typing import Any

import aiokafka
import msgspec
import pytest

from models.fields import BadRecord
from models.reference_json import UnreadableFile, from_folder
from ops.embedded.broker import EmbeddedBroker
from ops.ports import free_port
from ops.settings import load
from storage.pool import connect
from storage.reference import TopicPlace, pass_record
from streams.reference.files import import_file
from streams.reference.publish import TOPICS, NotPublished, publish_reference
from streams.reference.read_up import unread_after
from streams.reference.records import read_record
from streams.topics import make_topics
from tests.fixtures.kafka import KafkaServer
from tests.models.examples import manifest, permit, vehicle, zone
from tests.models.test_reference_files import BOW_TIE, write


def test_a_file_is_reported_whole(tmp_path: Path) -> None:
    folder = write(tmp_path, permits=[permit(note="kept"), permit(permit_no="P-2", valid_from=None), permit(valid_to="2026-06-30")])
    report = import_file("permits", folder / "permits.json")
    assert (report.accepted, report.replaced, report.file) == (1, 1, "permits.json")
    assert [(bad.index, bad.key, bad.reason) for bad in report.rejected] == [(1, "P-2", "permit P-2 valid_from: is missing")]
    assert {gap.field for gap in report.unresolved} == {"generator.zone_id", "items[1].processor.zone_id"}
    assert [(record.key, record.value["valid_to"]) for record in report.records] == [("กอ.1-2569-000417", "2026-06-30")]


def test_what_is_there_already_resolves_names_and_is_not_listed_itself(tmp_path: Path) -> None:
    zones = [zone(), zone("Z-PROC-1", kind="processor")]
    known = from_folder(write(tmp_path, zones=zones, permits=[permit(permit_no="OTHER", allowed_stop_zone_ids=["Z-X"])])).versions
    write(tmp_path, permits=[permit()])
    assert import_file("permits", tmp_path / "permits.json", known).unresolved == ()


@pytest.mark.parametrize(
    ("kind", "raw", "key"),
    (
        ("vehicles", vehicle(unit_id=" U1 "), "U1|2025-01-01"),
        ("zones", zone(" Z-1 "), "Z-1"),
        ("permits", permit(), "กอ.1-2569-000417"),
        ("manifests", manifest(), "9000004-00"),
    ),
)
def test_records_go_out_under_their_key_as_written(tmp_path: Path, kind: Any, raw: Any, key: str) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(raw))
    (record,) = import_file(kind, path).records
    assert (record.key, record.value) == (key, raw)


def test_a_self_crossing_zone_is_rejected(tmp_path: Path) -> None:
    report = import_file("zones", write(tmp_path, zones=[zone("Z-BAD", geometry=BOW_TIE), zone()]) / "zones.geojson")
    assert report.accepted == 1
    assert report.rejected[0].reason.startswith("zone Z-BAD geometry: its outline crosses itself near lon 101.1")


@pytest.mark.parametrize(
    ("name", "reason"),
    (("permits.txt", r"write permits as JSON \(.json\), CSV \(.csv\) or XLSX \(.xlsx\)"), ("nowhere.json", "cannot read .*nowhere.json: there is no such file"),
     ("nowhere", "cannot read .*nowhere: there is no such file")),
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "permits.txt").touch()
    with pytest.raises(UnreadableFile, match=reason):
        import_file("permits", tmp_path / name)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    (
        (b"P", b"{", "permits: not JSON in UTF-8"),
        (b"P", b"\xff", "permits: not JSON in UTF-8"),
        (None, None, "a tombstone without a key"),
        (b"\xff", None, "a key that is not UTF-8"),
        (b"a\x00b", None, r"U\+0000"),
        (b"P", msgspec.json.encode(permit(note="a\0b")), r"U\+0000"),
        (b"P", msgspec.json.encode(permit(status=None)), "status: is missing"),
    ),
)
def test_a_record_that_no_tracker_keeps(key: bytes | None, value: bytes | None, reason: str) -> None:
    with pytest.raises(BadRecord, match=reason):
        read_record("permits", key, value, 1)


def test_a_self_crossing_zone_on_the_topic_is_refused() -> None:
    with pytest.raises(BadRecord, match="crosses itself"):
        read_record("zones", b"Z", msgspec.json.encode(zone(geometry=BOW_TIE)), 1)


async def test_what_is_published_is_what_the_trackers_read(tmp_path: Path, embedded_kafka: EmbeddedBroker) -> None:
    rows = [manifest(manifest_no=f"M-{number}", note=number) for number in range(50)]
    report = import_file("manifests", write(tmp_path, manifests=rows) / "manifests.json")
    kwargs = {"bootstrap_servers": embedded_kafka.bootstrap}
    assert await publish_reference(kwargs, "manifests", report.records) == 50
    consumer = aiokafka.AIOKafkaConsumer(TOPICS["manifests"], **kwargs, auto_offset_reset="earliest")
    await consumer.start()
    try:
        found = [await asyncio.wait_for(consumer.getone(), 30) for _ in range(50)]
    finally:
        await consumer.stop()
    values = {record.key.decode(): msgspec.json.decode(record.value) for record in found}
    assert values == {row["manifest_no"]: row for row in rows}
    kept = {read_record("manifests", record.key, record.value, record.timestamp).key for record in found}
    assert kept == {f"M{number}" for number in range(50)}


async def test_a_broker_that_is_not_there_is_said_in_one_line() -> None:
    with pytest.raises(NotPublished, match="is Kafka up") as caught:
        await publish_reference({"bootstrap_servers": f"127.0.0.1:{free_port()}"}, "permits", [])
    assert "\n" not in str(caught.value)


async def test_what_was_told_a_moment_ago_is_waited_for(tmp_path: Path, own_kafka: KafkaServer, database: str) -> None:
    """A permit imported right after its zone is not said to lead nowhere because a tracker is still reading."""
    kwargs = {"bootstrap_servers": own_kafka.bootstrap}
    settings = load(None, {"WASTETRACK_KAFKA": own_kafka.bootstrap})
    await make_topics(settings)
    report = import_file("manifests", write(tmp_path, manifests=[manifest(), manifest(manifest_no="M-2")]) / "manifests.json")
    await publish_reference(kwargs, "manifests", report.records)
    connection = await connect(database)
    try:
        assert await unread_after(settings, connection, 0) == 2
        waiting = asyncio.create_task(unread_after(settings, connection, 60))
        other = await connect(database)
        await pass_record(other, TopicPlace(topic=TOPICS["manifests"], partition=0, offset=1))
        await other.close()
        assert await waiting == 0
        gone = load(None, {"WASTETRACK_KAFKA": f"127.0.0.1:{free_port()}"})
        assert await unread_after(gone, connection, 60) is None, "without a broker nobody waits"
    finally:
        await connection.close()
