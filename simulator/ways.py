"""The roads that trucks take between factories, plants and yards."""

from functools import cache
from typing import Final

from simulator.estates import ESTATES
from simulator.path import Path, joined
from simulator.roads import bent, thai_roads
from simulator.sites import Place, factory_places

STREET_LIMIT_KMH: Final = 30.0


@cache
def loaded_way(factory: Place, plant: Place) -> Path | None:
    """The road from a factory's yard to a plant's; None where there is none."""
    estate = next(e for e in ESTATES if factory in factory_places(e))
    return _way(factory, f"estate {estate.code}", f"plant {plant.zone_id.removeprefix('Z-PRO-')}")


def route_between(factory: Place, plant: Place) -> Path:
    """The road from a factory's yard to a plant's, which must be there."""
    way = loaded_way(factory, plant)
    if way is None:
        raise LookupError(f"no road leads from {factory.zone_id} to {plant.zone_id}")
    return way


@cache
def empty_way(yard: Place, factory: Place) -> Path | None:
    """The road from a carrier's yard to a factory's."""
    estate = next(e for e in ESTATES if factory in factory_places(e))
    back = _way(factory, f"estate {estate.code}", f"yard {yard.zone_id.removeprefix('Z-DEP-')}")
    return back.reversed() if back else None


@cache
def home_way(plant: Place, yard: Place) -> Path | None:
    """The road from a plant back to a carrier's yard."""
    return thai_roads().way(f"plant {plant.zone_id[6:]}", f"yard {yard.zone_id[6:]}")


def _way(factory: Place, estate: str, goal: str) -> Path | None:
    network = thai_roads()
    onward = network.way(estate, goal)
    if onward is None:
        return None
    street = bent(factory.at, network.places[estate], STREET_LIMIT_KMH, f"street {factory.zone_id}")
    return joined((street, onward))
