"""Late, repeated, shuffled and impossible pings: the verdict is of the set, not of the order."""

from typing import Any

import msgspec
import pytest

from models.times import MINUTE_MS
from streams.compare import differences, version_faults
from streams.judging.interface import Past
from streams.judging.ledger import Cause
from streams.judging.sitting import Sitting
from tests.builders import (
    PERMIT,
    ROAD_M,
    Scene,
    Told,
    Track,
    a_clean_trip,
    a_permit,
    a_ping,
    a_vehicle,
    at,
    judge,
)  # fmt: skip
from tests.judging.follower import Follower, arrivals

HOUR = 60


def with_receipts(pings: list[dict[str, Any]], delay: float = 0) -> list[dict[str, Any]]:
    """In order of arrival, each received so many minutes after its fix."""
    minutes = {at(m / 4): m / 4 for m in range(4 * 24 * HOUR * 2)}
    return [dict(ping, recv_utc_ts=at(minutes[ping["utc_ts"]] + delay)) for ping in pings]


def a_detour() -> list[dict[str, Any]]:
    track = Track().stand(15).go(8000).go(8000, 3000).go(10_000, 3000).go(10_000, 0).go(ROAD_M).stand(10)
    return track.go(ROAD_M - 3000).pings


def late_after(pings: list[dict[str, Any]], minute: float, chosen: slice) -> Told:
    """The chosen pings come when all others have, at that minute."""
    late = [dict(ping, recv_utc_ts=at(minute)) for ping in pings[chosen]]
    rest = [ping for ping in pings if ping not in pings[chosen]]
    return judge(Scene([*rest, *late]))


@pytest.mark.parametrize("chosen", (slice(0, 5), slice(10, 20), slice(17, 18), slice(24, 34), slice(50, 60), slice(1, 60, 2)))
@pytest.mark.parametrize("pings", (a_clean_trip().pings, a_detour()), ids=["clean", "detour"])
def test_a_late_batch_changes_the_order_not_the_verdict(pings: list[dict[str, Any]], chosen: slice) -> None:
    in_time, late = judge(Scene(pings)), late_after(pings, 120, chosen)
    assert differences(in_time.events, late.events) == []
    assert version_faults(late.events) == []
    assert len(in_time.events) >= 3


@pytest.mark.parametrize(
    ("says", "minutes", "told"),
    (
        ("a trip that is over", 80, ["started 1", "completed 2"]),
        ("one that has arrived", 38, ["started 1", "arrived 2"]),
        ("one on its way", 30, ["started 1"]),
    ),
)
def test_a_trip_that_comes_in_one_batch_is_told_from_its_start(says: str, minutes: int, told: list[str]) -> None:
    """Its newest ping first, so that the others are judged together."""
    truck = Follower(Scene().world())
    *others, newest = arrivals(a_clean_trip().pings[:minutes], [0])
    for batch in ([newest], others):
        truck.take([msgspec.structs.replace(ping, receipt_ms=newest.utc_ms) for ping in batch])
    trips = [event for event in truck.events if ".trip." in event.type]
    assert [f"{event.type.rpartition('.')[2]} {event.data['version']}" for event in trips] == told, says
    assert len({(event.time, event.data["started_at"]) for event in trips}) == 1
    assert not {"arrived_at", "destination_zone_id", "completed_at", "verdict"} & trips[0].data.keys()


@pytest.mark.parametrize(
    ("says", "minute", "is_late", "urgency"),
    (
        ("5 min after the first of them is not late", 27 + 5, False, "immediate"),
        ("6 min is", 27 + 6, True, "immediate"),
        ("30 min may still be acted on", 27 + 30, True, "immediate"),
        ("over 30 min may not", 27 + 31, True, "today"),
    ),
)
def test_late_pings_open_a_late_alert(says: str, minute: float, is_late: bool, urgency: str) -> None:
    """Two fixes off the road at minutes 27 and 28; what comes in between is on it, and the trip goes on."""
    pings = Track().stand(15).go(10_000).pings
    on_the_road = [a_ping(29 + m, 12_000 + 100 * m) for m in range(0, 40, 4)]
    off = [a_ping(27, 11_000, 3000, recv=minute), a_ping(28, 11_500, 3000, recv=minute)]
    pings = sorted([*pings, *on_the_road, *off], key=lambda ping: ping.get("recv_utc_ts", ping["utc_ts"]))
    (alert,) = judge(Scene(pings)).newest("route-deviation")
    assert (alert["late"], alert["urgency"], alert["detected_at"]) == (is_late, urgency, at(minute)), says


