"""Which versions of the reference data were in force in a period, as the chain shows them."""

from collections.abc import Sequence
from typing import Any

from models.manifest import Manifest
from models.permit import Permit
from models.reference import KINDS, Kind, Record, Span, permit_status, timeline
from models.times import to_iso
from models.vehicle import Vehicle
from models.zone import Zone
from streams.explain.chain import ReferenceInForce
from streams.judging.world import World


def references(
    world: World, wanted: set[tuple[Kind, str]], from_ms: int, to_ms: int
) -> list[ReferenceInForce]:
    """Every version of the wanted (kind, key) that was in force between two times, by kind, key and time."""
    found = []
    for kind, key in sorted(wanted, key=lambda name: (KINDS.index(name[0]), name[1])):
        spans = timeline(world.versions(kind, key))
        found += [_shown(span, spans, from_ms) for span in spans if _holds(span, from_ms, to_ms)]
    return found


def _holds(span: Span, from_ms: int, to_ms: int) -> bool:
    return (span.from_ms is None or span.from_ms <= to_ms) and (span.to_ms is None or span.to_ms > from_ms)


def _shown(span: Span, spans: Sequence[Span], from_ms: int) -> ReferenceInForce:
    version = span.version
    says = {} if version.body is None else _says(version.body)
    if isinstance(version.body, Permit):
        says["status"] = permit_status(spans, max(from_ms, span.from_ms or 0)) or version.body.status
    return ReferenceInForce(
        kind=version.kind, key=version.key, in_force_from=_time(span.from_ms), in_force_to=_time(span.to_ms),
        version_from=_time(version.version_from_ms), received_at=_time(version.received_ms or None), seq=version.seq,
        says=says,
    )  # fmt: skip


def _says(record: Record) -> dict[str, Any]:
    match record:
        case Permit():
            return {
                "permit_no": record.permit_no, "status": record.status, "valid_from": record.valid_from.isoformat(),
                "valid_to": record.valid_to.isoformat(), "origin_zone_id": record.generator.zone_id,
                "items": [
                    {"item_no": item.item_no, "processor_zone_id": item.processor.zone_id, "consent": item.consent}
                    for item in record.items
                ],
                "routes": [{"route_id": route.route_id, "corridor_m": route.corridor_m} for route in record.routes],
                "plates": [vehicle.plate for vehicle in record.vehicles],
            }  # fmt: skip
        case Manifest():
            return {
                "manifest_no": record.manifest_no, "permit_no": record.permit_no, "item_no": record.item_no,
                "plate": record.plate, "status": record.status, "planned_depart": to_iso(record.planned_depart_ms),
                "received_at": _time(record.received_at_ms), "quantity_t": record.quantity_t,
            }  # fmt: skip
        case Zone():
            return {"kind": record.kind, "name_th": record.name_th, "name_en": record.name_en}
        case Vehicle():
            return {
                "plate": record.plate, "province": record.province, "valid_from": record.valid_from.isoformat(),
                "valid_to": None if record.valid_to is None else record.valid_to.isoformat(),
            }  # fmt: skip


def _time(at_ms: int | None) -> str | None:
    return None if at_ms is None else to_iso(at_ms)
