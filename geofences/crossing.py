"""crossed: which of some areas a trip may lie in: those that its corridors touch, and those of the places it serves."""

from collections.abc import Sequence

import shapely

from geofences.corridor import Corridor
from geofences.zone_index import Fence


def crossed(
    areas: Sequence[Fence], corridors: Sequence[Corridor], places: Sequence[Fence], margin_m: float
) -> frozenset[str]:
    """The zone ids of the areas that a corridor, wider by the margin in metres, touches, or that a place touches."""
    return frozenset(
        area.zone_id
        for area in areas
        if any(area.comes_within(corridor.line, corridor.corridor_m + margin_m) for corridor in corridors)
        or any(shapely.intersects(area.area, place.area) for place in places)
    )
