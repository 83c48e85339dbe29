"""What only geometry can say of a reference record: an outline that crosses itself encloses nothing certain."""

import re
from typing import Final

import shapely

from geofences.zone_index import build_fence
from models.manifest import Manifest
from models.permit import Permit
from models.vehicle import Vehicle
from models.zone import Zone

_PLACE: Final = re.compile(r"(.*)\[(\S+) (\S+)\]")
_REASONS: Final = {
    "Self-intersection": "its outline crosses itself",
    "Ring Self-intersection": "one of its rings touches or crosses itself",
    "Hole lies outside shell": "a hole lies outside its outline",
    "Holes are nested": "a hole lies inside another hole",
    "Nested shells": "one of its polygons lies inside another",
    "Interior is disconnected": "its holes cut it in two",
    "Duplicate Rings": "a ring stands twice",
    "Too few points in geometry component": "a ring needs three different points",
}


def geometry_problem(record: Zone | Permit | Vehicle | Manifest) -> str | None:
    """What is wrong with a record's geometry, as one line naming record and place; None when nothing is."""
    if not isinstance(record, Zone) or record.geometry["type"] == "Point":
        return None
    try:
        area = shapely.geometry.shape(record.geometry)
        build_fence(record.zone_id, record.kind, record.geometry, record.radius_m)  # as trackers do
    except (ValueError, TypeError, shapely.errors.ShapelyError) as error:
        return f"zone {record.zone_id} geometry: cannot be read: {error}"
    if area.is_valid:
        return None
    found = _PLACE.fullmatch(shapely.is_valid_reason(area))
    if found is None:
        return f"zone {record.zone_id} geometry: it is not a valid area: {shapely.is_valid_reason(area)}"
    reason = _REASONS.get(found[1], f"it is not a valid area: {found[1]}")
    return f"zone {record.zone_id} geometry: {reason} near lon {float(found[2]):.6f}, lat {float(found[3]):.6f}"
