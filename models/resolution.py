"""What reference data names but does not hold: a permit's zone, a manifest's permit, a vehicle's province."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from models.manifest import Manifest
from models.names import normal_number, province_code
from models.permit import Permit
from models.reference import Kind, Record, ReferenceVersion
from models.vehicle import Vehicle
from models.zone import Zone


class Unresolved(msgspec.Struct, frozen=True, kw_only=True):
    """One name that leads nowhere: the record that holds it, as written, the field, the name, and a sentence."""

    kind: Kind
    key: str
    field: str
    value: str
    message_en: str
    message_th: str


class Known(msgspec.Struct, frozen=True):
    """What names may lead to: zones, and permits with the numbers of their items."""

    zone_ids: set[str]
    item_nos: dict[str, set[int]]


def resolve(versions: Iterable[ReferenceVersion]) -> list[Unresolved]:
    """Every name that does not resolve in the versions whose keys have not ended, each once, in their order."""
    living = _living(versions)
    known = Known(set(), {})
    for version in living:
        if isinstance(version.body, Zone):
            known.zone_ids.add(version.body.zone_id)
        elif isinstance(version.body, Permit):
            numbers = known.item_nos.setdefault(version.body.permit_key, set())
            numbers.update(item.item_no for item in version.body.items)
    found = (problem for version in living for problem in problems(version.body, known))
    return list(dict.fromkeys(found))


def _living(versions: Iterable[ReferenceVersion]) -> list[ReferenceVersion]:
    rows: dict[tuple[Kind, str], list[ReferenceVersion]] = {}
    for version in sorted(versions, key=lambda version: version.seq):
        if version.body is None:
            rows.pop((version.kind, version.key), None)
        else:
            rows.setdefault((version.kind, version.key), []).append(version)
    return [version for row in rows.values() for version in row]


def problems(record: Record | None, known: Known) -> Iterator[Unresolved]:
    """The names of one record that lead nowhere."""
    match record:
        case Permit():
            yield from _of_permit(record, known)
        case Manifest():
            yield from _of_manifest(record, known)
        case Vehicle():
            if province_code(record.province) is None:
                yield _province("vehicles", record.key, "province", record.province)


def _of_permit(permit: Permit, known: Known) -> Iterator[Unresolved]:
    named = [("generator.zone_id", permit.generator.zone_id)]
    named += [(f"items[{item.item_no}].processor.zone_id", item.processor.zone_id) for item in permit.items]
    named += [("allowed_stop_zone_ids", zone_id) for zone_id in permit.allowed_stop_zone_ids]
    for field, zone_id in named:
        if zone_id not in known.zone_ids:
            yield Unresolved(
                kind="permits", key=permit.permit_no, field=field, value=zone_id,
                message_en=f"permit {permit.permit_no}: there is no zone {zone_id or '(none given)'} ({field})",
                message_th=f"ใบอนุญาต {permit.permit_no}: ไม่พบพื้นที่ {zone_id or '(ไม่ได้ระบุ)'} ({field})",
            )  # fmt: skip
    numbers = {item.item_no for item in permit.items}
    unknown = ((route, item_no) for route in permit.routes for item_no in route.item_nos if item_no not in numbers)
    for route, item_no in unknown:
        field = f"routes[{route.route_id}].item_nos"
        yield Unresolved(
            kind="permits", key=permit.permit_no, field=field, value=str(item_no),
            message_en=f"permit {permit.permit_no}: there is no item {item_no} ({field})",
            message_th=f"ใบอนุญาต {permit.permit_no}: ไม่พบรายการที่ {item_no} ({field})",
        )  # fmt: skip
    for vehicle in permit.vehicles:
        if province_code(vehicle.province) is None:
            yield _province("permits", permit.permit_no, f"vehicles[{vehicle.plate}].province", vehicle.province)


def _of_manifest(manifest: Manifest, known: Known) -> Iterator[Unresolved]:
    numbers = known.item_nos.get(normal_number(manifest.permit_no))
    if numbers is None:
        yield Unresolved(
            kind="manifests", key=manifest.manifest_no, field="permit_no", value=manifest.permit_no,
            message_en=f"manifest {manifest.manifest_no}: there is no permit {manifest.permit_no}",
            message_th=f"ใบกำกับการขนส่ง {manifest.manifest_no}: ไม่พบใบอนุญาต {manifest.permit_no}",
        )  # fmt: skip
    elif manifest.item_no not in numbers:
        yield Unresolved(
            kind="manifests", key=manifest.manifest_no, field="item_no", value=str(manifest.item_no),
            message_en=f"manifest {manifest.manifest_no}: permit {manifest.permit_no} has no item {manifest.item_no}",
            message_th=f"ใบกำกับการขนส่ง {manifest.manifest_no}: ไม่มีรายการที่ {manifest.item_no} ใน {manifest.permit_no}",
        )  # fmt: skip
    if province_code(manifest.province) is None:
        yield _province("manifests", manifest.manifest_no, "province", manifest.province)


def _province(kind: Kind, key: str, field: str, value: str) -> Unresolved:
    return Unresolved(
        kind=kind, key=key, field=field, value=value,
        message_en=f"{value} is no province of Thailand ({kind} {key}, {field})",
        message_th=f"ไม่พบจังหวัด {value} ({_KIND_TH[kind]} {key}, {field})",
    )  # fmt: skip


_KIND_TH: Final[dict[Kind, str]] = {
    "vehicles": "ทะเบียนรถ", "zones": "พื้นที่", "permits": "ใบอนุญาต", "manifests": "ใบกำกับการขนส่ง",
}  # fmt: skip
