"""Recorded trucks through the whole system: a permit drawn along a trip, and one whose corridor lies 2 km aside."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from alerts.notices import needs_notice
from models.event import Event, decode_event
from streams.compare import differences, order_differences, version_faults
from tests.acceptance.recording import ASTRAY, UNIT, locations, papers, recorded
from tests.acceptance.stream import Listener
from tests.acceptance.system import SERVICES, System, gateway_client, post_in_order
from tests.acceptance.topics import kept, told
from tests.fixtures.kafka import KafkaServer
from tests.fixtures.waiting import until


def last_of(events: list[Event], unit_id: str, kind: str) -> list[str]:
    """The types of a unit's trips or alerts in their newest versions, superseded ones left out, in order of their start."""
    newest = {event.data[f"{kind}_id"]: event for event in events if event.type.split(".")[1] == kind}
    undone = {"superseded", "late_evidence"}
    left = [one for one in newest.values() if one.data["unit_id"] == unit_id and not undone & {one.data.get("reason"), one.data.get("close_reason")}]
    return [one.data.get("rule", one.type) for one in sorted(left, key=lambda one: one.data["started_at"])]


def test_recorded_trucks_make_trips_and_alerts_that_are_seen_everywhere(own_kafka: KafkaServer, build_system: Callable[..., System], tmp_path: Path):
    rows = recorded()
    sent = locations(rows)
    assert (len(rows), len(sent)) == (1697, 1697 + 1535)
    system = build_system(own_kafka, clock="pings")
    assert system.run("topics").count(": made") == 13
    gateway, _, notifier, dashboard = system.start_all(*SERVICES)
    for kind, path in papers(rows, tmp_path).items():
        assert f"2 {kind} loaded, 0 refused" in system.run("import", kind, path)
    until(lambda: system.rows("SELECT count(*) FROM reference_versions")[0][0] == 6, "the papers are kept", why=lambda: system.logs[-3000:])

    with Listener(dashboard) as live, gateway_client(gateway, system.add_vendor("drvr", "031")) as client:
        assert post_in_order(client, sent) == len(sent)
        until(
            lambda: system.rows("SELECT count(*) FROM trips WHERE state = 'completed'")[0][0] == 2,
            "both trips complete", why=lambda: repr(system.rows("SELECT unit_id, state, data FROM trips")) + system.logs[-3000:],
        )  # fmt: skip
        until(lambda: not system.rows("SELECT 1 FROM outbox LIMIT 1"), "the outbox is empty")
        in_database, in_topics = kept(system), told(own_kafka.bootstrap)
        urgent = {event.data["alert_id"] for event in in_database if needs_notice(event.type, event.data)}
        until(lambda: system.rows("SELECT count(*) FROM notices WHERE state = 'sent'")[0][0] == len(urgent) > 0, "officers are told", why=notifier.state)
        until(lambda: len(live.events) >= len(in_database), "the stream has told everything", why=lambda: live.text[-2000:])

    (tmp_path / "pings.ndjson").write_bytes(b"\n".join(map(msgspec.json.encode, sent)))
    replayed = [decode_event(line.encode()) for line in system.run("replay", tmp_path).splitlines()]
    for told_by, events in (("database", in_database), ("topics", in_topics), ("stream", live.events), ("replay", replayed)):
        assert version_faults(events) == [], told_by
        assert differences(events, replayed) == [], told_by
        assert last_of(events, UNIT, "trip") == ["wastetrack.trip.completed"], told_by
        assert last_of(events, UNIT, "alert") == [], told_by
        assert last_of(events, ASTRAY, "trip") == ["wastetrack.trip.completed"], told_by
        assert last_of(events, ASTRAY, "alert") == ["route-deviation", "unauthorised-stop", "route-deviation"], told_by
        types = [event.type.removeprefix("wastetrack.trip.") for event in events if event.data["unit_id"] == UNIT]
        assert types == ["started", "ended", "started", "arrived", "completed"], told_by
    assert order_differences(in_database, replayed) == []
    assert order_differences(live.events, replayed) == []

    completed = {event.data["unit_id"]: event.data for event in in_database if event.type == "wastetrack.trip.completed"}
    assert (completed[UNIT]["verdict"], completed[ASTRAY]["verdict"]) == ("verified", "verified_with_alerts")
    assert 21 < completed[UNIT]["distance_km"] < 22
    # Every row is kept, repeats and all, and leads back to the bytes in which it came.
    assert system.rows("SELECT count(*) FROM pings WHERE unit_id = %s", UNIT) == [(1535,)]
    assert system.rows("SELECT count(*) FROM pings WHERE unit_id = %s AND standing = 0", UNIT) == [(1213,)]
    assert system.rows("""
        SELECT count(*) FROM pings p WHERE NOT EXISTS (SELECT 1 FROM raw_batches r WHERE r.topic = p.topic
            AND r.partition = p.partition AND p."offset" BETWEEN r.first_offset AND r.last_offset)
    """) == [(0,)]  # fmt: skip
