"""Each check finds what breaks its promise, and nothing where the promise was kept."""

from pathlib import Path
from typing import Any

import pytest

from faults.checking import CHECKS, counted
from faults.checks.accounted import Message, unaccounted
from faults.checks.acknowledged import as_sent, lost
from faults.checks.exits import unasked
from faults.checks.memory import over
from faults.checks.notified import key_of, untold
from faults.checks.offsets import unread, went_back
from faults.checks.published import differing
from faults.checks.recovery import not_back
from faults.checks.replayed import Received, heard, remembered_otherwise, replayed, unlike
from faults.checks.versions import in_order, published
from faults.evidence import Acked, Breach, Evidence, Exit, Injected, Lines, Memory, Notice, Offset, lines_of
from faults.whereabouts import Kept, Part, Sighting
from models.observation import Outing
from models.times import DAY_MS, from_iso
from models.topics import ALERTS, TRIPS
from storage.offsets import OffsetRow
from streams.weighing.docket import Case, Entry, Logbook
from tests.faults.made import alert, forged, trip

ROOT = Path(__file__).parents[2]
OTHER = ["another final state than a replay's"]

SENT: dict[str, Any] = {"unit_id": " U1", "utc_ts": "2026-10-26T10:33:20+07:00", "lat": "13.5", "lon": 100.5, "speed": None}
SEEN = Sighting("U1", from_iso("2026-10-26T03:33:20Z"), 13.5, 100.5)


PING = b'{"unit_id": "U1", "utc_ts": "2026-10-26T03:33:20Z", "lat": 13.5, "lon": 100.5}'
PLACE = Part("gps.raw", 1, 7, 0)


def kept(**places: Any) -> Kept:
    values: dict[str, Any] = {"stored": set(), "dead": set(), "waiting": set(), "letters": set()}
    return Kept(**(values | places))


def kinds(found: list[Breach]) -> list[str]:
    return [breach.what for breach in found]


@pytest.mark.parametrize("place", ("stored", "dead", "waiting"))
def test_an_accepted_location_is_known_in_its_normal_form_wherever_it_is(place: str) -> None:
    assert as_sent(SENT) == SEEN
    assert lost([Acked(acked_ms=0, location=SENT)], kept(**{place: {SEEN}})) == []


@pytest.mark.parametrize("changes", ({"said_ms": SEEN.said_ms + 1}, {"lat": 13.6}, {"unit_id": "U2"}), ids=str)
def test_another_ping_does_not_stand_for_it(changes: dict[str, Any]) -> None:
    found = lost([Acked(acked_ms=0, location=SENT)] * 2, kept(stored={SEEN._replace(**changes)}))
    assert [(breach.what, breach.count) for breach in found] == [("accepted, and neither stored nor a dead letter", 2)]


def test_what_could_not_be_read_should_not_have_been_accepted() -> None:
    assert kinds(lost([Acked(acked_ms=0, location={"unit_id": "U1"})], kept())) == ["accepted, though it cannot be read"]


@pytest.mark.parametrize(
    ("body", "places", "expected"),
    (
        (PING, {"stored": {SEEN}}, []),
        (PING, {"letters": {PLACE}}, []),
        (PING, {}, ["a ping that was read and came to nothing"]),
        (PING, {"letters": {PLACE._replace(offset=8)}}, ["a ping that was read and came to nothing"]),
        (b"poison", {"letters": {PLACE}}, []),
        (b"poison", {"stored": {SEEN}}, ["what is no ping that was read and came to nothing"]),
        (b'{"locations": [%s, {"unit_id": 5}]}' % PING, {"stored": {SEEN}}, ["what is no ping that was read and came to nothing"]),
        (b'{"locations": [%s, {"unit_id": 5}]}' % PING, {"stored": {SEEN}, "letters": {PLACE._replace(number=1)}}, []),
    ),
)
def test_every_part_of_a_record_is_somewhere(body: bytes, places: Any, expected: list[str]) -> None:
    assert kinds(unaccounted([Message("gps.raw", 1, 7, body)], kept(**places))) == expected


