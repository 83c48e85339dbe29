"""What is accepted of a permit, vehicle, zone or manifest, and what is said of one that is not."""

from datetime import date
from typing import Any

import pytest

from geofences.zone_index import build_fence
from models.fields import BadRecord
from models.manifest import to_manifest
from models.permit_decode import to_permit
from models.reference import Kind, decode
from models.times import from_iso
from models.vehicle import to_vehicle
from models.zone import to_zone
from tests.models.examples import SQUARE, item, manifest, permit, route, vehicle, zone


def test_a_permit_is_kept_as_written_and_joins_in_its_normal_form() -> None:
    found = to_permit(permit(version_from="2026-02-01T00:00:00+07:00", status_since="2026-03-01T00:00:00Z", unknown=1))
    assert found.permit_no == "กอ.1-2569-000417"
    assert found.permit_key == "กอ12569000417"
    assert (found.valid_from, found.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert found.generator.zone_id == "Z-GEN-1"
    assert found.item(1) is not None
    assert found.item(2) is None
    assert found.items[0].processor.factory_key == "310633/50รย"
    assert [way.line for way in found.routes_of(1)] == [((101.13, 12.67), (101.02, 12.75))]
    assert found.routes_of(2) == ()
    assert found.vehicle_keys == {"701234|TH-21"}
    assert found.zone_ids == {"Z-GEN-1", "Z-PROC-1"}
    assert (found.time_windows[0].from_min, found.time_windows[0].to_min) == (360, 1200)
    assert found.version_from_ms == from_iso("2026-01-31T17:00:00Z")
    assert found.status_since_ms == from_iso("2026-03-01T00:00:00Z")
    assert found.holds_on(date(2026, 12, 31))
    assert not found.holds_on(date(2027, 1, 1))


def test_a_ring_that_does_not_come_back_is_closed() -> None:
    open_ring, closed = [[1, 1], [2, 1], [2, 2]], [[1, 1], [2, 1], [2, 2], [1, 1]]
    for shape, expected in (
        ({"type": "Polygon", "coordinates": [open_ring]}, [closed]),
        ({"type": "Polygon", "coordinates": [closed, open_ring]}, [closed, closed]),
        ({"type": "MultiPolygon", "coordinates": [[open_ring], [closed]]}, [[closed], [closed]]),
    ):
        found = to_zone(zone(geometry=shape)).geometry
        assert found["coordinates"] == expected
        build_fence("Z", "restricted", found, None)


def test_numbers_as_text_nulls_and_missing_lists_are_taken() -> None:
    found = to_permit(
        permit(
            permit_no=417, status=" Approved ", routes=None, vehicles=None, time_windows=[{"from": "6:00", "to": "24:00"}],
            allowed_stop_zone_ids=[" Z-1 "], items=[item(item_no="1", quantity_t="120.5", monthly_t=None, consent=None)],
        )
    )  # fmt: skip
    assert found.permit_no == "417"
    assert (found.routes, found.vehicles) == ((), ())
    assert found.allowed_stop_zone_ids == ("Z-1",)
    assert found.time_windows[0].days == (1, 2, 3, 4, 5, 6, 7)
    assert found.time_windows[0].to_min == 1440
    assert (found.items[0].item_no, found.items[0].quantity_t, found.items[0].monthly_t) == (1, 120.5, ())
    assert found.items[0].consent == "pending"  # not answered is not accepted


def test_a_permit_without_a_generator_zone_is_kept_to_be_listed_as_unresolved() -> None:
    assert to_permit(permit(generator={"factory_no": 72190300225401})).generator.zone_id == ""


def test_a_vehicle_period_is_inclusive() -> None:
    found = to_vehicle(vehicle(valid_to="2025-06-30", province=21))
    assert found.key == "043GT0600000860000090000000|2025-01-01"
    assert found.plate_key == "701234|TH-21"
    assert [found.holds_on(date(2025, 6, day)) for day in (29, 30)] == [True, True]
    assert not found.holds_on(date(2025, 7, 1))
    assert not found.holds_on(date(2024, 12, 31))


def test_a_zone_keeps_its_geometry_as_given() -> None:
    shape = {"type": "MultiPolygon", "coordinates": [[SQUARE]], "note": "x"}
    assert to_zone(zone(geometry=shape, version_from="2026-01-01")).geometry == shape
    point = to_zone(zone(geometry={"type": "Point", "coordinates": [101.1, 12.6, 5.0]}, radius_m="350", factory_no="3-106-33/50รย"))
    assert point.radius_m == 350.0
    assert point.factory_key == "310633/50รย"


def test_a_receipt_counts_from_its_time() -> None:
    found = to_manifest(manifest())
    received = from_iso("2026-11-02T07:19:00Z")
    assert [found.status_at(at) for at in (received - 1, received)] == ["issued", "received"]
    assert to_manifest(manifest(received_at=None)).status_at(0) == "received"
    assert to_manifest(manifest(status="cancelled")).status_at(0) == "cancelled"
    assert (found.manifest_key, found.permit_key, found.plate_key) == ("900000400", "กอ12569000417", "701234|TH-21")


BAD: tuple[tuple[Kind, Any, str], ...] = (
    ("permits", [], "permit: must be an object, not []"),
    ("permits", permit(permit_no=None), "permit permit_no: is missing"),
    ("permits", permit(permit_no=" - . "), "permit - . permit_no: holds nothing but blanks, hyphens and dots"),
    ("permits", permit(status="ok"), "permit กอ.1-2569-000417 status: must be one of submitted, approved, suspended, revoked, not 'ok'"),
    ("permits", permit(valid_to=None), "permit กอ.1-2569-000417 valid_to: is missing"),
    ("permits", permit(valid_to="31/12/2026"), "permit กอ.1-2569-000417 valid_to: must be a day such as 2026-01-31, not '31/12/2026'"),
    ("permits", permit(valid_to="2026-02-30"), "permit กอ.1-2569-000417 valid_to: there is no day 2026-02-30"),
    ("permits", permit(valid_from="2569-01-01"), "permit กอ.1-2569-000417 valid_from: 2569-01-01 is a year of the Buddhist era: write 2026"),
    ("permits", permit(valid_to="2025-12-31"), "permit กอ.1-2569-000417 valid_to: 2025-12-31 is before valid_from 2026-01-01"),
    ("permits", permit(generator=None), "permit กอ.1-2569-000417 generator: is missing"),
    ("permits", permit(items=[]), "permit กอ.1-2569-000417 items: at least one is needed, since an item names the processor"),
    ("permits", permit(items=[item(), item()]), "permit กอ.1-2569-000417 items: an item_no stands twice: 1, 1"),
    ("permits", permit(items=[item(item_no=1.5)]), "permit กอ.1-2569-000417 items[0].item_no: must be a whole number, not 1.5"),
    ("permits", permit(items=[item(processor=None)]), "permit กอ.1-2569-000417 items[0].processor: is missing"),
    ("permits", permit(items=[item(monthly_t=[1, 2])]), "permit กอ.1-2569-000417 items[0].monthly_t: must hold 12 numbers, one a month, not 2"),
    ("permits", permit(items=[item(quantity_t="lots")]), "permit กอ.1-2569-000417 items[0].quantity_t: must be a number, not 'lots'"),
    ("permits", permit(items=[item(quantity_t=-1)]), "permit กอ.1-2569-000417 items[0].quantity_t or monthly_t: tonnes must be 0 or more"),
    ("permits", permit(items=[item(consent="maybe")]), "permit กอ.1-2569-000417 items[0].consent: must be one of accepted, declined, pending, not 'maybe'"),
    ("permits", permit(routes={}), "permit กอ.1-2569-000417 routes: must be a list, not {}"),
    ("permits", permit(routes=[route(line={"type": "LineString", "coordinates": [[101.1, 12.6]]})]), "permit กอ.1-2569-000417 routes[0].line: a LineString needs two points"),
    ("permits", permit(routes=[route(line={"type": "Point", "coordinates": [101.1, 12.6]})]), "permit กอ.1-2569-000417 routes[0].line: must be a GeoJSON LineString, not 'Point'"),
    ("permits", permit(routes=[route(line={"type": "LineString", "coordinates": [[12.6, 101.1], [12.7, 101.2]]})]), "permit กอ.1-2569-000417 routes[0].line: [12.6, 101.1] is no place in degrees: lon stands before lat in GeoJSON"),
    ("permits", permit(routes=[route(corridor_m=True)]), "permit กอ.1-2569-000417 routes[0].corridor_m: must be a number, not True"),
    ("permits", permit(routes=[route(corridor_m=-1)]), "permit กอ.1-2569-000417 routes[0].corridor_m: must be 0 or more, not -1.0"),
    ("permits", permit(routes=[route(corridor_m="nan")]), "permit กอ.1-2569-000417 routes[0].corridor_m: must be a number, not 'nan'"),
    ("permits", permit(routes=[route(item_nos=[])]), "permit กอ.1-2569-000417 routes[0].item_nos: is missing: name the items that may go this way"),
    ("permits", permit(routes=[route(item_nos=[1.5])]), "permit กอ.1-2569-000417 routes[0].item_nos: must hold whole numbers, not [1.5]"),
    ("permits", permit(vehicles=[{"plate": "70-1234"}]), "permit กอ.1-2569-000417 vehicles[0].province: is missing"),
    ("permits", permit(allowed_stop_zone_ids=[{}]), "permit กอ.1-2569-000417 allowed_stop_zone_ids[0]: must be text, not {}"),
    ("permits", permit(time_windows=[{"days": [8], "from": "06:00", "to": "20:00"}]), "permit กอ.1-2569-000417 time_windows[0].days: must be 1 = Monday to 7 = Sunday, not [8]"),
    ("permits", permit(time_windows=[{"days": [1], "from": "25:00", "to": "20:00"}]), "permit กอ.1-2569-000417 time_windows[0].from: must be a time of day such as 06:00, not '25:00'"),
    ("permits", permit(status_since="soon"), "permit กอ.1-2569-000417 status_since: not an ISO-8601 time: 'soon'"),
    ("vehicles", vehicle(unit_id=None), "vehicle unit_id: is missing"),
    ("vehicles", vehicle(valid_to="2024-01-01"), "vehicle 043GT0600000860000090000000 valid_to: 2024-01-01 is before valid_from 2025-01-01"),
    ("vehicles", vehicle(plate=""), "vehicle 043GT0600000860000090000000 plate: is missing"),
    ("zones", {"zone_id": "Z"}, "zone type: must be a GeoJSON Feature, not None"),
    ("zones", zone(zone_id=""), "zone properties.zone_id: is missing"),
    ("zones", zone(kind="dump"), "zone Z-GEN-1 properties.kind: must be one of generator, processor, estate, restricted, rest_area, fuel, weigh_station, depot, province, not 'dump'"),
    ("zones", zone(geometry="x"), "zone Z-GEN-1 geometry: is missing"),
    ("zones", zone(geometry={"type": "LineString", "coordinates": SQUARE}), "zone Z-GEN-1 geometry: must be a Polygon, a MultiPolygon or a Point with radius_m, not 'LineString'"),
    ("zones", zone(geometry={"type": "Point", "coordinates": [101.1, 12.6]}), "zone Z-GEN-1 properties.radius_m: a Point needs a radius in metres, over 0"),
    ("zones", zone(geometry={"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [1, 1]]]}), "zone Z-GEN-1 geometry: a ring needs three different points"),
    ("permits", permit(items=[item(quantity_t=1e308)]), "permit กอ.1-2569-000417 items[0].quantity_t: must be at most 1e+15, not 1e+308"),
    ("manifests", manifest(item_no=10**30), "manifest 9000004-00 item_no: must be at most 1e+15, not 1000000000000000000000000000000"),
    ("zones", zone(geometry={"type": "Polygon", "coordinates": []}), "zone Z-GEN-1 geometry: a Polygon needs a list of rings"),
    ("zones", zone(geometry={"type": "Polygon", "coordinates": [[["a", 1]]]}), "zone Z-GEN-1 geometry: a coordinate must be a number of degrees, not 'a'"),
    ("zones", zone(geometry={"type": "MultiPolygon", "coordinates": 5}), "zone Z-GEN-1 geometry: a MultiPolygon needs a list of polygons"),
    ("manifests", manifest(planned_depart=None), "manifest 9000004-00 planned_depart: is missing"),
    ("manifests", manifest(weigh_in_t=-1), "manifest 9000004-00 weigh_in_t: must be 0 or more, not -1.0"),
    ("manifests", manifest(status="lost"), "manifest 9000004-00 status: must be one of issued, cancelled, received, returned, not 'lost'"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "message"), BAD)
def test_what_is_wrong_is_said_with_record_and_field(kind: Kind, raw: Any, message: str) -> None:
    with pytest.raises(BadRecord) as caught:
        decode(kind, raw)
    assert str(caught.value) == message
