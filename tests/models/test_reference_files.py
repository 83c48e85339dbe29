"""Scenario folders and import files: one bad record costs only itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from geofences.geometry_check import geometry_problem
from models.reference import in_force
from models.reference_json import UnreadableFile, from_folder
from models.resolution import resolve
from models.times import from_iso
from tests.models.examples import SQUARE, item, manifest, permit, route, vehicle, zone

BOW_TIE = {"type": "Polygon", "coordinates": [[[101.0, 12.0], [101.2, 12.2], [101.2, 12.0], [101.0, 12.2], [101.0, 12.0]]]}


def write(folder: Path, **files: Any) -> Path:
    names = {"permits": "permits.json", "zones": "zones.geojson", "vehicles": "vehicles.json", "manifests": "manifests.json"}
    for kind, content in files.items():
        document = {"type": "FeatureCollection", "features": content} if kind == "zones" else content
        (folder / names[kind]).write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return folder


def test_a_folder_holds_all_four_kinds(tmp_path: Path) -> None:
    found = from_folder(write(tmp_path, permits=[permit()], zones=[zone()], vehicles=[vehicle()], manifests=[manifest()]))
    assert sorted(version.kind for version in found.versions) == ["manifests", "permits", "vehicles", "zones"]
    assert sorted(version.seq for version in found.versions) == [1, 2, 3, 4]
    assert {version.received_ms for version in found.versions} == {0}
    assert not found.rejected
    assert found.has_manifests


def test_absent_files_are_empty(tmp_path: Path) -> None:
    found = from_folder(write(tmp_path, permits=[permit()]))
    assert [version.kind for version in found.versions] == ["permits"]
    assert not found.has_manifests


def test_a_bad_record_costs_only_itself_and_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, permits=[permit(), permit(permit_no="P-2", status="?"), permit(permit_no="P-3"), 7])
    found = from_folder(folder)
    assert [version.key for version in found.versions] == ["กอ12569000417", "P3"]
    assert [(r.file, r.index, r.key) for r in found.rejected] == [("permits.json", 1, "P-2"), ("permits.json", 3, "")]
    assert str(found.rejected[0]).startswith("permits.json[1]: permit P-2 status: must be one of")


def test_a_self_crossing_zone_is_refused_with_its_place(tmp_path: Path) -> None:
    found = from_folder(write(tmp_path, zones=[zone("Z-BAD", geometry=BOW_TIE), zone()]), geometry_problem)
    assert [version.key for version in found.versions] == ["Z-GEN-1"]
    assert found.rejected[0].reason == "zone Z-BAD geometry: its outline crosses itself near lon 101.100000, lat 12.100000"


@pytest.mark.parametrize(
    ("shape", "reason"),
    (
        ({"type": "Polygon", "coordinates": [SQUARE]}, None),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, None),  # a ring left open is closed by whoever draws it
        ({"type": "Polygon", "coordinates": [SQUARE, [[9, 9], [9, 10], [10, 10], [9, 9]]]}, "a hole lies outside its outline near lon 9.000000, lat 9.000000"),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], BOW_TIE["coordinates"]]}, "its outline crosses itself near lon 101.100000, lat 12.100000"),
    ),
)  # fmt: skip
def test_what_geometry_says_of_a_zone(tmp_path: Path, shape: Any, reason: str | None) -> None:
    found = from_folder(write(tmp_path, zones=[zone(geometry=shape)]), geometry_problem)
    assert [r.reason for r in found.rejected] == ([] if reason is None else [f"zone Z-GEN-1 geometry: {reason}"])


def test_in_a_file_a_version_without_a_start_replaces_the_earlier(tmp_path: Path) -> None:
    rows = [
        permit(valid_to="2026-06-30"),
        permit(permit_no="กอ1 2569 000417", valid_to="2026-07-31"),  # the same permit, spelled otherwise
        permit(version_from="2026-08-01T00:00:00Z", valid_to="2026-08-31"),
        permit(valid_to="2026-09-30"),
    ]
    versions = from_folder(write(tmp_path, permits=rows)).versions
    assert [version.body.valid_to.month for version in versions] == [7, 9]  # type: ignore[union-attr]  # permits, none a tombstone
    found = [in_force(versions, from_iso(f"2026-{month}-15")) for month in ("01", "08")]
    assert found == list(versions)


def test_a_byte_order_mark_and_a_single_object_are_taken(tmp_path: Path) -> None:
    (tmp_path / "permits.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(permit()).encode())
    (tmp_path / "zones.geojson").write_text(json.dumps(zone()))
    assert [version.key for version in from_folder(tmp_path).versions] == ["Z-GEN-1", "กอ12569000417"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    (
        ("permits.json", b"{", "is not JSON in UTF-8"),
        ("permits.json", b"\xff\xfe[\x00]\x00", "is not JSON in UTF-8"),
        ("permits.json", b"7", "holds neither a list of permits nor one of them"),
        ("zones.geojson", b'{"type": "FeatureCollection"}', "without a list of features"),
        ("zones.geojson", b'{"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:32647"}}, "features": []}', "save it in WGS84"),
    ),
)  # fmt: skip
def test_a_file_that_is_none_is_said_in_one_line(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=reason) as caught:
        from_folder(tmp_path)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is no folder"):
        from_folder(tmp_path / "nowhere")


def test_what_does_not_resolve_is_listed_once_in_both_languages(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        permits=[permit(items=[item()], routes=[route(item_nos=[1, 9])], allowed_stop_zone_ids=["Z-X"], vehicles=[{"plate": "1", "province": "Mars"}])],
        zones=[zone()],
        vehicles=[vehicle(), vehicle(unit_id="U2", province="Yangon")],
        manifests=[manifest(permit_no="กอ1 2569 000417"), manifest(manifest_no="M-2", permit_no="P-9"), manifest(manifest_no="M-3", item_no=5, province="?")],
    )  # fmt: skip
    found = resolve(from_folder(folder).versions)
    assert [(gap.kind, gap.key, gap.field, gap.value) for gap in found] == [
        ("vehicles", "U2|2025-01-01", "province", "Yangon"),
        ("permits", "กอ.1-2569-000417", "items[1].processor.zone_id", "Z-PROC-1"),
        ("permits", "กอ.1-2569-000417", "allowed_stop_zone_ids", "Z-X"),
        ("permits", "กอ.1-2569-000417", "routes[R1].item_nos", "9"),
        ("permits", "กอ.1-2569-000417", "vehicles[1].province", "Mars"),
        ("manifests", "M-2", "permit_no", "P-9"),
        ("manifests", "M-3", "item_no", "5"),
        ("manifests", "M-3", "province", "?"),
    ]
    assert found[1].message_en == "permit กอ.1-2569-000417: there is no zone Z-PROC-1 (items[1].processor.zone_id)"
    assert found[1].message_th == "ใบอนุญาต กอ.1-2569-000417: ไม่พบพื้นที่ Z-PROC-1 (items[1].processor.zone_id)"
    assert found == resolve(reversed(from_folder(folder).versions))
