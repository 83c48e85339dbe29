"""A day of a fleet: where each truck is, minute by minute, a fifth of all at home in one town, some 300 km a truck."""

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.times import MINUTE_MS

TOWN: Final = (100.60, 13.70)
"""Its middle, lon and lat; homes lie up to 15 km around it."""
COUNTRY: Final = (101.60, 13.70)
"""The middle of what lies between the towns, which trucks cross."""

_IN_TOWN: Final = 0.2
_OTHERS: Final = 14
_KM: Final = 0.009  # degrees of latitude, nearly enough of longitude too
_HOME_KM: Final = 15.0
_TRIP_KM: Final = 40.0
_FAR_KM: Final = 250.0
_FAR: Final = 0.1  # so many of the trips go to another town
_KM_A_MINUTE: Final = 0.75
_UNLOADS: Final = 45  # minutes between two trips
_MINUTES: Final = 24 * 60
_BEGINS: Final = (5 * 60, 8 * 60)
_ENDS: Final = 19 * 60
_STANDS_EVERY: Final = 5  # minutes between two pings of a truck that stands

Places = NDArray[np.float64]


class Truck(msgspec.Struct, frozen=True):
    """The pings of one truck: minutes of the day, lon, lat."""

    unit_id: str
    minutes: NDArray[np.int64]
    lon: Places
    lat: Places


def fleet(units: int, seed: int) -> Iterator[Truck]:
    """So many trucks; the same seed gives the same."""
    chance = np.random.default_rng(seed)
    towns = np.array([TOWN, *chance.uniform((99.0, 12.5), (103.5, 17.0), (_OTHERS, 2))])
    for number in range(units):
        town = 0 if chance.random() < _IN_TOWN else int(chance.integers(1, len(towns)))
        home = towns[town] + chance.uniform(-_HOME_KM, _HOME_KM, 2) * _KM
        places, drives = _day(chance, home, towns)
        minutes = np.arange(_MINUTES)
        heard = drives | (minutes % _STANDS_EVERY == number % _STANDS_EVERY)
        places += chance.normal(0, 5e-5, places.shape)  # a device errs by some metres
        yield Truck(f"0430017{number:020d}", minutes[heard], places[heard, 0], places[heard, 1])


def _day(chance: np.random.Generator, home: Places, towns: Places) -> tuple[Places, NDArray[np.bool_]]:
    """Where it is each minute, and whether it drives: from home to places and back, with stops between."""
    places = np.tile(home, (_MINUTES, 1))
    drives = np.zeros(_MINUTES, dtype=np.bool_)
    minute, here, way_home = int(chance.integers(*_BEGINS)), home, False
    while minute < _ENDS or not np.array_equal(here, home):
        there = home if way_home or minute >= _ENDS else _goal(chance, home, towns)
        took = max(1, int(np.hypot(*(there - here)) / _KM / _KM_A_MINUTE))
        share = np.linspace(0, 1, took + 1)[: max(0, _MINUTES - minute), None]
        places[minute : minute + len(share)] = here + (there - here) * share
        drives[minute : minute + len(share)] = True
        places[minute + len(share) :] = there
        minute, here, way_home = minute + took + _UNLOADS, there, not way_home
        if minute >= _MINUTES:
            break
    return places, drives


def _goal(chance: np.random.Generator, home: Places, towns: Places) -> Places:
    if chance.random() < _FAR:
        other = towns[int(chance.integers(len(towns)))]
        if np.hypot(*(other - home)) < _FAR_KM * _KM:
            near: Places = other + chance.uniform(-_HOME_KM, _HOME_KM, 2) * _KM
            return near
    return home + chance.uniform(-_TRIP_KM, _TRIP_KM, 2) * _KM


def at_ms(truck: Truck, day_ms: int) -> list[int]:
    """When its pings of a day were, not all at the full minute."""
    offset_ms = int(truck.unit_id[-5:]) * 7 % 60 * 1000
    return [int(minute) * MINUTE_MS + day_ms + offset_ms for minute in truck.minutes]
