"""Whether the truck that leaves with a manifest of its own is one of the permit's."""

from collections.abc import Iterable

from alerts import vehicle_mismatch
from models.fix import Fix
from models.manifest import Manifest
from models.permit import Permit
from streams.judging.desk import Desk
from streams.judging.state import Trip


def judge_vehicle(trip: Trip, manifests: Iterable[str], first_outside: Fix, desk: Desk) -> None:
    """Says of a departure that a permit of its own manifests does not list the truck; of several permits the first."""
    left_ms = first_outside.utc_ms
    found: dict[str, tuple[Permit, list[str]]] = {}
    for key in manifests:
        manifest = desk.world.manifest(key, left_ms)
        permit = None if manifest is None else desk.world.permit(manifest.permit_key, left_ms)
        if manifest is not None and permit is not None and _is_another(trip, manifest, permit):
            found.setdefault(permit.permit_no, (permit, []))[1].append(manifest.manifest_no)
    if found:
        permit_no = min(found)
        permit, numbers = found[permit_no]
        said = vehicle_mismatch.finding(
            first_outside, trip.plate, permit_no, tuple(sorted(numbers)), len(permit.vehicles)
        )
        desk.say(said, trip)


def _is_another(trip: Trip, manifest: Manifest, permit: Permit) -> bool:
    return manifest.plate_key == trip.plate_key and trip.plate_key not in permit.vehicle_keys
