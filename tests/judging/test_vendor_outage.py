"""A vendor's units fall silent together: its server, not its trucks."""

from typing import Any

import pytest

from models.ping import Location, to_ping
from models.ruling import Excused
from streams.judging.follow import follow, rule
from streams.judging.interface import Arrival, Outcome
from streams.judging.state import Unit
from tests.agreement.orders import received_ms
from tests.builders import Scene, Told, a_permit, a_ping, a_vehicle, at, judge, ms

# Ten trucks of vendor 043, out of phase by a few seconds, each moving on the road in a trip of its own.
UNITS = [f"043AB{number:022d}" for number in range(10)]
OTHERS = [f"017AB{number:022d}" for number in range(10)]
VEHICLES = [a_vehicle(unit, f"80-{unit[:3]}{unit[-2:]}") for unit in UNITS + OTHERS]
PERMITS = [a_permit(vehicles=[{"plate": v["plate"], "province": v["province"]} for v in VEHICLES])]


def driving(unit_id: str, from_minute: float, to_minute: float, *, offset: float = 0) -> list[dict[str, Any]]:
    """Its pings each minute: loading up to minute 10, then on the road at 30 km/h."""
    minutes = [from_minute + i for i in range(round(to_minute - from_minute) + 1)]
    return [a_ping(m + offset, max(0.0, (m - 10) * 500), unit_id=unit_id, speed=30.0 if m > 10 else 0.0) for m in minutes]


def outage(silent: int, of: int, *, last: float = 20, back: float | None = None, spread: float = 0, until: float = 26) -> Told:
    """`silent` of `of` units are last heard at minute 20, the n-th of them `spread` minutes later; the others go on."""
    pings = []
    for number, unit in enumerate(UNITS[:of]):
        offset = number / 100
        if number < silent:
            later = spread * number / max(1, silent - 1)
            pings += driving(unit, 0, last, offset=offset)
            if later:
                pings.append(a_ping(last + later + offset, 5000, unit_id=unit, speed=30.0))
            if back is not None:
                pings.append(a_ping(back + offset, 5500, unit_id=unit, speed=30.0))
        else:
            pings += driving(unit, 0, until, offset=offset)
    pings.sort(key=lambda ping: ping["utc_ts"])
    return judge(Scene(pings, permits=PERMITS, vehicles=VEHICLES), until)


@pytest.mark.parametrize(
    ("says", "silent", "of", "life"),
    (
        ("5 of 10 fall silent", 5, 10, ["opened high"]),
        ("4 of 10 are too few", 4, 10, []),
        ("all 5 of a small vendor", 5, 5, ["opened high"]),
        ("4 of 4 are too few", 4, 4, []),
    ),
)
def test_how_many(says: str, silent: int, of: int, life: list[str]) -> None:
    assert outage(silent, of).life("vendor-outage") == life, says


def test_over_thirty_per_cent() -> None:
    """Five of sixteen are over 30 %, five of seventeen are not."""
    for of, found in ((16, 1), (17, 0)):
        units = [f"055AB{number:022d}" for number in range(of)]
        pings = [
            ping
            for number, unit in enumerate(units)
            for ping in driving(unit, 11, 20 if number < 5 else 26, offset=number / 100)
        ]
        told = judge(Scene(sorted(pings, key=lambda ping: ping["utc_ts"])), until=26)
        assert len(told.newest("vendor-outage")) == found, of


@pytest.mark.parametrize(
    ("says", "spread", "until", "alerts"),
    (
        ("within 3 min of each other, judged when the fifth has been silent for 5", 2.9, 29, 1),
        ("before that it is not known", 2.9, 27.8, 0),
        ("spread over more than 3 min they are not together", 3.5, 30, 0),
    ),
)
def test_together(says: str, spread: float, until: float, alerts: int) -> None:
    assert len(outage(5, 10, spread=spread, until=until).newest("vendor-outage")) == alerts, says


def test_what_an_outage_says() -> None:
    told = outage(5, 10)
    (alert,) = told.newest("vendor-outage")
    (event,) = [event for event in told.events if event.data.get("rule") == "vendor-outage"]
    assert (event.subject, alert["vendor"]) == ("043", "043")
    assert (alert["severity"], alert["urgency"]) == ("high", "today")
    assert (alert["started_at"], alert["detected_at"]) == (at(20), at(25.04))
    assert alert["evidence"]["measured"] == {"silent": 5, "under_way": 10}
    assert alert["trip_ids"] == sorted(t["trip_id"] for _, t in told.trips() if t["unit_id"] in UNITS[:5])
    assert not {"unit_id", "plate", "trip_id"} & alert.keys()


