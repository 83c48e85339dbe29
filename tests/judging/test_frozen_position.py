"""A position that does not change by a centimetre while the device reports a speed is none."""

from typing import Any

import pytest

from tests.builders import ROAD_M, Scene, Track, a_ping, at, judge


def fixes(number: int, first: float = 0, **fields: Any) -> list[dict[str, Any]]:
    return [a_ping(first + minute, 3000, **fields) for minute in range(number)]


CASES: tuple[tuple[str, list[dict[str, Any]], list[str]], ...] = (
    ("nine fixes are not enough", fixes(9), []),
    ("ten are", fixes(10), ["opened high"]),
    ("standing fixes never are", fixes(30, speed=0.0), []),
    ("5 km/h is not moving", fixes(30, speed=5.0), []),
    ("without a speed nothing says that it moves", fixes(30, speed=None), []),
    ("one standing fix among them begins the count anew", [*fixes(9), *fixes(1, 9, speed=0.0), *fixes(9, 10)], []),
    ("so does one metre", [*fixes(9), a_ping(9, 3001), *fixes(9, 10)], []),
    ("a difference in the seventh decimal is none",
     [dict(ping, lat=12.7 + (number % 2) * 2e-8) for number, ping in enumerate(fixes(10))], ["opened high"]),
    ("one in the sixth is", [dict(ping, lat=12.7 + (number % 2) * 2e-6) for number, ping in enumerate(fixes(20))], []),
    ("with a doubtful fix ten are not enough", [*fixes(4), *fixes(1, 4, hdop=9.0), *fixes(5, 5)], []),
    ("eleven are", [*fixes(4), *fixes(1, 4, hdop=9.0), *fixes(6, 5)], ["opened high"]),
    ("a ping without a valid fix between is no fix", [*fixes(5), *fixes(1, 5, fix=0), *fixes(5, 6)], ["opened high"]),
    ("it ends with the first that differs", [*fixes(12), a_ping(12, 3100)], ["opened high", "closed high cleared"]),
    ("or stands", [*fixes(12), *fixes(1, 12, speed=0.0)], ["opened high", "closed high cleared"]),
    ("and may begin again", [*fixes(10), a_ping(10, 3100), *fixes(10, 11)], ["opened high", "closed high cleared", "opened high"]),
)  # fmt: skip


@pytest.mark.parametrize(("says", "pings", "life"), CASES, ids=[case[0] for case in CASES])
def test_frozen_position(says: str, pings: list[dict[str, Any]], life: list[str]) -> None:
    assert judge(Scene(pings)).life("frozen-position") == life, says


def test_what_it_says_outside_a_trip() -> None:
    told = judge(Scene([*fixes(12), a_ping(12, 3100)]))
    (alert,) = told.newest("frozen-position")
    assert (alert["urgency"], alert["certainty"], alert["plate"]) == ("today", "observed", "70-1234")
    assert (alert["started_at"], alert["ended_at"]) == (at(0), at(12))
    assert alert["evidence"]["measured"] == {"fixes": 12, "minutes": 11.0}
    assert [ping["utc_ts"] for ping in alert["evidence"]["pings"]] == [at(0), at(11)]
    assert "trip_id" not in alert


def test_in_a_trip_it_is_the_trips_and_counts_in_its_verdict() -> None:
    track = Track().stand(10).go(8000)
    for _ in range(10):
        track.see(speed=60.0)
    told = judge(Scene(track.go(ROAD_M).stand(10).go(ROAD_M - 5000).pings))
    ((kind, trip),) = told.trips()
    (alert,) = told.newest("frozen-position")
    assert (alert["trip_id"], alert["permit_no"], alert["close_reason"]) == (trip["trip_id"], trip["permit_no"], "cleared")
    assert (kind, trip["verdict"]) == ("completed", "verified_with_alerts")


def test_a_late_fix_elsewhere_refutes_it() -> None:
    pings = [*(ping for ping in fixes(11) if ping["utc_ts"] != at(5)), a_ping(5, 3500, recv=30)]
    (alert,) = judge(Scene(pings)).newest("frozen-position")
    assert alert["close_reason"] == "late_evidence"


def test_its_figures_may_be_changed() -> None:
    assert judge(Scene(fixes(10), rules="[frozen-position]\nfixes = 12\n")).newest() == []
    assert len(judge(Scene(fixes(12), rules="[frozen-position]\nfixes = 12\n")).newest()) == 1


def test_what_began_in_a_turn_at_the_gate_belongs_to_no_trip() -> None:
    track = Track(every=1 / 12).stand(6).move(360)
    for _ in range(12):
        track.see(speed=20.0)
    told = judge(Scene(track.move(0).stand(1).pings))
    assert told.life() == ["started", "ended superseded"]
    (alert,) = told.newest("frozen-position")
    assert (alert["close_reason"], alert["plate"], "trip_id" in alert) == ("cleared", "70-1234", False)
