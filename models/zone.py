"""Zone: a registered place, as a GeoJSON feature."""

from typing import Any, Final, Literal, cast

import msgspec

from models.fields import Fields
from models.geometry import read_shape
from models.names import normal_number

ZoneKind = Literal[
    "generator", "processor", "estate", "restricted", "rest_area", "fuel", "weigh_station", "depot", "province"
]
ZONE_KINDS: Final = (
    "generator", "processor", "estate", "restricted", "rest_area", "fuel", "weigh_station", "depot", "province",
)  # fmt: skip


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a place; `geometry` is the GeoJSON as given, rings closed; `radius_m` stands with a Point only."""

    zone_id: str
    kind: ZoneKind
    geometry: dict[str, Any]
    name_th: str = ""
    name_en: str = ""
    factory_no: str | None = None
    radius_m: float | None = None
    version_from_ms: int | None = None

    @property
    def factory_key(self) -> str | None:
        """The number of its factory in the normal form."""
        return None if self.factory_no is None else normal_number(self.factory_no)


def to_zone(raw: object) -> Zone:
    """The Zone of one GeoJSON Feature; raises BadRecord. A polygon that crosses itself passes here."""
    feature = Fields(raw, "zone")
    if feature.raw("type") != "Feature":
        raise feature.bad("type", f"must be a GeoJSON Feature, not {feature.raw('type')!r}")
    fields = feature.inner("properties")
    zone_id = fields.text_or_none("zone_id") or feature.text_or_none("id")
    if zone_id is None:
        raise feature.bad("properties.zone_id", "is missing")
    feature.record = fields.record = f"zone {zone_id}"
    geometry = feature.raw("geometry")
    if not isinstance(geometry, dict):
        raise feature.bad("geometry", "is missing")
    geometry = read_shape(geometry, feature)
    radius_m = fields.number_or_none("radius_m")
    if geometry["type"] != "Point":
        radius_m = None
    elif radius_m is None or radius_m <= 0:
        raise fields.bad("radius_m", "a Point needs a radius in metres, over 0")
    return Zone(
        zone_id=zone_id,
        kind=cast("ZoneKind", fields.choice("kind", ZONE_KINDS)),
        geometry=geometry,
        name_th=fields.text_or_none("name_th") or "",
        name_en=fields.text_or_none("name_en") or "",
        factory_no=fields.text_or_none("factory_no"),
        radius_m=radius_m,
        version_from_ms=fields.time_ms_or_none("version_from"),
    )