def test_parked_units_do_not_count() -> None:
    pings = [a_ping(m + n / 100, 0, unit_id=unit, speed=0.0) for m in range(20) for n, unit in enumerate(UNITS)]
    told = judge(Scene(pings, permits=[], vehicles=[]), until=60)
    assert told.events == []


def test_an_outage_excuses_the_silences_that_it_covers() -> None:
    told = outage(5, 10, until=40)
    assert told.standing("signal-lost") == []


def test_it_excuses_for_at_most_half_an_hour() -> None:
    told = outage(5, 10, until=51)
    assert [alert["severity"] for alert in told.standing("signal-lost")] == ["critical"] * 5
    assert {alert["urgency"] for alert in told.standing("signal-lost")} == {"today"}
    assert outage(5, 10, until=49.9).standing("signal-lost") == []


def test_a_unit_silent_alone_is_not_excused() -> None:
    assert len(outage(1, 10, until=40).standing("signal-lost")) == 1


def test_another_vendors_outage_excuses_nothing() -> None:
    pings = [p for n, unit in enumerate(UNITS[:6]) for p in driving(unit, 0, 20, offset=n / 100)]
    pings += driving(OTHERS[0], 0, 20) + [p for unit in OTHERS[1:] for p in driving(unit, 0, 40)]
    told = judge(Scene(sorted(pings, key=lambda p: p["utc_ts"]), permits=PERMITS, vehicles=VEHICLES), until=40)
    assert [alert["unit_id"] for alert in told.standing("signal-lost")] == [OTHERS[0]]


def test_when_all_are_heard_again_it_closes_and_counts_in_no_verdict() -> None:
    told = outage(5, 10, back=32, until=33)
    (alert,) = told.newest("vendor-outage")
    assert alert["close_reason"] == "signal_restored"
    assert at(32) <= alert["ended_at"] <= at(33)
    assert told.standing("signal-lost") == []


def test_one_dead_device_does_not_keep_it_open() -> None:
    """Four of five are heard again; half an hour after its first silence the outage ends without the fifth."""
    pings = [p for n, unit in enumerate(UNITS) for p in driving(unit, 0, 20, offset=n / 100)]
    pings += [p for n, unit in enumerate(UNITS[1:], 1) for p in driving(unit, 32, 70, offset=n / 100)]
    scene = Scene(sorted(pings, key=lambda p: p["utc_ts"]), permits=PERMITS, vehicles=VEHICLES)
    assert [alert.get("close_reason") for alert in judge(scene, until=49).newest("vendor-outage")] == [None]
    (alert,) = judge(scene, until=70).newest("vendor-outage")
    assert (alert["close_reason"], alert["ended_at"]) == ("signal_restored", at(50))


def test_one_that_goes_on_for_five_stays_open() -> None:
    assert [alert.get("close_reason") for alert in outage(5, 10, until=90).newest("vendor-outage")] == [None]


def test_a_unit_of_another_length_has_no_vendor_in_a_replay() -> None:
    pings = [p for n in range(8) for p in driving(f"tracker-{n}", 11, 20, offset=n / 100)]
    assert judge(Scene(sorted(pings, key=lambda p: p["utc_ts"])), until=60).events == []


def test_a_silence_is_told_as_of_when_it_was_due() -> None:
    """Whatever makes a unit be looked at, and however much later: a ruling here, of an outage before."""
    unit, world = Unit(unit_id=UNITS[0]), Scene(permits=PERMITS, vehicles=VEHICLES).world()
    for fields in driving(UNITS[0], 0, 20):
        outcome = follow(unit, [Arrival(ping=to_ping(Location(**fields), received_ms(fields)))], world)
        assert isinstance(outcome, Outcome)
        unit = outcome.unit
    found = rule(unit, Excused(unit_id=UNITS[0], alert_id="a", from_ms=0, until_ms=1), world, ms(40))
    assert isinstance(found, Outcome)
    assert [(fact.receipt_ms, fact.late) for fact in found.facts] == [(ms(25), False)]
