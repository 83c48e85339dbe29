"""A vendor whose server fails now and then, while its trucks drive, rest and lose the network by themselves."""

import random
from typing import Any

from tests.agreement.orders import received_ms
from tests.builders import START_MS, Scene, a_permit, a_ping, a_vehicle, at

LASTS_MIN = 100


def failing(seed: int) -> Scene:
    """Six to eleven trucks, most of them on trips; up to three failures that most of them share, within some minutes."""
    chance = random.Random(seed)
    units = [f"043AB{number:022d}" for number in range(chance.choice((6, 8, 11)))]
    vehicles = [a_vehicle(unit, f"80-{number:04d}") for number, unit in enumerate(units)]
    permitted = [{"plate": vehicle["plate"], "province": vehicle["province"]} for vehicle in vehicles[:-2]]
    failures = [(chance.uniform(12, 45), chance.choice((6.0, 12.0, 20.0, 35.0, 50.0))) for _ in range(chance.choice((1, 2, 3)))]
    pings = [ping for unit in units for ping in _driving(unit, failures, chance)]
    pings.sort(key=lambda ping: ping["utc_ts"])
    return Scene(pings, permits=[a_permit(vehicles=permitted)], vehicles=vehicles)


def _driving(unit: str, failures: list[tuple[float, float]], chance: random.Random) -> list[dict[str, Any]]:
    missed = [(begin + chance.uniform(0, 3.5), lasts + chance.uniform(-2, 5)) for begin, lasts in failures if chance.random() < 0.75]
    missed += [(chance.uniform(12, 80), chance.uniform(4, 25))] if chance.random() < 0.4 else []
    dies = chance.uniform(30, 90) if chance.random() < 0.15 else LASTS_MIN
    rests = [(chance.uniform(12, 80), chance.uniform(2, 15))] if chance.random() < 0.3 else []
    pings, minute, east_m = [], chance.random(), 0.0
    while minute < dies:
        drives = minute > 10 and not _within(minute, rests)
        east_m = min(east_m + 400, 19_600) if drives else east_m
        if not _within(minute, missed):
            pings.append(a_ping(minute, east_m, unit_id=unit, speed=30.0 if drives else 0.0))
        minute += chance.choice((0.5, 1, 1, 1, 2))
    return pings


def _within(minute: float, spans: list[tuple[float, float]]) -> bool:
    return any(begin < minute < begin + lasts for begin, lasts in spans)


def sent_late(pings: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The pings of some units long after, and what was sent in some stretches of time once they are over."""
    chance = random.Random(seed)
    late_min = {unit: chance.choice((0, 0, 0, 20, 90, 400)) for unit in sorted({ping["unit_id"] for ping in pings})}
    stretches = [(chance.uniform(0, LASTS_MIN), chance.uniform(5, 40)) for _ in range(chance.choice((0, 1, 2)))]
    sent = []
    for ping in pings:
        minute = (received_ms(ping) - START_MS) / 60_000
        waits = [begin + lasts - minute + chance.random() for begin, lasts in stretches if begin <= minute < begin + lasts]
        sent.append(dict(ping, recv_utc_ts=at(minute + max([late_min[ping["unit_id"]], *waits]))))
    return sorted(sent, key=received_ms)
