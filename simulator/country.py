"""The country that a fleet drives in: which factories send to which plants, where its trucks are at home."""

from functools import cache

from models.times import MINUTE_MS
from simulator.estates import ESTATES
from simulator.path import distance_m
from simulator.sites import Place, factory_places, plant_places, yard_places
from simulator.unit import FleetPlan
from simulator.ways import empty_way, loaded_way


class NoSuchFleet(ValueError):
    """A wish that no fleet can fulfil; the text says what to change."""


@cache
def pairs(estates: tuple[str, ...], longest_km: float) -> tuple[tuple[Place, Place], ...]:
    """Factories and the plants they may send to, 14 km to the longest way apart."""
    found = []
    for estate in ESTATES:
        if estate.code not in estates:
            continue
        for factory in factory_places(estate):
            for plant in plant_places():
                way = loaded_way(factory, plant)
                if way is not None and 14_000 < way.length_m < longest_km * 1000:
                    found.append((factory, plant))
    return tuple(found)


def nearest_yard(factory: Place) -> Place:
    """The yard nearest to a factory that a road joins to it."""
    joined = [yard for yard in yard_places() if empty_way(yard, factory) is not None]
    return min(joined, key=lambda yard: distance_m(yard.at, factory.at))


def permit_number(plan: FleetPlan, serial: str) -> str:
    """A permit's number in the Buddhist year in which the fleet starts."""
    year_be = 1970 + int((plan.start_ms + 7 * 60 * MINUTE_MS) / (365.2425 * 24 * 60 * MINUTE_MS)) + 543
    return f"กอ.1-{year_be}-{serial}"