@pytest.mark.parametrize(
    ("says", "delay_min", "judged"),
    (
        ("24 h late is judged", 24 * HOUR, True),
        ("later is stored and changes nothing", 24 * HOUR + 1, False),
    ),
)
def test_a_day_is_the_limit(says: str, delay_min: float, judged: bool) -> None:
    off = [a_ping(minute, 11_000, 3000, recv=27 + delay_min) for minute in (27, 27.5)]
    road = [*Track().stand(15).go(10_000).pings, a_ping(30, 12_000)]
    told = judge(Scene([*road, *off]))
    assert len(told.newest("route-deviation")) == judged, says
    assert told.bad == []


def test_a_completed_trip_is_final_after_a_day() -> None:
    """A ping that is judged still may show what changes it; 24 h after completion nothing does."""
    pings = a_detour()
    on_time = [p for p in pings if p["lat"] <= pings[0]["lat"] + 0.001]
    off = [p for p in pings if p not in on_time]
    completed = judge(Scene(pings)).trips()[-1][1]["completed_at"]
    for hours, verdict in ((23.0, "verified_with_alerts"), (25.0, "verified")):
        late = [dict(p, recv_utc_ts=at(67 + hours * HOUR)) for p in off]
        found = judge(Scene([*on_time, *late])).trips()[-1][1]
        assert (found["completed_at"], found["verdict"]) == (completed, verdict), hours


@pytest.mark.parametrize("number", (0, 8, 16, 25, 30, 36, 50))
def test_a_repeated_ping_changes_nothing(number: int) -> None:
    pings = a_detour()
    once = judge(Scene(pings))
    for where in (number + 1, min(number + 20, len(pings)), len(pings)):
        twice = judge(Scene([*pings[:where], pings[number], *pings[where:]]))
        assert twice.lines() == once.lines(), where


@pytest.mark.parametrize(
    ("says", "lead_s", "refused"),
    (("5 min ahead of its receipt", 300, 0), ("a second more", 301, 1)),
)
def test_a_ping_from_the_future_is_refused(says: str, lead_s: float, refused: int) -> None:
    pings = Track(0, 5000).go(8000).pings
    told = judge(Scene([*pings, a_ping(4 + lead_s / 60, 9000, recv=4)]))
    assert len(told.bad) == refused, says


def test_of_one_second_the_earliest_is_judged() -> None:
    """The second of two in one second lies off the road, and so does one of the next second: that makes no two in a row."""
    road = Track().stand(15).go(10_000).pings
    second = 1 / 60
    doubled = [*road, a_ping(26, 10_500), a_ping(26 + 0.4 * second, 11_000, 2200), a_ping(27, 11_000, 2200), a_ping(28, 12_000)]
    assert judge(Scene(doubled)).newest() == []
    without = [ping for ping in doubled if ping["utc_ts"] != at(26)]
    assert len(judge(Scene(without)).newest("route-deviation")) == 1


def test_of_one_time_a_valid_fix_comes_first() -> None:
    road = Track().stand(15).go(19_000).pings
    doubled = [*road, a_ping(35, ROAD_M, fix=0), a_ping(35, ROAD_M)]
    for pings in (doubled, [*road, *doubled[:-3:-1]]):
        assert judge(Scene(pings)).life() == ["started", "arrived"]


def test_of_one_time_the_smaller_canonical_json_is_judged() -> None:
    """West is smaller than east by its longitude, whichever comes first."""
    road = Track().stand(15).go(19_000).pings
    west, east = a_ping(35, 19_500), a_ping(35, ROAD_M)
    assert west["lon"] < east["lon"]
    for pings in ([*road, west, east], [*road, east, west]):
        assert [kind for kind, _ in judge(Scene(pings)).trips()] == ["started"]


def test_a_flag_that_was_given_is_smaller_than_none() -> None:
    """`engine_status` stands before `ext_power_status` and `lat`: who has it is first, whatever its position says."""
    road = Track().stand(15).go(19_000).pings
    there, here = a_ping(35, ROAD_M, engine_status=1), a_ping(35, 19_500)
    for pings in ([*road, there, here], [*road, here, there]):
        assert [kind for kind, _ in judge(Scene(pings)).trips()] == ["arrived"]


