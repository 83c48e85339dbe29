"""A truck with a load that is no longer heard, and when it is heard again."""

from typing import Any

import pytest

from tests.builders import ROAD_M, Scene, Told, Track, a_permit, a_ping, a_zone, at, judge

LAST = 25  # the last ping before the silence, 10 km east
ON_THE_ROAD = Track().stand(15).go(10_000).pings


@pytest.mark.parametrize(
    ("says", "until", "life"),
    (
        ("5 min 29 s are no silence yet", LAST + 5.49, []),
        ("5 min 30 s are a warning", LAST + 5.5, ["opened warning"]),
        ("a second before 15 min too", LAST + 14.99, ["opened warning"]),
        ("15 min are high", LAST + 15, ["opened warning", "updated high"]),
        ("30 min are critical", LAST + 30, ["opened warning", "updated high", "updated critical"]),
        ("and stay so", LAST + 300, ["opened warning", "updated high", "updated critical"]),
    ),
)
def test_a_silence_by_the_clock(says: str, until: float, life: list[str]) -> None:
    assert judge(Scene(ON_THE_ROAD), until).life("signal-lost") == life, says


def test_what_a_silence_says() -> None:
    told = judge(Scene(ON_THE_ROAD), LAST + 15)
    (alert,) = told.newest("signal-lost")
    assert (alert["started_at"], alert["detected_at"]) == (at(LAST), at(LAST + 5.5))
    assert (alert["severity"], alert["urgency"], alert["certainty"]) == ("high", "immediate", "possible")
    assert "ended_at" not in alert
    assert alert["trip_id"] == told.trips()[0][1]["trip_id"]
    assert [event.time for event in told.events if event.data.get("rule")] == [at(LAST + 5.5), at(LAST + 15)]


def test_the_silence_counts_from_the_receipt() -> None:
    """The last ping reached us 4 minutes after its fix: the deadline is 5 min 30 s after that."""
    pings = [*ON_THE_ROAD[:-1], dict(ON_THE_ROAD[-1], recv_utc_ts=at(LAST + 4))]
    assert judge(Scene(pings), LAST + 9.49).life("signal-lost") == []
    (alert,) = judge(Scene(pings), LAST + 9.5).newest("signal-lost")
    assert (alert["started_at"], alert["detected_at"]) == (at(LAST), at(LAST + 9.5))


def heard_again(minute: float, *, recv: float | None = None, **fields: Any) -> Told:
    return judge(Scene([*ON_THE_ROAD, a_ping(minute, 10_500, recv=recv, **fields)]))


@pytest.mark.parametrize(
    ("says", "minute", "recv", "life", "shown"),
    (
        ("after 6 min", 31, None, ["opened warning", "closed warning signal_restored"], "warning"),
        ("after 20 min", 45, None, ["opened warning", "updated high", "closed high signal_restored"], "high"),
        ("its fix shows only 10 min", 35, 45, ["opened warning", "updated high", "closed warning signal_restored"], "warning"),
        ("its fix shows 5 min", 30, 45, ["opened warning", "updated high", "closed warning signal_restored"], "warning"),
        ("its fix shows under 5 min", 29.99, 45, ["opened warning", "updated high", "closed high late_evidence"], "high"),
        ("before the deadline nothing was said", 30.49, None, [], None),
    ),
)  # fmt: skip
def test_heard_again(says: str, minute: float, recv: float | None, life: list[str], shown: str | None) -> None:
    told = heard_again(minute, recv=recv)
    assert told.life("signal-lost") == life, says
    assert [alert["severity"] for alert in told.newest("signal-lost")] == ([] if shown is None else [shown]), says


def test_a_silence_ends_with_the_ping_that_ends_it() -> None:
    (alert,) = heard_again(45).newest("signal-lost")
    assert (alert["ended_at"], alert["close_reason"]) == (at(45), "signal_restored")
    assert alert["evidence"]["measured"]["silent_min"] == 20
    assert [ping["utc_ts"] for ping in alert["evidence"]["pings"]] == [at(LAST), at(45)]


def test_a_ping_without_a_fix_ends_a_silence() -> None:
    told = heard_again(45, fix=0)
    assert told.life("signal-lost")[-1] == "closed high signal_restored"


