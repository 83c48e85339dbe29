"""Zones from files of shapes: GeoPackage, Shapefile, KML and GeoJSON, from whatever reference system into WGS84."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from models.reference_json import UnreadableFile
from streams.reference.formats.cells import to_geojson, why_no_shape
from streams.reference.formats.columns import KEYS, meanings
from streams.reference.formats.values import Found, Refused, one_line

WGS84: Final = "OGC:CRS84"
_LAYER: Final = "zones"
_KML: Final = (".kml", ".kmz")
_KML_OWN: Final = {
    "id", "Name", "description", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet",
}  # fmt: skip
_NO_SYSTEM: Final = (*_KML, ".geojson", ".json")
"""What needs to name no reference system, since its standard does."""


def read_zones(file: Path) -> Found:
    """The zones of a file as GeoJSON features in WGS84; raises UnreadableFile.

    Of a GeoPackage with several layers the one called zones is read; of a KML file all. What is in no reference system
    at all, as a Shapefile without its .prj, is refused: degrees and metres would look alike.
    """
    import pyogrio
    from pyogrio.errors import CRSError
    from pyproj.exceptions import ProjError

    try:
        names = [str(name) for name, _ in pyogrio.list_layers(file)]
        found = [_layer(file, name) for name in _chosen(file, names)]
    except UnreadableFile:
        raise
    except (CRSError, ProjError, UnboundLocalError) as error:  # the last is pyogrio's own fault, in reading a system
        raise UnreadableFile(
            f"{file} names a reference system that cannot be read (of a Shapefile the .prj file): save it in WGS84"
        ) from error
    except Exception as error:  # on broken files drivers raise whatever they happen to
        raise UnreadableFile(f"cannot read {file}: {one_line(error)}") from error
    return Found(
        values=[value for layer in found for value in layer.values],
        places=[place for layer in found for place in layer.places],
        refused=[refused for layer in found for refused in layer.refused],
        unused=tuple(dict.fromkeys(name for layer in found for name in layer.unused)),
    )


def _chosen(file: Path, names: list[str]) -> list[str]:
    if len(names) < 2 or file.suffix.lower() in _KML:
        return names
    if _LAYER in names:
        return [_LAYER]
    raise UnreadableFile(f"{file} has the layers {', '.join(names)}: call the one to be read {_LAYER}")


def _layer(file: Path, name: str) -> Found:
    import pyogrio.raw

    meta, _, wkb, columns = pyogrio.raw.read(file, layer=name, datetime_as_string=True)
    if wkb is None:
        raise UnreadableFile(f"{file} holds no shapes in its layer {name}")
    shapes, broken = _shapes(wkb)
    shapes = _in_degrees(file, shapes, meta.get("crs"))
    headings = [str(field) for field in meta["fields"]]
    meant = meanings("zones", headings)
    found = Found(values=[], places=[])
    for row, shape in enumerate(shapes):
        properties = {
            column.path[0]: text
            for heading, cells in zip(headings, columns, strict=True)
            if (column := meant.columns.get(heading)) is not None and (text := _text(cells[row]))
        }
        if row in broken:
            found.refused.append(Refused(f"feature {row + 1}", properties.get(KEYS["zones"], ""), broken[row]))
            continue
        geometry = None if shape is None else to_geojson(shape)
        found.values.append({"type": "Feature", "geometry": geometry, "properties": properties})
        found.places.append(f"feature {row + 1}")
    unused = tuple(name for name in meant.unused if file.suffix.lower() not in _KML or name not in _KML_OWN)
    return msgspec.structs.replace(found, unused=unused)


def _shapes(wkb: Iterable[bytes | None]) -> tuple[Any, dict[int, str]]:
    """An array of the shapes, None where there is none or it is broken; and why, by the broken one's number."""
    import numpy as np
    import shapely

    broken: dict[int, str] = {}
    shapes: list[Any] = []
    for row, one in enumerate(wkb):
        try:
            shapes.append(shapely.from_wkb(one))
        except (shapely.errors.ShapelyError, NotImplementedError) as error:
            shapes.append(None)
            broken[row] = f"geometry: {why_no_shape(error)}"
    return np.array(shapes, dtype=object), broken


def _in_degrees(file: Path, shapes: Any, crs: str | None) -> Any:
    import pyproj
    import shapely

    if crs is None:
        if file.suffix.lower() in _NO_SYSTEM:
            return shapes
        raise UnreadableFile(f"{file} names no reference system (of a Shapefile the .prj file): save it with one")
    system = pyproj.CRS.from_user_input(crs)
    if system.equals(pyproj.CRS.from_user_input(WGS84), ignore_axis_order=True):
        return shapes
    into = pyproj.Transformer.from_crs(system, WGS84, always_xy=True)
    return shapely.transform(shapely.force_2d(shapes), into.transform, interleaved=False)


def _text(cell: Any) -> str:
    """A cell as text; numbers without their needless point."""
    if cell is None or cell != cell:  # noqa: PLR0124 - only what is no number differs from itself
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
