"""The golden scenarios: small whole stories, each with what must come of it in a few words.

Their folders beside this file are written by `python -m tests.golden.rewrite`, and by nothing else.
"""

from typing import Any, Final

import msgspec

from tests.builders import (
    ROAD_M,
    Scene,
    Track,
    a_manifest,
    a_permit,
    a_ping,
    a_vehicle,
    a_zone,
    an_area,
    an_item,
    at,
)  # fmt: skip
from tests.weighing.fleet import SECOND, merged, two_trucks


class Golden(msgspec.Struct, frozen=True):
    """A story: what it is, its scenario, how long its clock runs on (minutes), and the last word on each trip and alert."""

    says: str
    scene: Scene
    ends: tuple[str, ...]
    until: float | None = None


def _trip(*, every: float = 2) -> Track:
    return Track(every=every).stand(10)


def _clean() -> Track:
    return _trip().go(ROAD_M).stand(10).go(ROAD_M - 5000)


def _late_batch() -> list[dict[str, Any]]:
    pings = _trip().go(8000).go(8000, 3000).go(12_000, 3000).go(12_000, 0).go(ROAD_M).stand(10).go(ROAD_M - 5000).pings
    late = [dict(ping, recv_utc_ts=at(100)) for ping in pings if ping["lat"] > pings[0]["lat"] + 0.001]
    return [ping for ping in pings if ping["lat"] <= pings[0]["lat"] + 0.001] + late


def _outage() -> Scene:
    units = [f"043AB{number:022d}" for number in range(6)]
    pings = []
    for number, unit in enumerate(units):
        track = Track(number / 10, unit_id=unit, every=2).stand(6).go(4000)
        if number == 5:
            track.go(ROAD_M - 2000)
        else:
            track.silent(12).go(9000)
        pings += track.pings
    vehicles = [a_vehicle(unit, f"80-{number:04d}") for number, unit in enumerate(units)]
    named = [{"plate": vehicle["plate"], "province": vehicle["province"]} for vehicle in vehicles]
    pings.sort(key=lambda ping: ping["utc_ts"])
    return Scene(pings, permits=[a_permit(vehicles=named)], vehicles=vehicles)


def _seven_hours() -> list[dict[str, Any]]:
    return [
        dict(ping, utc_ts=at(2 * number + 420), recv_utc_ts=at(2 * number + 0.25)) for number, ping in enumerate(_clean().pings)
    ]


def _repeats() -> list[dict[str, Any]]:
    pings = _clean().pings
    return [ping for number, ping in enumerate(pings) for ping in [ping] * (1 + (number % 3 == 0))] + pings[::4]


def _gate_jitter() -> list[dict[str, Any]]:
    jitter = [(11, 330), (12, 0), (13, 430), (14, 520), (15, 40), (16, 10), (17, 310), (18, 0), (22, 0)]
    return [*Track().stand(10).pings, *(a_ping(minute, east) for minute, east in jitter), *Track(23, 0).go(ROAD_M).stand(6).go(15_000).pings]


def _frozen() -> list[dict[str, Any]]:
    track = _trip().go(8000)
    for _ in range(9):
        track.see(speed=60.0)
    return track.go(ROAD_M).stand(10).go(15_000).pings


def _two_places() -> list[dict[str, Any]]:
    other = Track(13, 60_000, every=2).stand(10).pings
    return sorted([*_clean().pings, *other], key=lambda ping: ping["utc_ts"])


def _two_devices() -> Scene:
    trailer = Track(0, -12, unit_id=SECOND, every=2).stand(10).go(ROAD_M - 12).stand(10).go(ROAD_M - 5000)
    heard = [ping for ping in _clean().pings if not at(15) < ping["utc_ts"] < at(30)]
    return Scene(merged(heard, trailer), vehicles=[a_vehicle(), a_vehicle(SECOND)])


def _round(minute: float, unit_id: str) -> Track:
    return Track(minute, unit_id=unit_id, every=2).stand(10).go(ROAD_M).stand(10).go(ROAD_M - 5000)


def _breakdown() -> list[dict[str, Any]]:
    first = Track(every=2).stand(10).go(10_000).stand(40).go(2000).stand(6)
    second = Track(26, 14_000, unit_id=SECOND, every=2).stand(8).go(10_000, 40).stand(12).go(ROAD_M, 0).stand(10)
    return merged(first, second.go(ROAD_M - 5000))


