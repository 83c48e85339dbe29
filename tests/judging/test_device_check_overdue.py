"""device-check-overdue: seven days without a valid fix from a unit whose truck is on a permit in force."""

from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from models.thresholds import Thresholds
from streams.compare import newest_versions
from streams.judging.world import World
from tests.builders import Scene, Track, a_permit, a_ping, a_vehicle, at, judge, ms
from tests.judging.follower import Follower, arrivals

LAST = 10
DUE = LAST + 7 * 24 * 60
PARKED: list[dict[str, Any]] = Track(0, 5_000).stand(LAST).pings


@pytest.mark.parametrize(
    ("says", "reference", "alerts"),
    (
        ("on a permit in force", {}, 1),
        ("on no permit", {"vehicles": [a_vehicle(plate="99-9999")]}, 0),
        ("not registered", {"vehicles": []}, 0),
        ("registered no longer on that day", {"vehicles": [a_vehicle(valid_to="2026-11-08")]}, 0),
        ("the permit has expired by then", {"permits": [a_permit(valid_to="2026-11-08")]}, 0),
        ("the permit begins on that day", {"permits": [a_permit(valid_from="2026-11-09")]}, 1),
        ("the permit is suspended", {"permits": [a_permit(status="suspended")]}, 0),
        ("the permit is suspended afterwards", {"permits": [a_permit(status="suspended", status_since=at(DUE + 1))]}, 1),
    ),
)
def test_whose_device_is_to_be_checked(says: str, reference: dict[str, Any], alerts: int) -> None:
    scene = Scene(PARKED, **reference)
    assert judge(scene, DUE - 0.1).newest() == [], says
    assert len(judge(scene, DUE).newest("device-check-overdue")) == alerts, says


def test_what_it_says() -> None:
    (alert,) = judge(Scene(PARKED), DUE + 60).newest()
    assert (alert["started_at"], alert["detected_at"], alert["severity"], alert["urgency"]) == (at(DUE), at(DUE), "warning", "record")
    assert (alert["plate"], alert["permit_no"], "trip_id" in alert) == ("70-1234", a_permit()["permit_no"], False)


def thrice(ping: dict[str, Any]) -> list[dict[str, Any]]:
    """The clock of a replay believes a record a week ahead once two more of its unit bear it out."""
    return [ping, ping, ping]


@pytest.mark.parametrize(
    ("says", "ping", "life"),
    (
        ("the next fix ends it", a_ping(DUE + 30, 0), ["opened warning", "closed warning signal_restored"]),
        ("a ping without a fix does not", a_ping(DUE + 30, 0, fix=0), ["opened warning"]),
        ("a fix of before, held back for a day, refutes it", a_ping(DUE - 60, 0, recv=DUE + 60), ["opened warning", "closed warning late_evidence"]),
        ("a fix of before the last one changes nothing", a_ping(LAST - 0.5, 5_000, recv=LAST + 60), ["opened warning"]),
    ),
)  # fmt: skip
def test_what_ends_it(says: str, ping: dict[str, Any], life: list[str]) -> None:
    assert judge(Scene([*PARKED, *thrice(ping)]), DUE + 90).life("device-check-overdue") == life, says


@pytest.mark.parametrize(
    ("says", "late", "ended"),
    (
        ("a late ping after the first one", 3, 1),
        ("a late ping of before the first one, and after the deadline", 0.5, 0.5),
    ),
)
def test_a_unit_never_heard_is_overdue_whatever_comes_late_afterwards(says: str, late: float, ended: float) -> None:
    """Judged again from its first ping on, it was silent all the same before."""
    versions = [msgspec.structs.replace(version, received_ms=ms(-60)) for version in Scene().versions()]
    follower = Follower(World(versions, Thresholds(), ZoneInfo("Asia/Bangkok")))
    follower.look(ms(DUE))
    day = 9 * 24 * 60
    for ping in arrivals([a_ping(day + minute, 5_000, speed=0.0) for minute in (1, 2, 4)], [0]):
        follower.take([ping])
    follower.take(arrivals([a_ping(day + late, 5_000, speed=0.0)], [30]))
    (alert,) = [event for event in newest_versions(follower.events).values() if event.data["rule"] == "device-check-overdue"]
    assert (alert.data["close_reason"], alert.data["ended_at"]) == ("signal_restored", at(day + ended)), says


def test_each_silence_is_one_alert() -> None:
    again = Track(DUE + 30, 5_000).stand(5).pings
    assert len(judge(Scene([*PARKED, *again]), 2 * DUE + 60).newest("device-check-overdue")) == 2
