"""The permitted corridors of a scenario folder, for tests of many places at once and of one."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geofences.projection import metres_per_unit, to_plane, to_plane_many

OFF_FIXES: Final = 3
"""An alarm is raised at the third fix in a row outside."""


class Corridors:
    """Each unit's corridor by its number: `of` gives the number of a unit's, `outside` tests places against theirs."""

    def __init__(self, folder: Path) -> None:
        permits = json.loads((folder / "permits.json").read_text(encoding="utf-8"))
        units = {row["plate"]: row["unit_id"] for row in json.loads((folder / "vehicles.json").read_text("utf-8"))}
        self.polygons = np.array([_corridor(permit) for permit in permits], dtype=object)
        shapely.prepare(self.polygons)
        self.of: dict[str, int] = {
            units[truck["plate"]]: number for number, permit in enumerate(permits) for truck in permit["vehicles"]
        }

    def outside(self, numbers: list[int], lon: list[float], lat: list[float]) -> list[bool]:
        """Whether each place lies outside of the corridor whose number stands beside it."""
        x, y = to_plane_many(np.array(lon), np.array(lat))
        inside: NDArray[np.bool_] = shapely.intersects_xy(self.polygons[numbers], x, y)
        return (~inside).tolist()  # type: ignore[no-any-return]

    def is_outside(self, unit_id: str, lon: float, lat: float) -> bool:
        """Whether one place of a unit lies outside of its corridor."""
        x, y = to_plane(lon, lat)
        return not shapely.intersects_xy(self.polygons[self.of[unit_id]], x, y)


def _corridor(permit: dict[str, Any]) -> Any:
    route = permit["routes"][0]
    points = np.array(route["line"]["coordinates"])
    x, y = to_plane_many(points[:, 0], points[:, 1])
    reach = route["corridor_m"] / metres_per_unit(float(points[:, 1].mean()))
    return shapely.buffer(shapely.linestrings(np.stack([x, y], axis=1)), reach)
