"""Zones in force, as GeoJSON."""

import msgspec
from litestar import Response, get
from msgspec import UNSET

from dashboard.answers import Geometry, ZoneCollection, ZoneFeature, ZoneProperties
from dashboard.given import NO_STORE, GivenNow, GivenPool, GivenReach, json_answer, problem_specs
from models.reach import sees_zone
from models.reference import ReferenceVersion, in_force
from models.zone import Zone
from storage.reference import load_kind


@get("/zones", response_headers=NO_STORE, responses=problem_specs(503))
async def list_zones(pool: GivenPool, now: GivenNow, reach: GivenReach) -> Response[ZoneCollection]:
    """The zones in force now, by `zone_id`."""
    versions: dict[str, list[ReferenceVersion]] = {}
    for version in await load_kind(pool, "zones"):
        versions.setdefault(version.key, []).append(version)
    at_ms = now()
    newest = (in_force(row, at_ms) for _, row in sorted(versions.items()))
    return json_answer(
        ZoneCollection(
            features=[
                zone_feature(each.body)
                for each in newest
                if each is not None
                and isinstance(each.body, Zone)
                and sees_zone(reach, each.body.zone_id, each.body.kind)
            ]
        )
    )


def zone_feature(zone: Zone) -> ZoneFeature:
    """A zone as the API shows it."""
    return ZoneFeature(
        geometry=msgspec.convert(zone.geometry, Geometry),
        properties=ZoneProperties(
            zone_id=zone.zone_id,
            kind=zone.kind,
            name_th=zone.name_th,
            name_en=zone.name_en,
            factory_no=zone.factory_no,
            radius_m=UNSET if zone.radius_m is None else zone.radius_m,
        ),
    )