@pytest.mark.parametrize(
    ("versions", "right"),
    (
        ([1, 2, 3], True),
        ([1, 2, 1, 2, 3], True),  # sent again from somewhere on
        ([1, 1, 2, 2], True),
        ([3, 4, 6], True),  # the others stand in another partition
        ([2, 1], False),
        ([1, 3, 2, 3], False),
        ([1, 2, 3, 1], False),  # whoever reads it ends at an old version
        ([1, 2, 3, 2, 4], False),
        ([4, 3, 4], False),
    ),
    ids=str,
)
def test_versions_climb_and_end_at_the_highest(versions: list[int], right: bool) -> None:
    assert in_order(versions) is right


@pytest.mark.parametrize(
    ("partitions", "expected"),
    (
        ({0: [trip(1), alert(1), trip(2)], 1: [trip(1, trip_id="T2")]}, []),
        ({0: [trip(1), trip(2)], 1: [trip(3)]}, []),  # a partition was added
        ({0: [trip(1), forged(trip(1))]}, ["two contents under one event id"]),
        ({0: [trip(1), trip(3)]}, ["a hole in the versions on a topic"]),
        ({0: [trip(2)], 1: [trip(3)]}, ["a hole in the versions on a topic"]),
        ({0: [trip(2), trip(1)]}, ["versions out of order on a topic"]),
    ),
)
def test_what_stands_on_a_topic(partitions: Any, expected: list[str]) -> None:
    assert kinds(published("trips", partitions)) == expected


@pytest.mark.parametrize(
    ("sent", "waiting", "expected"),
    (
        ({TRIPS.name: [trip(), trip()], ALERTS.name: [alert()]}, 0, []),
        ({TRIPS.name: [], ALERTS.name: [alert()]}, 0, ["an event that never went out"]),
        ({TRIPS.name: [trip(), trip(2)], ALERTS.name: [alert()]}, 0, ["told on a topic, and not by the table"]),
        ({TRIPS.name: [trip(), forged(trip())], ALERTS.name: [alert()]}, 0, ["told on a topic, and not by the table"]),
        ({TRIPS.name: [alert()], ALERTS.name: [trip(), alert()]}, 0, ["told on a topic, and not by the table", "an event that never went out"]),
        ({TRIPS.name: [trip()], ALERTS.name: [alert()]}, 3, ["messages still wait in the outbox"]),
    ),
)
def test_what_went_out_is_what_the_table_holds(sent: Any, waiting: int, expected: list[str]) -> None:
    assert kinds(differing([trip(), alert()], sent, waiting)) == expected


def notice(alert_id: str = "A1", event_id: str = "", **changes: Any) -> Notice:
    values: dict[str, Any] = {
        "at_ms": 0, "version": 1, "rule": "route-deviation", "urgency": "immediate", "key": key_of(alert_id), "status": 204,
    }  # fmt: skip
    return Notice(alert_id=alert_id, event_id=event_id or alert().id, **(values | changes))


@pytest.mark.parametrize(
    ("notices", "expected"),
    (
        ([notice(status=503), notice(), notice()], []),
        ([notice(status=409)], []),
        ([], ["an urgent alert that the receiver never took"]),
        ([notice(status=503)], ["an urgent alert that the receiver never took"]),
        ([notice(), notice(key="another")], ["a notice under another key than its alert's"]),
        ([notice(), notice(event_id="another")], ["an alert told to the receiver as two"]),
        ([notice(), notice("A2")], ["a notice of an alert that was never urgent"]),
    ),
)
def test_urgent_alerts_and_the_receiver(notices: list[Notice], expected: list[str]) -> None:
    events = [alert(), alert(2, "closed"), alert(alert_id="A2", urgency="today"), alert(2, "closed", alert_id="A2")]
    assert kinds(untold(events, notices)) == expected


def test_the_key_is_the_one_that_a_receiver_gets() -> None:
    assert key_of("A1") == "A1/webhook"