def test_a_trip_that_late_pings_begin_and_undo_leaves_no_alert() -> None:
    """Two fixes beside the gate and six silent minutes come after all else: a turn at the gate, as when seen in time."""
    pings = [*Track().stand(8).pings, a_ping(9, 0, 400), a_ping(10, 0, 400), a_ping(16, 0), a_ping(17, 0)]
    late = [dict(ping, recv_utc_ts=at(30)) for ping in pings[9:11]]
    told, in_time = judge(Scene([*pings[:9], *pings[11:], *late])), judge(Scene(pings))
    assert in_time.life() == ["started", "ended superseded"]
    assert (in_time.standing(), told.standing()) == ([], [])


# ---- the clock that shows Thai time as UTC -------------------------------------------------------------------------


def seven_hours(pings: list[dict[str, Any]], lead: float = 7 * HOUR, recv: float = 0) -> list[dict[str, Any]]:
    """The pings of minutes 0, 1, 2 … as a wrong clock dates them, received when they were really fixed."""
    return [dict(ping, utc_ts=at(recv + i + lead), recv_utc_ts=at(recv + i)) for i, ping in enumerate(pings)]


def test_a_clock_seven_hours_ahead_is_put_right() -> None:
    pings = a_clean_trip().pings
    right, ahead = judge(Scene(with_receipts(pings))), judge(Scene(seven_hours(pings)))
    assert [event.type for event in ahead.events] == [event.type for event in right.events]
    assert differences(right.events, ahead.events) == []
    assert ahead.bad == []


@pytest.mark.parametrize(
    ("says", "lead", "trips", "bad"),
    (
        ("6 h 50", 6 * HOUR + 50, 1, 0),
        ("7 h 05", 7 * HOUR + 5, 1, 0),
        ("6 h 49", 6 * HOUR + 49, 0, 19),
        ("7 h 06", 7 * HOUR + 6, 0, 19),
    ),
)
def test_how_far_ahead(says: str, lead: float, trips: int, bad: int) -> None:
    told = judge(Scene(seven_hours(Track().stand(15).go(3000).pings, lead)))
    assert (len(told.trips()), len(told.bad)) == (trips, bad), says