def _field_visits() -> Scene:
    vehicles = [a_vehicle(f"unit-{number}", f"80-{number:04d}") for number in (1, 2)]
    tracks = [
        Track(100.0 * i, -6000, 2000, unit_id=f"unit-{unit}", every=2).go(-9000, 5000 + 30 * i).stand(12).go(-6000, 2000)
        for i, unit in enumerate((1, 2, 1))
    ]
    return Scene(merged(*tracks), vehicles=vehicles)


GOLDEN: Final[dict[str, Golden]] = {
    "clean-trip": Golden(
        "Two manifests, loaded, driven and received: nothing to say.",
        Scene(_clean().pings, manifests=[a_manifest("M-1", 10, received=38), a_manifest("M-2", 12, received=36)]),
        ("completed verified",),
    ),
    "deviation-and-return": Golden(
        "Three kilometres beside its route for a while, then back on it.",
        Scene(_trip().go(8000).go(8000, 3000).go(12_000, 3000).go(12_000, 0).go(ROAD_M).stand(10).go(15_000).pings),
        ("completed verified_with_alerts", "route-deviation high returned_to_route"),
    ),
    "stop-in-a-field": Golden(
        "Twelve minutes in a field, a kilometre off the road.",
        Scene(_trip().go(10_000).move(11_000, 1000).stand(12).move(12_000).see().go(ROAD_M).stand(10).go(15_000).pings),
        ("completed verified_with_alerts", "route-deviation high returned_to_route", "unauthorised-stop high moved_on"),
    ),
    "restricted-between-two-pings": Golden(
        "No fix lies in the forest by the road, but the path between two does.",
        Scene(_clean().pings, zones=[a_zone("Z-FOREST", "restricted", 9_000, radius_m=400)]),
        ("completed verified", "restricted-zone warning moved_on"),
    ),
    "wrong-destination": Golden(
        "It unloads at another plant and drives home: the trip is not over.",
        Scene(_trip().go(10_000).go(10_000, 2000).stand(20).go(10_000, 0).go(5000).pings, zones=[a_zone("Z-OTHER", "processor", 10_000, 2000)]),
        ("started", "route-deviation high returned_to_route", "wrong-destination critical", "unauthorised-stop high moved_on"),
    ),
    "silence": Golden(
        "Not heard for 22 minutes on the road, then again.",
        Scene(_trip().go(8000).silent(20).move(14_000).see().go(ROAD_M).stand(10).go(15_000).pings),
        ("completed unverified", "signal-lost high signal_restored"),
    ),
    "vendor-outage": Golden(
        "Five of six trucks of one vendor fall silent together: its server, not its trucks.",
        _outage(),
        ("started",) * 6 + ("vendor-outage high signal_restored",),
    ),
    "undeclared": Golden(
        "A factory's yard, ten minutes, and no paper for what it carries.",
        Scene(_clean().pings, permits=[a_permit(vehicles=[{"plate": "88-8888", "province": "ระยอง"}])]),
        ("undeclared-trip critical",),
    ),
    "suspended-permit": Golden(
        "The permit was suspended the day before.",
        Scene(_clean().pings, permits=[a_permit(status="suspended", status_since=at(-24 * 60))]),
        ("completed verified_with_alerts", "permit-invalid critical"),
    ),
    "outside-hours": Golden(
        "Loaded in time, but the permit's hours are over before half of the road.",
        Scene(_clean().pings, permits=[a_permit(time_windows=[{"days": [1, 2, 3, 4, 5], "from": "06:00", "to": "08:20"}])]),
        ("completed verified", "outside-hours warning"),
    ),
    "power-cut": Golden(
        "The device is taken off the battery in the middle of the road.",
        Scene([dict(ping, ext_power_status=int(ping["utc_ts"] < at(20))) for ping in _clean().pings]),
        ("completed verified_with_alerts", "power-cut high"),
    ),
    "repeated-short-stops": Golden(
        "Three minutes here, three there, and three once more: no stop, and no chance.",
        Scene(_trip(every=1).go(5000).stand(3).go(9000).stand(3).go(14_000).stand(3).go(ROAD_M).stand(10).go(15_000).pings),
        ("completed verified_with_alerts", "repeated-short-stops high"),
    ),
    "frozen-position": Golden(
        "For 18 minutes its device repeats one place at 60 km/h; then it goes on.",
        Scene(_frozen()),
        ("completed verified_with_alerts", "frozen-position high cleared"),
    ),
    "unloaded-elsewhere": Golden(
        "Ten minutes in a field, and then it is back at the factory for the next load.",
        Scene(_trip().go(9000).go(9000, 3000).stand(10).go(9000, 0).go(0).stand(10).pings),
        (
            "ended returned", "route-deviation high returned_to_route", "unauthorised-stop high moved_on",
            "unloaded-elsewhere critical",
        ),
    ),
    "two-places": Golden(
        "A second device under its number stands 60 km away for a while: only its own fixes are judged.",
        Scene(_two_places()),
        ("completed verified_with_alerts", "impossible-move high cleared"),
    ),
    "two-devices": Golden(
        "Tractor and trailer under one plate; for a quarter of an hour only the trailer's device is heard.",
        _two_devices(),
        ("completed unverified",),
    ),
    "cloned-plate": Golden(
        "A second truck under the same plate, 40 km away, with a device of its own.",
        Scene(
            sorted([*_clean().pings, *Track(5, 40_000, unit_id=SECOND, every=2).stand(10).pings], key=lambda ping: ping["utc_ts"]),
            vehicles=[a_vehicle(), a_vehicle(SECOND)],
        ),
        ("completed verified", "impossible-move high cleared", "impossible-move high cleared"),
    ),
    "jump": Golden(
        "Halfway its position jumps 40 km away and stays there; what was held is judged.",
        Scene(_trip().go(10_000).move(10_000, 40_000).stand(30).pings),
        ("impossible-move high cleared", "route-deviation high", "started", "unauthorised-stop high"),
    ),
    "secondary-movement": Golden(
        "It comes to the processor without a trip, stands there, and takes something to a field.",
        Scene(Track(0, ROAD_M - 6000, every=2).go(ROAD_M).stand(14).go(ROAD_M - 8000, 4000).stand(10).pings),
        ("secondary-movement critical",),
    ),
    "another-vehicle": Golden(
        "Its manifest names it, and the manifest's permit lists another truck.",
        Scene(_clean().pings, permits=[a_permit(vehicles=[{"plate": "88-8888", "province": "ระยอง"}])], manifests=[a_manifest(depart=10)]),
        ("completed verified_with_alerts", "vehicle-mismatch high"),
    ),
    "province-left": Golden(
        "A detour over the border of a province through which its route does not lead.",
        Scene(
            _trip().go(8000).go(8000, 2000).go(12_000, 2000).go(12_000, 0).go(ROAD_M).stand(10).go(15_000).pings,
            zones=[
                an_area("TH-21", "province", -50_000, -20_000, 50_000, 1000, name_th="จังหวัดระยอง", name_en="Rayong"),
                an_area("TH-20", "province", -50_000, 1000, 50_000, 20_000, name_th="จังหวัดชลบุรี", name_en="Chon Buri"),
            ],
        ),
        ("completed verified_with_alerts", "route-deviation high returned_to_route", "province-left warning returned_to_route"),
    ),
    "returned-load": Golden(
        "The load comes back, and there is nothing wrong with that.",
        Scene(_trip().go(9000).go(0).stand(20).pings, manifests=[a_manifest(depart=10)]),
        ("ended returned",),
    ),
    "gate-jitter": Golden(
        "Fixes scatter over the gate, once even two in a row: only the last departure is one.",
        Scene(_gate_jitter()),
        ("ended superseded", "completed verified"),
    ),
    "late-batch": Golden(
        "The detour's pings come an hour after the trip was complete: its verdict changes.",
        Scene(_late_batch()),
        ("completed verified_with_alerts", "route-deviation high returned_to_route"),
    ),
    "repeats": Golden("Every third ping is sent twice, every fourth once more.", Scene(_repeats()), ("completed verified",)),
    "first-seen-inside-the-destination": Golden(
        "What is first seen unloading has not been seen to load.",
        Scene(Track(0, ROAD_M, every=2).stand(30).go(10_000).pings),
        (),
    ),
    "never-arrives": Golden(
        "It is last heard in the middle of its road, and not again that day.",
        Scene(_trip().go(10_000).pings, manifests=[a_manifest(depart=10)]),
        ("started", "not-arrived critical", "signal-lost critical"),
        until=12 * 60,
    ),
    "given-up": Golden(
        "Not heard again for a day and a half: the trip ends, and what was open ends with it.",
        Scene(_trip().go(10_000).pings, manifests=[a_manifest(depart=10)]),
        ("ended not_arrived", "not-arrived critical trip_ended", "signal-lost critical trip_ended"),
        until=30 * 60,
    ),
    "arrives-late": Golden(
        "Two hours of its road it spends in a rest area, where it may stand: late all the same, and then there.",
        Scene(_trip(every=5).go(10_000).stand(120).go(ROAD_M).stand(10).go(15_000).pings, zones=[a_zone("Z-REST", "rest_area", 10_000)]),
        ("completed verified_with_alerts", "not-arrived high arrived"),
    ),
    "held-overnight": Golden(
        "A truck that reports every ten minutes spends the night at the roadside, and delivers in the morning.",
        Scene(
            _trip(every=10).go(10_000).stand(780).go(ROAD_M).stand(20).go(15_000).pings,
            rules="[signal-lost]\nwarning_min = 12\nrefuted_s = 660\n",
        ),
        ("completed unverified", "not-arrived critical arrived", "overnight-hold warning arrived", "unauthorised-stop high arrived"),
    ),
    "device-silent-for-a-week": Golden(
        "A truck on a permit parks, and its device is not heard for nine days.",
        Scene([*Track(0, 5_000).stand(10).pings, *Track(9 * 24 * 60, 5_000).stand(10).pings]),
        ("device-check-overdue warning signal_restored",),
    ),
    "seven-hour-clock": Golden(
        "A device that sends Thai time as UTC makes the same clean trip.",
        Scene(_seven_hours()),
        ("completed verified",),
    ),
    "second-truck": Golden(
        "The manifest's own truck does not come; the permit's second one carries it.",
        two_trucks(_round(0, SECOND), manifests=[a_manifest(depart=10, received=38)]),
        ("completed verified",),
    ),
    "manifest-of-the-other": Golden(
        "The second truck leaves first, without a paper; the manifest's own loads and leaves an hour later.",
        two_trucks(_round(0, SECOND), _round(60, "unit-1"), manifests=[a_manifest(depart=10)]),
        ("completed verified", "completed verified_with_alerts", "undeclared-trip critical"),
    ),
    "handed-over": Golden(
        "It breaks down half-way; the permit's second truck stands beside it, takes the load and brings it.",
        two_trucks(_breakdown(), manifests=[a_manifest(depart=10)]),
        ("ended transferred", "completed verified", "unauthorised-stop warning trip_ended"),
    ),
    "received-on-paper": Golden(
        "A load is confirmed as received, and its truck was driving somewhere else all morning.",
        Scene(Track(0, -8000, every=4).go(-20_000).pings, manifests=[a_manifest(received=60)]),
        ("paper-trip critical",),
        until=120,
    ),
    "received-too-early": Golden(
        "The load is confirmed while it is still on the road.",
        Scene(_clean().pings, manifests=[a_manifest(depart=10, received=15)]),
        ("completed verified_with_alerts", "paper-trip critical arrived_later", "implausible-completion critical"),
    ),
    "weights-differ": Golden(
        "Six tonnes left, and four came.",
        Scene(_clean().pings, manifests=[a_manifest(depart=10, received=38, weigh_out_t=6.0, weigh_in_t=4.0)]),
        ("completed verified_with_alerts", "weight-mismatch critical"),
    ),
    "over-quota": Golden(
        "The load is more than its item may send in a month.",
        Scene(
            _clean().pings, permits=[a_permit(items=[an_item(monthly_t=[5.0] * 12)])],
            manifests=[a_manifest(depart=10, received=38)],
        ),
        ("completed verified_with_alerts", "quota-exceeded high"),
    ),
    "confirmed-late": Golden(
        "The load is there on Monday, and its receipt comes on the Friday after.",
        Scene(_clean().pings, manifests=[a_manifest(depart=10, received=4 * 24 * 60)]),
        ("completed verified", "late-confirmation warning received"),
        until=5 * 24 * 60,
    ),
    "emerging-site": Golden(
        "Two trucks stop three times in the same field, outside any trip.",
        _field_visits(),
        ("emerging-site high",),
    ),
}