def sample(next_offset: int, token: int = 1, partition: int = 0) -> Offset:
    return Offset(at_ms=0, topic="gps.pings", partition=partition, next_offset=next_offset, token=token)


@pytest.mark.parametrize(
    ("samples", "expected"),
    (
        ([sample(1), sample(1), sample(5, 2)], []),
        ([sample(5), sample(1, partition=1), sample(6)], []),
        ([sample(5), sample(4, 2)], ["an offset went back"]),
        ([sample(5, 2), sample(6, 1)], ["a token went back"]),
    ),
)
def test_offsets_only_go_on(samples: list[Offset], expected: list[str]) -> None:
    assert kinds(went_back(samples)) == expected


@pytest.mark.parametrize(
    ("end", "expected"), ((5, []), (7, ["records left unread"]), (4, ["an offset beyond the topic's end"]))
)
def test_all_is_read_to_the_end(end: int, expected: list[str]) -> None:
    row = OffsetRow(
        topic="gps.pings", partition=0, next_offset=5, digest=b"", watermark_ms=0, idle=False, token=1, owner="one", partitions=1,
    )  # fmt: skip
    assert kinds(unread({("gps.pings", 0): row}, {("gps.pings", 0): end})) == expected
    assert kinds(unread({}, {("gps.pings", 0): 1})) == ["records left unread"]


def test_final_states_are_those_of_a_replay() -> None:
    events = [trip(), alert()]
    assert unlike(events, events) == []
    assert kinds(unlike(events, [trip()])) == OTHER
    assert kinds(unlike([trip(plate="70-1"), alert()], events)) == OTHER
    assert kinds(unlike(events, events, facts=2)) == ["facts across units that were never weighed"]


@pytest.mark.parametrize(
    ("ended_at", "expected"),
    (
        ("2026-10-26T03:38:19.999Z", OTHER),
        ("2026-10-26T03:38:20.000Z", []),
        ("2026-10-26T03:38:49.999Z", []),
        ("2026-10-26T03:38:50.000Z", OTHER),
    ),
    ids=("under 5:00, which refutes it however it was heard", "5:00", "under 5:30", "5:30, which is one however it was heard"),
)
def test_a_silence_at_the_edge_may_stand_or_not(ended_at: str, expected: list[str]) -> None:
    silence = alert(1, "closed", rule="signal-lost", ended_at=ended_at, close_reason="signal_restored")
    over = trip(alert_ids=["A1"])
    assert kinds(unlike([over, silence], [trip(alert_ids=[])])) == expected
    assert kinds(unlike([trip(alert_ids=[])], [over, silence])) == expected


def test_one_alert_under_two_ids_is_told_twice() -> None:
    twice = [trip(), alert(), alert(alert_id="A2")]
    assert kinds(unlike(twice, [trip(), alert()])) == ["told twice, under two ids"]
    assert unlike([*twice[:2], alert(1, "closed", alert_id="A2", close_reason="late_evidence")], [trip(), alert()]) == []
    assert unlike(twice, twice) == [], "where a replay says it too, it is two"


@pytest.mark.parametrize(
    ("says", "told", "breaches"),
    (
        ("the same", {1: Outing(first_ms=1, last_ms=5)}, 0),
        ("of an outing that is long over nothing need be remembered", {1: Outing(first_ms=1, last_ms=5), 0: Outing(first_ms=0, last_ms=2, next_ms=3)}, 0),
        ("one that has not ended", {1: Outing(first_ms=1)}, 1),
        ("one that went on", {1: Outing(first_ms=1, last_ms=5, next_ms=DAY_MS + 9)}, 1),
        ("one too many", {1: Outing(first_ms=1, last_ms=5), 2: Outing(first_ms=2)}, 1),
        ("none", {}, 1),
    ),
)
def test_outings_are_remembered_as_a_replay_does(says: str, told: dict[int, Outing], breaches: int) -> None:
    expected: dict[str, Entry] = {"vendor:043/U1": Logbook(outings={1: Outing(first_ms=1, last_ms=5)}), "land:1": Case()}
    found = remembered_otherwise({"vendor:043/U1": Logbook(outings=told)}, expected, DAY_MS + 10)
    assert sum(breach.count for breach in found) == breaches, says


