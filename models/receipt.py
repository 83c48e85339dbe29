"""Receipt: a manifest that counts as received, and the visits of trucks that should stand behind it."""

import msgspec

from models.alert import EvidencePing
from models.manifest import Manifest
from models.permit import Permit


class PlantVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A truck in a generator's or processor's zone, first to last fix inside; `left` once it is outside."""

    zone_id: str
    plate_key: str
    unit_id: str
    first_ms: int
    last_ms: int
    left: bool
    pings: tuple[EvidencePing, ...] = ()


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Since when a manifest counts as received, where its load should have been, and which vehicles may carry it."""

    manifest: Manifest
    received_ms: int
    origin_zone_id: str
    destination_zone_id: str
    vehicle_keys: frozenset[str]


def receipt_of(manifest: Manifest, permit: Permit, received_ms: int) -> Receipt:
    """The receipt of a manifest under its permit; a place that the permit does not name is an empty `zone_id`."""
    item = permit.item(manifest.item_no)
    return Receipt(
        manifest=manifest,
        received_ms=received_ms,
        origin_zone_id=permit.generator.zone_id,
        destination_zone_id="" if item is None else item.processor.zone_id,
        vehicle_keys=permit.vehicle_keys | {manifest.plate_key},
    )