@pytest.mark.parametrize("lead", (0, 7 * HOUR))
def test_what_a_device_kept_back_is_judged_again_at_once(lead: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent in one burst after a newer ping, however far its clock is ahead."""
    coming = arrivals(seven_hours(a_detour(), lead) if lead else with_receipts(a_detour()), [0])
    sent = [msgspec.structs.replace(ping, receipt_ms=ping.utc_ms - round(lead * MINUTE_MS)) for ping in coming]
    newest = sent[-1]
    burst = [msgspec.structs.replace(ping, receipt_ms=newest.receipt_ms + MINUTE_MS) for ping in sent[40:-1]]
    truck, again = Follower(Scene().world()), list[int]()
    for ping in (*sent[:40], newest):
        truck.take([ping])
    judge_again = Sitting._judge_again

    def counted(sitting: Sitting, past: Past, cause: Cause, now_ms: int) -> None:
        again.append(now_ms)
        judge_again(sitting, past, cause, now_ms)

    monkeypatch.setattr(Sitting, "_judge_again", counted)
    truck.take(burst)
    assert len(burst) > 10
    assert len(again) <= 2, "once, and once more where that shows that it takes an older past"


def test_two_such_records_prove_nothing() -> None:
    told = judge(Scene(seven_hours(Track().see().see().pings)))
    assert (told.events, len(told.bad)) == ([], 2)


def test_the_right_clocks_must_be_fewer() -> None:
    """Three right ones, three far ahead: they do not outnumber, and are refused."""
    right = with_receipts(Track().see().see().see().pings)
    ahead = seven_hours(Track(3).see().see().see().pings, recv=3)
    assert len(judge(Scene([*right, *ahead])).bad) == 3
    assert len(judge(Scene([*right[:2], *ahead])).bad) == 0


def test_a_record_near_its_receipt_keeps_its_time() -> None:
    """A device whose clock is put right on the way: both halves are one trip."""
    pings = a_clean_trip().pings
    told = judge(Scene([*seven_hours(pings[:30]), *with_receipts(pings)[30:]]))
    assert differences(judge(Scene(with_receipts(pings))).events, told.events) == []


def test_the_digest_holds_the_corrected_times() -> None:
    pings = a_clean_trip().pings
    right, ahead = judge(Scene(with_receipts(pings))).trips()[-1][1], judge(Scene(seven_hours(pings))).trips()[-1][1]
    assert right["evidence_sha256"] == ahead["evidence_sha256"]


# ---- what events promise -------------------------------------------------------------------------------------------


def many_stories() -> list[Told]:
    off = [dict(ping, recv_utc_ts=at(120)) for ping in a_detour()[24:34]]
    rest = [ping for ping in a_detour() if ping not in a_detour()[24:34]]
    return [
        judge(Scene(a_detour())), judge(Scene([*rest, *off]), until=2000), judge(Scene(a_detour()[:30]), until=100),
        judge(Scene(a_clean_trip().pings, permits=[a_permit(status="revoked")])), judge(Scene(a_clean_trip().pings, permits=[])),
    ]  # fmt: skip


@pytest.mark.parametrize("told", many_stories(), ids=range(5))
def test_every_event_is_a_whole_snapshot(told: Told) -> None:
    trip = {"trip_id", "version", "unit_id", "plate", "province", "permit_no", "item_nos", "manifest_nos",
            "generator_factory_no", "origin_zone_id", "started_at"}  # fmt: skip
    arrived = trip | {"destination_zone_id", "processor_factory_no", "arrived_at"}
    completed = arrived | {
        "completed_at", "destination_zone_ids", "distance_km", "duration_s", "max_gap_s", "unseen_s", "unseen_km",
        "verdict", "alert_ids", "evidence_sha256", "final_after",
    }  # fmt: skip
    alert = {"alert_id", "version", "rule", "severity", "urgency", "certainty", "started_at", "detected_at",
             "reason_en", "reason_th", "evidence", "late"}  # fmt: skip
    wanted = {"trip.started": trip, "trip.arrived": arrived, "trip.completed": completed, "trip.ended": trip | {"reason"},
              "alert.opened": alert, "alert.updated": alert, "alert.closed": alert | {"close_reason", "ended_at"}}  # fmt: skip
    assert told.events
    for event in told.events:
        missing = wanted[event.type.removeprefix("wastetrack.")] - event.data.keys()
        assert not missing, (event.type, missing)
        assert (event.specversion, event.source) == ("1.0", "/wastetrack")
        assert event.subject == event.data.get("trip_id", event.data.get("unit_id"))
        assert "None" not in event.data.get("reason_en", "") + event.data.get("reason_th", "")
    assert version_faults(told.events) == []


def test_versions_and_ids() -> None:
    """The same facts and version have the same id; another version has another."""
    first, again = judge(Scene(a_detour())), judge(Scene(a_detour()))
    assert [event.id for event in first.events] == [event.id for event in again.events]
    assert len({event.id for event in first.events}) == len(first.events)


def test_a_trip_keeps_its_id_when_late_pings_move_its_start() -> None:
    """Seen leaving at minute 20 first; late pings show that it had left at minute 16."""
    pings = Track().stand(15).go(12_000).pings
    told = judge(Scene([*pings[:16], *pings[20:], *(dict(p, recv_utc_ts=at(40)) for p in pings[16:20])]))
    assert {event.data["trip_id"] for event in told.events if event.type.endswith("started")} == {told.trips()[0][1]["trip_id"]}
    assert [data["started_at"] for _, data in told.trips()] == [at(16)]


def test_two_trucks_share_nothing() -> None:
    mine = a_clean_trip().pings
    other = [dict(ping, unit_id="unit-2") for ping in a_detour()]
    vehicles = [a_vehicle(), a_vehicle("unit-2", "70-9999")]
    permits = [a_permit(PERMIT, vehicles=[{"plate": p, "province": "ระยอง"} for p in ("70-1234", "70-9999")])]
    both = judge(Scene(sorted([*mine, *other], key=lambda p: p["utc_ts"]), vehicles=vehicles, permits=permits))
    alone = judge(Scene(mine, vehicles=vehicles, permits=permits))
    assert [event for event in both.events if event.data["unit_id"] == "unit-1"] == alone.events