def test_a_replay_goes_by_the_receipt_of_the_record_and_knows_whom_it_heard() -> None:
    records = [Received(SEEN.said_ms, "gps.pings", 0, 0, PING), Received(SEEN.said_ms, "gps.pings", 0, 1, b"poison")]
    assert replayed(records, [], None)[:2] == ([], {"U1"})
    unheard = alert(rule="device-check-overdue", unit_id="U2", alert_id="A2")
    assert heard([alert(), unheard], {"U1"}) == [alert()]


@pytest.mark.parametrize(
    ("process", "mb", "breaches"), (("tracker-1", 590, 0), ("tracker-1", 700, 1), ("gateway", 500, 1), ("kafka", 590, 0))
)
def test_memory_is_bounded(process: str, mb: int, breaches: int) -> None:
    samples = [Memory(at_ms=n, process=process, pid=1, rss_bytes=size << 20) for n, size in enumerate((10, mb, 20, mb))]
    assert len(over(samples)) == breaches


@pytest.mark.parametrize(
    ("back_ms", "expected"), ((39_000, []), (40_001, ["it came back late"]), (None, ["it never came back"]))
)
def test_all_is_back_within_half_a_minute(back_ms: int | None, expected: list[str]) -> None:
    assert kinds(not_back([Injected(name="kill", target="gateway", began_ms=0, ended_ms=10_000, back_ms=back_ms)])) == expected


FAILED = "a service that was told to end failed"
LATE = "a service took over 10 s to end"


@pytest.mark.parametrize(
    ("code", "asked", "expected"),
    (
        (0, {"term_ms": 0}, []),
        (0, {"term_ms": 1_000}, []),
        (0, {"term_ms": -1}, [LATE]),
        (1, {"term_ms": 0}, [FAILED]),
        (-15, {"term_ms": 0}, [FAILED]),
        (-15, {"term_ms": 9_000, "heeds": False}, []),  # it had not begun: it held nothing
        (-9, {"kill_ms": 0}, []),
        (0, {"kill_ms": 0}, [FAILED]),  # it ended by itself while it was being killed
        (-15, {"kill_ms": 0}, [FAILED]),
        (-9, {"term_ms": 0}, [FAILED]),  # by somebody else, for want of memory perhaps
        (-9, {"term_ms": -10_000, "kill_ms": 0}, []),
        (0, {"term_ms": -9_000, "kill_ms": 0}, []),
        (-9, {"term_ms": -10_001, "kill_ms": 0}, [LATE]),  # killed when it was late already
        (0, {}, ["a service ended by itself"]),
        (1, {}, ["a service ended by itself"]),
        (-9, {}, ["a service ended by itself"]),
    ),
)
def test_services_end_when_they_are_asked_and_as_they_are_asked(code: int, asked: dict[str, Any], expected: list[str]) -> None:
    assert kinds(unasked([Exit(at_ms=10_000, process="gateway", code=code, **asked)])) == expected


def test_the_page_on_reliability_names_every_check() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    assert [check.name for check in CHECKS if f"[{check.name}](../faults/checks/{check.name}.py)" not in page] == []


def test_a_run_counts_its_breaches_by_kind() -> None:
    found = [Breach(check=check.name, what="w", example="e", count=2) for check in CHECKS]
    assert sum(counted(found).values()) == 2 * len(CHECKS)
    assert counted(found)["doubled"] == 2


def test_lines_are_read_as_they_were_written(tmp_path: Path) -> None:
    evidence = Evidence(bootstrap="b", database="d", folder=tmp_path, group="g", personal_key="k")
    assert list(lines_of(evidence, Offset)) == []
    for number in (1, 2):
        with Lines(tmp_path, Offset) as lines:
            lines.write(sample(number))
    assert list(lines_of(evidence, Offset)) == [sample(1), sample(2)]