def test_heard_again_inside_the_destination_it_was_silent_all_the_same() -> None:
    told = judge(Scene([*ON_THE_ROAD, a_ping(45, ROAD_M)]))
    assert told.life() == ["started", "arrived"]
    assert told.life("signal-lost")[-1] == "closed high signal_restored"


def test_a_silence_right_after_the_gate_is_one() -> None:
    told = judge(Scene([*Track().stand(15).pings, a_ping(16, 2400), a_ping(36, 5000)]))
    assert told.life("signal-lost")[-1] == "closed high signal_restored"


def test_a_silence_between_the_two_fixes_that_show_a_departure_is_one() -> None:
    """400 m out it was on its trip already, which the next fix shows 20 minutes later."""
    told = judge(Scene([*Track().stand(15).pings, a_ping(16, 450), a_ping(36, 5000)]))
    assert told.trips()[0][1]["started_at"] == at(16)
    assert told.life("signal-lost") == ["opened high", "closed high signal_restored"]


@pytest.mark.parametrize(
    ("says", "scene"),
    (
        ("outside a trip", Scene(Track(0, 5000).go(10_000).pings)),
        ("with an empty truck", Scene(Track().stand(15).go(ROAD_M).stand(20).go(10_000).pings)),
        ("in a rest area", Scene(ON_THE_ROAD, zones=[a_zone("Z-REST", "rest_area", 10_000)])),
        ("in an allowed stop", Scene(ON_THE_ROAD, zones=[a_zone("Z-DEPOT", "depot", 10_000)],
                                     permits=[a_permit(allowed_stop_zone_ids=["Z-DEPOT"])])),
        ("inside its destination", Scene(Track().stand(15).go(ROAD_M).pings)),
        ("not yet departed", Scene(Track().stand(15).pings)),
    ),
)  # fmt: skip
def test_where_silence_is_lawful(says: str, scene: Scene) -> None:
    assert judge(scene, until=600).newest("signal-lost") == [], says


def test_in_a_zone_that_is_not_permitted_it_is_not() -> None:
    scene = Scene(ON_THE_ROAD, zones=[a_zone("Z-DEPOT", "depot", 10_000)])
    assert len(judge(scene, until=60).newest("signal-lost")) == 1


def test_each_silence_is_one_alert() -> None:
    pings = [*ON_THE_ROAD, a_ping(35, 11_000), a_ping(45, 12_000)]
    assert [alert["started_at"] for alert in judge(Scene(pings)).newest("signal-lost")] == [at(25), at(35)]


def test_pings_that_come_late_show_that_it_was_not_silent() -> None:
    """The network held them for an hour: what was told is taken back, the trip is verified."""
    track = Track().stand(15).go(ROAD_M).stand(20).go(ROAD_M - 3000)
    held = [dict(p, recv_utc_ts=at(90)) if at(20) < p["utc_ts"] < at(30) else p for p in track.pings]
    told = judge(Scene([p for p in held if "recv_utc_ts" not in p] + [p for p in held if "recv_utc_ts" in p]))
    life = told.life("signal-lost")
    assert (life[:2], life[-1]) == (["opened warning", "closed warning signal_restored"], "closed warning late_evidence")
    assert len(told.newest("signal-lost")) == 1
    assert told.trips()[-1][1]["verdict"] == "verified"


def test_an_estate_may_wait_longer() -> None:
    estate = a_zone("Z-EST", "estate", 0, radius_m=2000)
    scene = Scene(ON_THE_ROAD, zones=[estate], rules='[estate."Z-EST".signal-lost]\nwarning_min = 10\n')
    assert judge(scene, LAST + 9.9).newest() == []
    assert len(judge(scene, LAST + 10).newest()) == 1


def test_a_message_with_minutes_between_its_receipts_is_no_silence() -> None:
    """Ten records in one line, each received when it was fixed: none of them fell due before its neighbour was read."""
    pings = Track().stand(15).go(20_000).pings
    line = {"vender_id": "x", "locations_count": 10, "locations": pings[22:32]}
    assert judge(Scene([*pings[:22], line, *pings[32:]])).newest() == []
