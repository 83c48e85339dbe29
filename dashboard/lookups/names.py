"""What a text names: trucks, trips, permits, manifests, factories, in any spelling."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeVar

import msgspec
from litestar import Response, get
from litestar.params import FromQuery, QueryParameter

from dashboard.answers import TripData
from dashboard.given import NO_STORE, GivenNoted, GivenPerson, GivenPool, GivenReach, json_answer, problem_specs
from dashboard.lookups.answers import FactoryHit, ManifestHit, NamesAnswer, PermitHit, TripHit, TruckHit
from dashboard.lookups.noted import Looked
from dashboard.problems import bad_parameter
from models.fields import BadRecord
from models.manifest import Manifest
from models.names import identity_key, normal_number, plate_key
from models.permit import Permit
from models.reach import sees_manifest
from models.reference import Kind, decode
from models.times import to_iso
from storage.lists_names import (
    FactoryRow,
    TripRow,
    TripsWanted,
    TruckRow,
    find_factories,
    find_records,
    find_trips,
    find_trucks,
)

LIMIT: Final = 20
LEAST: Final = 2
MOST: Final = 100
PERMITS_SHOWN: Final = 5
_Row = TypeVar("_Row")


@get("/lookups", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def look_up_names(
    pool: GivenPool,
    person: GivenPerson,
    noted: GivenNoted,
    reach: GivenReach,
    q: Annotated[str, QueryParameter(description="a plate, unit, permit, manifest, factory or trip, or a part of one")],
    why: FromQuery[str] = "",
) -> Response[NamesAnswer]:
    """What a text names, newest first, at most 20 of each kind, as far as a scope reaches.

    The look-up is put down with who asked and why.
    """
    words, number = identity_key(q), normal_number(q)
    if len(number) < LEAST or len(words) > MOST:
        raise bad_parameter(
            "q", f"{LEAST} to {MOST} letters or digits", f"ต้องมีตัวอักษรหรือตัวเลข {LEAST} ถึง {MOST} ตัว"
        )
    await noted(person, Looked(kind="name", asked={"q": words}), why)
    trucks, permits, manifests, factories = await asyncio.gather(
        find_trucks(pool, number, words, LIMIT, reach),
        find_records(pool, "permits", number, LIMIT, reach),
        find_records(pool, "manifests", number, LIMIT, reach),
        find_factories(pool, number, words, LIMIT, reach),
    )
    found_permits = [one for one in _read("permits", permits) if isinstance(one, Permit)]
    read = [one for one in _read("manifests", manifests) if isinstance(one, Manifest)]
    found_manifests = [one for one in read if sees_manifest(reach, one)]
    wanted = TripsWanted(
        trip_id=words,
        plate_keys=[plate_key(row.plate, row.province or "") for row in trucks if row.by_plate and row.plate],
        unit_ids=[row.unit_id for row in trucks if row.by_unit],
        permit_nos=[one.permit_no for one in found_permits],
        manifest_nos=[one.manifest_no for one in found_manifests],
        manifest_plates=[one.plate_key for one in found_manifests],
    )
    trips = await find_trips(pool, wanted, LIMIT, reach)
    found: dict[str, Sequence[Any]] = {
        "trucks": trucks, "trips": trips, "permits": permits, "manifests": found_manifests,
        "factories": factories,
    }  # fmt: skip
    return json_answer(
        NamesAnswer(
            normal=number,
            trucks=[_truck(row) for row in _shown(trucks)],
            trips=[_trip(row) for row in _shown(trips)],
            permits=[_permit(one) for one in _shown(found_permits)],
            manifests=[_manifest(one) for one in _shown(found_manifests)],
            factories=[_factory(row) for row in _shown(factories)],
            more=[name for name, rows in found.items() if len(rows) > LIMIT],
        )
    )


def _shown(rows: Sequence[_Row]) -> list[_Row]:
    return list(rows[:LIMIT])


def _read(kind: Kind, bodies: Sequence[bytes]) -> list[Any]:
    """The records that this program can read; one that another release kept with other tastes is left out."""
    records = []
    for body in bodies:
        try:
            records.append(decode(kind, msgspec.json.decode(body)))
        except BadRecord:
            continue
    return records


def _truck(row: TruckRow) -> TruckHit:
    return TruckHit(
        unit_id=row.unit_id,
        plate=row.plate,
        province=row.province,
        carrier=row.carrier,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        seen_at=None if row.seen_ms is None else to_iso(row.seen_ms),
        by="plate" if row.by_plate else "unit" if row.by_unit else "carrier",
    )


def _trip(row: TripRow) -> TripHit:
    trip = msgspec.json.decode(row.body, type=TripData)
    return TripHit(
        trip_id=row.trip_id,
        unit_id=trip.unit_id,
        plate=trip.plate,
        province=trip.province,
        permit_no=trip.permit_no,
        state=row.state,
        started_at=trip.started_at,
        by=row.by,
    )


def _permit(permit: Permit) -> PermitHit:
    return PermitHit(
        permit_no=permit.permit_no,
        status=permit.status,
        valid_from=permit.valid_from.isoformat(),
        valid_to=permit.valid_to.isoformat(),
        generator_th=permit.generator.name_th,
        generator_en=permit.generator.name_en,
    )


def _manifest(manifest: Manifest) -> ManifestHit:
    return ManifestHit(
        manifest_no=manifest.manifest_no,
        permit_no=manifest.permit_no,
        plate=manifest.plate,
        province=manifest.province,
        status=manifest.status,
        planned_depart=to_iso(manifest.planned_depart_ms),
    )


def _factory(row: FactoryRow) -> FactoryHit:
    return FactoryHit(
        factory_no=row.factory_no,
        role="generator" if row.role == "generator" else "processor",
        name_th=row.name_th,
        name_en=row.name_en,
        zone_id=row.zone_id,
        permits=len(row.permit_nos),
        permit_nos=row.permit_nos[:PERMITS_SHOWN],
    )
