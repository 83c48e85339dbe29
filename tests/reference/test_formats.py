"""`wastetrack import` from tables and shapes: each stands for the JSON that would have said the same."""

import json
import struct
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import openpyxl
import openpyxl.chart
import pyogrio.raw
import pytest
import shapely
from pyproj import Transformer

from models.reference_json import UnreadableFile
from streams.reference.files import ImportReport, import_file
from tests.models.examples import permit, zone

BANGKOK = ZoneInfo("Asia/Bangkok")
SQUARE = shapely.Polygon([(101.10, 12.60), (101.12, 12.60), (101.12, 12.62), (101.10, 12.62)])
HOLED = shapely.Polygon(SQUARE.exterior.coords, [[(101.105, 12.605), (101.105, 12.61), (101.11, 12.61), (101.11, 12.605)]])


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def xlsx_file(folder: Path, rows: list[list[Any]], title: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    path = folder / "table.xlsx"
    book.save(path)
    return path


def shape_file(path: Path, shapes: list[Any], crs: str | None = "EPSG:4326", layer: str | None = None, **columns: list[Any]) -> Path:
    kinds = {shape.geom_type for shape in shapes}
    pyogrio.raw.write(
        path, shapely.to_wkb(np.array(shapes, dtype=object)), [np.array(cells, dtype=object if isinstance(cells[0], str) else None) for cells in columns.values()], list(columns),
        geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown", crs=crs, layer=layer, append=path.exists(),
    )  # fmt: skip
    return path


def values(report: ImportReport) -> list[Any]:
    assert report.rejected == ()
    return [record.value for record in report.records]


VEHICLES = "unit_id,plate,province,carrier,valid_from,valid_to\nU1,70-1234,ระยอง,Carrier,2026-01-01,\n\nU2,70-1235,ระยอง,,2569-01-01,\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    ((VEHICLES, "utf-8"), (VEHICLES, "utf-8-sig"), (VEHICLES, "cp874"), (VEHICLES.replace(",", ";"), "utf-8"), (VEHICLES.replace(",", "\t"), "utf-8"), (VEHICLES.replace("\n", "\r\n"), "utf-8")),
    ids=("commas", "byte order mark", "Thai Windows", "semicolons", "tabs", "Windows lines"),
)
def test_vehicles_from_csv(tmp_path: Path, text: str, encoding: str) -> None:
    report = import_file("vehicles", csv_file(tmp_path, text, encoding))
    assert [record.value for record in report.records] == [
        {"unit_id": "U1", "plate": "70-1234", "province": "ระยอง", "carrier": "Carrier", "valid_from": "2026-01-01"}
    ]
    assert [str(bad) for bad in report.rejected] == ["table.csv row 4: vehicle U2 valid_from: 2569-01-01 is a year of the Buddhist era: write 2026"]


def test_manifests_from_a_spreadsheet(tmp_path: Path) -> None:
    """Numbers come as digits; a cell with a date and a time is local, a text with a zone is what it says."""
    path = xlsx_file(tmp_path, [
        ["manifest_no", "permit_no", "item_no", "plate", "province", "quantity_t", "planned_depart", "status", "Remark"],
        [9000004, "P-1", 1, "70-1234", "ระยอง", 12.5, datetime(2026, 11, 2, 8, 30), "issued", "x"],  # noqa: DTZ001
        ["9000005", "P-1", 1.0, "70-1234", "ระยอง", None, "2026-11-02T01:30:00Z", "issued", None],
    ])  # fmt: skip
    report = import_file("manifests", path, zone=BANGKOK)
    one, two = values(report)
    assert (one["manifest_no"], one["item_no"], one["quantity_t"], one["planned_depart"]) == ("9000004", "1", "12.5", "2026-11-02T08:30:00+07:00")
    assert (two["manifest_no"], two["item_no"], two["planned_depart"]) == ("9000005", "1", "2026-11-02T01:30:00Z")
    assert report.unused == ("Remark",)


def test_midnight_in_a_spreadsheet_is_local_midnight_and_a_day_is_a_day(tmp_path: Path) -> None:
    midnight = datetime(2026, 11, 2)  # noqa: DTZ001
    path = xlsx_file(tmp_path, [["manifest_no", "permit_no", "item_no", "plate", "province", "planned_depart", "status"], ["1", "P", 1, "70-1", "21", midnight, "issued"]])
    assert values(import_file("manifests", path, zone=BANGKOK))[0]["planned_depart"] == "2026-11-02T00:00:00+07:00"
    path = xlsx_file(tmp_path, [["unit_id", "plate", "province", "valid_from"], ["U1", "70-1", "21", midnight]])
    assert values(import_file("vehicles", path, zone=BANGKOK))[0]["valid_from"] == "2026-11-02"


def test_a_cell_may_hold_a_whole_outline(tmp_path: Path) -> None:
    outline = ", ".join(f"{101 + n / 100_000:.5f} {12 + n % 2 / 1000:.5f}" for n in range(10_000))
    report = import_file("zones", csv_file(tmp_path, f'zone_id,kind,wkt\nZ-1,estate,"LINESTRING ({outline})"\n'))
    (rejected,) = report.rejected
    assert rejected.reason == "zone Z-1 geometry: must be a Polygon, a MultiPolygon or a Point with radius_m, not 'LineString'"


def test_the_sheet_that_is_called_as_the_kind_is_read(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [["unit_id", "plate", "province", "valid_from"], ["U1", "70-1234", "21", datetime(2026, 1, 1)]], "vehicles")  # noqa: DTZ001
    book = openpyxl.load_workbook(path)
    book.create_sheet("notes", 0).append(["this and that"])
    book.save(path)
    assert values(import_file("vehicles", path)) == [{"unit_id": "U1", "plate": "70-1234", "province": "21", "valid_from": "2026-01-01"}]


PERMITS = """\
permit_no,status,valid_from,valid_to,generator_factory_no,generator_zone_id,item_no,waste_code,quantity_t,monthly_t,\
processor.factory_no,processor.zone_id,consent,route_id,item_nos,corridor_m,line,plate,province,allowed_stop_zone_ids,days,from,to
P-1,approved,2026-01-01,2026-12-31,722,Z-GEN-1,1,110302HA,120,10;10;10;10;10;10;10;10;10;10;10;10,\
105,Z-PROC-1,accepted,R1,1 2,300,"LINESTRING (101.13 12.67, 101.02 12.75)",70-1234,ระยอง,Z-REST,1-5,06:00,20:00
P-1,,,,,,2,160215,5,,106,Z-PROC-2,pending,,,,,70-1235,ระยอง,,,,
,,,,,,2,160215,5,,106,Z-PROC-2,pending,,,,,70-1236,ระยอง,,,,
P-2,approved,2026-01-01,2026-12-31,723,Z-GEN-2,1,110302HA,,,105,Z-PROC-1,accepted,,,,,,,,,,
"""


def test_permits_from_a_table_with_one_row_an_item(tmp_path: Path) -> None:
    """Rows of one permit add up: an item said again is one, and a row without the number belongs to the one above."""
    first, second = values(import_file("permits", csv_file(tmp_path, PERMITS)))
    assert [item["item_no"] for item in first["items"]] == ["1", "2"]
    assert first["items"][0]["processor"] == {"factory_no": "105", "zone_id": "Z-PROC-1"}
    assert first["items"][0]["monthly_t"] == ["10"] * 12
    assert first["generator"] == {"factory_no": "722", "zone_id": "Z-GEN-1"}
    assert [vehicle["plate"] for vehicle in first["vehicles"]] == ["70-1234", "70-1235", "70-1236"]
    (route,) = first["routes"]
    assert (route["item_nos"], route["line"]["coordinates"]) == (["1", "2"], [[101.13, 12.67], [101.02, 12.75]])
    assert first["time_windows"] == [{"days": ["1", "2", "3", "4", "5"], "from": "06:00", "to": "20:00"}]
    assert first["allowed_stop_zone_ids"] == ["Z-REST"]
    assert (second["permit_no"], "vehicles" in second) == ("P-2", False)


def test_a_row_that_does_not_repeat_the_version_belongs_to_the_permit_above(tmp_path: Path) -> None:
    table = "permit_no,version_from,plate,province,allowed_stop_zone_ids\nP-1,2026-01-01T00:00:00Z,70-1,21,3-106\nP-1,,70-2,21,\n"
    (refused,) = import_file("permits", csv_file(tmp_path, table)).rejected
    assert refused.place == "rows 2 to 3", "one permit, however little it says"


def flat(record: dict[str, Any]) -> list[dict[str, str]]:
    """A permit as the rows of a table: the n-th holds the n-th item of each list."""
    lists = {name: record[name] for name in ("items", "routes", "vehicles", "allowed_stop_zone_ids", "time_windows")}
    rows: list[dict[str, str]] = []
    for at in range(max(len(items) for items in lists.values())):
        row = {name: record[name] for name in record if name not in lists and name != "generator"} | leaves("generator", record["generator"])
        for name, items in lists.items():
            if at < len(items):
                row |= leaves(name, items[at])
        rows.append({name: value if isinstance(value, str) else json.dumps(value) for name, value in row.items()})
    return rows


def leaves(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dict) and "coordinates" not in value:
        return {path: leaf for inner, item in value.items() for path, leaf in leaves(f"{name}.{inner}", item).items()}
    return {name: value}


def test_a_permit_as_a_table_is_the_permit_as_json(tmp_path: Path) -> None:
    """Every field of a permit has its column, and comes out as the JSON would have said it."""
    whole = permit()
    rows = flat(whole)
    headings = list(dict.fromkeys(name for row in rows for name in row))
    sheet: list[list[Any]] = [headings, *([row.get(name) for name in headings] for row in rows)]
    (tmp_path / "permits.json").write_text(json.dumps([whole]))
    table = import_file("permits", xlsx_file(tmp_path, sheet))
    assert table.unused == ()
    assert table.unresolved == import_file("permits", tmp_path / "permits.json").unresolved
    (found,) = values(table)
    assert as_text(found) == as_text({name: value for name, value in whole.items() if value != []})


def as_text(value: Any) -> Any:
    """Numbers as their digits: a table has nothing else."""
    if isinstance(value, dict):
        return {name: as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return f"{float(value):g}" if isinstance(value, int | float) or str(value).replace(".", "", 1).isdigit() else value


@pytest.mark.parametrize(
    ("headings", "row", "reason"),
    (
        ("permit_no,valid_to", "P-1,2026-11-30", "row 3 is '2026-11-30', in a row above '2026-12-31'"),
        ("permit_no,line", "P-1,somewhere", "line in row 3 is neither WKT"),
        ("permit_no,line", "P-1,POINT (1 2)", "line in row 3 must be a LineString, not a Point"),
        ("permit_no,line", 'P-1,{"coordinates": []}', "line in row 3 must be a LineString, not a None"),
        ("permit_no,item_nos", "P-1,[1", "item_nos in row 3 is no JSON list"),
        ("permit_no,item_nos", "P-1,6-2", "item_nos in row 3 runs backwards in 6-2"),
    ),
)
def test_rows_that_cannot_be_one_permit_cost_it_alone(tmp_path: Path, headings: str, row: str, reason: str) -> None:
    columns = dict.fromkeys(("permit_no", "valid_to", "line", "item_nos"), "")
    first = columns | {"permit_no": "P-1", "valid_to": "2026-12-31"}
    second = columns | dict(zip(headings.split(","), row.split(","), strict=True))
    lines = [",".join(columns), *(",".join(one.values()) for one in (first, second)), "P-9,2026-12-31,,"]
    report = import_file("permits", csv_file(tmp_path, "\n".join(lines)))
    assert [(bad.place, bad.key) for bad in report.rejected if reason in bad.reason] == [("rows 2 to 3", "P-1")]
    assert [bad.key for bad in report.rejected] == ["P-9", "P-1"], "the other is looked at all the same"


@pytest.mark.parametrize(
    ("text", "reason"),
    (
        ("", "has no headings"),
        ("permit_no,zone_id\nP-1,Z-1\n", "the column zone_id may mean generator.zone_id or items.processor.zone_id: write one of them"),
        ("permit_no,permit_no\nP-1,P-2\n", "names a column twice: permit_no"),
        ('permit_no\n"P-1\n', "is no CSV"),
    ),
)
def test_a_table_that_cannot_be_read(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        import_file("permits", csv_file(tmp_path, text))


def test_what_only_calls_itself_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "table.xlsx").write_text("unit_id,plate")
    with pytest.raises(UnreadableFile, match=r"table\.xlsx is no XLSX workbook"):
        import_file("vehicles", tmp_path / "table.xlsx")


def accepted_of(kind: Any, path: Path) -> tuple[int, str]:
    """How many records of a file can be used, and why it cannot be read at all; whatever happens, it is told so."""
    try:
        return import_file(kind, path).accepted, ""
    except UnreadableFile as error:
        return 0, str(error) if path.name in str(error) else f"a refusal without the file's name\n{error}"


def charted(folder: Path, chart: str, *tables: str) -> Path:
    """A workbook whose first sheet is a chart."""
    book = openpyxl.Workbook()
    for title in tables:
        sheet = book.create_sheet(title)
        sheet.append(["unit_id", f"of {title}"])
        sheet.append(["U1", "x"])
    book.remove(book.worksheets[0])
    book.create_chartsheet(chart, 0).add_chart(openpyxl.chart.BarChart())
    book.save(folder / "table.xlsx")
    return folder / "table.xlsx"


@pytest.mark.parametrize(
    ("says", "sheets", "read"),
    (
        ("the first sheet of cells", ("Chart", "one", "two"), "of one"),
        ("the sheet called as the kind", ("Chart", "one", "vehicles"), "of vehicles"),
        ("a chart called as the kind is no table", ("vehicles", "one"), "of one"),
    ),
)
def test_a_sheet_that_is_a_chart_is_passed_over(tmp_path: Path, says: str, sheets: tuple[str, ...], read: str) -> None:
    assert import_file("vehicles", charted(tmp_path, *sheets)).unused == (read,), says


def test_a_workbook_of_charts_alone(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"table\.xlsx holds no sheet of cells: put the table on one, called vehicles"):
        import_file("vehicles", charted(tmp_path, "Chart"))


@pytest.mark.parametrize("part", ("[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"))
@pytest.mark.parametrize("body", (None, b"", b"<a", b"<worksheet><sheetData><row r='x'><c r='A1' s='999'><v>1</v></c></row></sheetData></worksheet>"), ids=("gone", "empty", "cut", "odd"))
def test_a_broken_workbook_is_told_on_one_line(tmp_path: Path, part: str, body: bytes | None) -> None:
    whole = xlsx_file(tmp_path, [["unit_id", "plate"], ["U1", "70-1234"]])
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(broken, "w") as made:
        for name in parts.namelist():
            if name != part or body is not None:
                made.writestr(name, parts.read(name) if name != part else body or b"")
    accepted, refusal = accepted_of("vehicles", broken)
    assert accepted == 0
    assert "\n" not in refusal


@pytest.mark.parametrize(("name", "crs"), (("z.gpkg", "EPSG:32647"), ("z.gpkg", "EPSG:4326"), ("z.shp", "EPSG:24047"), ("z.geojson", "EPSG:32647")))
def test_zones_from_shapes_in_any_reference_system(tmp_path: Path, name: str, crs: str) -> None:
    """UTM zone 47N, WGS84 degrees and the Indian 1975 datum all come out in WGS84, holes included."""
    into = Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
    there = shapely.transform(HOLED, into.transform, interleaved=False)
    path = shape_file(tmp_path / name, [there], crs, zone_id=["Z-1"], kind=["estate"], name_th=["นิคม"], factory_no=["72190300225401"])
    (found,) = values(import_file("zones", path))
    assert found["properties"] == {"zone_id": "Z-1", "kind": "estate", "name_th": "นิคม", "factory_no": "72190300225401"}
    shape = shapely.from_geojson(json.dumps(found["geometry"]))
    assert shapely.hausdorff_distance(shape, HOLED) < 1e-6
    assert len(shape.interiors) == 1


def test_points_with_a_radius_and_names_cut_short(tmp_path: Path) -> None:
    path = shape_file(tmp_path / "z.shp", [shapely.Point(101.1, 12.6)], zone_id=["Z-1"], kind=["depot"], radius_m=[150.0], version_fr=["2026-01-01T00:00:00Z"])
    (found,) = values(import_file("zones", path))
    assert found["geometry"] == {"type": "Point", "coordinates": [101.1, 12.6]}
    assert found["properties"] == {"zone_id": "Z-1", "kind": "depot", "radius_m": "150", "version_from": "2026-01-01T00:00:00Z"}


def test_a_shapefile_without_its_reference_system_is_refused(tmp_path: Path) -> None:
    path = shape_file(tmp_path / "z.shp", [SQUARE], zone_id=["Z-1"], kind=["estate"])
    path.with_suffix(".prj").unlink()
    with pytest.raises(UnreadableFile, match=r"names no reference system \(of a Shapefile the .prj file\)"):
        import_file("zones", path)


def test_of_several_layers_the_one_called_zones(tmp_path: Path) -> None:
    path = shape_file(tmp_path / "z.gpkg", [SQUARE], layer="others", zone_id=["Z-0"], kind=["estate"])
    shape_file(path, [SQUARE], layer="roads", zone_id=["Z-9"], kind=["estate"])
    with pytest.raises(UnreadableFile, match="has the layers others, roads: call the one to be read zones"):
        import_file("zones", path)
    shape_file(path, [SQUARE], layer="zones", zone_id=["Z-1"], kind=["estate"])
    assert [value["properties"]["zone_id"] for value in values(import_file("zones", path))] == ["Z-1"]


def _wkb(kind: int, *points: tuple[float, float]) -> bytes:
    """A polygon of one ring (3) or an arc (8) as GEOS would never write it."""
    rings = struct.pack("<I", 1) if kind == 3 else b""
    return struct.pack("<BI", 1, kind) + rings + struct.pack("<I", len(points)) + b"".join(struct.pack("<dd", *point) for point in points)


def test_a_broken_shape_costs_its_own_zone_alone(tmp_path: Path) -> None:
    shapes = [shapely.to_wkb(SQUARE), _wkb(3, (101.1, 12.6), (101.12, 12.6), (101.12, 12.62)), _wkb(3, (101.1, 12.6)), shapely.to_wkb(SQUARE)]
    path = tmp_path / "z.gpkg"
    names, kinds = np.array(["Z-1", "Z-2", "Z-3", "Z-4"], dtype=object), np.array(["estate"] * 4, dtype=object)
    pyogrio.raw.write(path, np.array(shapes, dtype=object), [names, kinds], ["zone_id", "kind"], geometry_type="Polygon", crs="EPSG:4326")
    report = import_file("zones", path)
    assert [record.key for record in report.records] == ["Z-1", "Z-4"]
    assert [(bad.place, bad.key) for bad in report.rejected] == [("feature 2", "Z-2"), ("feature 3", "Z-3")]
    assert report.rejected[0].reason == "geometry: Points of LinearRing do not form a closed linestring"


@pytest.mark.parametrize("system", ("", "GEOGCS[", 'PROJCS["x",GEOGCS["y",DATUM["z",SPHEROID["a",x,298.25]]]]', "\x00\x01"))
def test_a_reference_system_that_cannot_be_read(tmp_path: Path, system: str) -> None:
    path = shape_file(tmp_path / "z.shp", [SQUARE], zone_id=["Z-1"], kind=["estate"])
    path.with_suffix(".prj").write_text(system)
    with pytest.raises(UnreadableFile, match=r"z\.shp names (no|a) reference system .*\(of a Shapefile the \.prj file\): save it"):
        import_file("zones", path)


@pytest.mark.parametrize("suffix", (".shp", ".dbf", ".shx"))
@pytest.mark.parametrize("left", (0, 1, 60, 101))
def test_a_shapefile_that_was_cut_short(tmp_path: Path, suffix: str, left: int) -> None:
    path = shape_file(tmp_path / "z.shp", [SQUARE, SQUARE], zone_id=["Z-1", "Z-2"], kind=["estate", "estate"])
    part = path.with_suffix(suffix)
    part.write_bytes(part.read_bytes()[:left])
    accepted, refusal = accepted_of("zones", path)
    assert "\n" not in refusal
    assert accepted < 2 or suffix == ".shx", "without the index it can be read"


@pytest.mark.parametrize(
    ("wkt", "reason"),
    (
        ("POLYGON ((101.1 12.6, 101.2 12.6, 101.2 12.7))", "do not form a closed linestring"),
        ("CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0))", "it has arcs, write straight lines instead"),
        ("POLYGON EMPTY", "a ring needs a list of points"),
    ),
)
def test_a_shape_in_a_cell_that_cannot_be_read(tmp_path: Path, wkt: str, reason: str) -> None:
    report = import_file("zones", csv_file(tmp_path, f'zone_id,kind,wkt\nZ-1,depot,"{wkt}"\n'))
    assert [reason in str(bad) and "table.csv row 2" in str(bad) for bad in report.rejected] == [True]


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>one</name>
<Placemark><name>First</name><ExtendedData><Data name="zone_id"><value>Z-1</value></Data><Data name="kind"><value>restricted</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>101.1,12.6,5 101.12,12.6,5 101.12,12.62,5 101.1,12.6,5</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>
<Folder><name>two</name><Placemark><name>Second</name><ExtendedData><Data name="zone_id"><value>Z-2</value></Data><Data name="kind"><value>fuel</value></Data>
<Data name="radius_m"><value>80</value></Data></ExtendedData><Point><coordinates>101.3,12.7</coordinates></Point></Placemark></Folder></Document></kml>
"""


def test_zones_from_kml_of_all_its_folders_without_heights(tmp_path: Path) -> None:
    (tmp_path / "z.kml").write_text(KML)
    report = import_file("zones", tmp_path / "z.kml")
    first, second = values(report)
    assert first["geometry"]["coordinates"][0][0] == [101.1, 12.6]
    assert second == {"type": "Feature", "geometry": {"type": "Point", "coordinates": [101.3, 12.7]}, "properties": {"zone_id": "Z-2", "kind": "fuel", "radius_m": "80"}}
    assert report.unused == ()


@pytest.mark.parametrize(
    ("headings", "row"),
    (
        ("zone_id,kind,lat,lon,radius_m", "Z-1,depot,12.6,101.1,100"),
        ("Zone ID,Kind,Latitude,Longitude,Radius-m", "Z-1,depot,12.6,101.1,100"),
        ("zone_id,kind,wkt,radius_m", "Z-1,depot,POINT (101.1 12.6),100"),
    ),
)
def test_zones_from_a_table(tmp_path: Path, headings: str, row: str) -> None:
    (found,) = values(import_file("zones", csv_file(tmp_path, f"{headings}\n{row}\n")))
    assert found == zone("Z-1", kind="depot", geometry={"type": "Point", "coordinates": [101.1, 12.6]}) | {"properties": {"zone_id": "Z-1", "kind": "depot", "radius_m": "100"}}


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    (
        ("vehicles", "z.gpkg", r"write vehicles as JSON \(.json\), CSV \(.csv\) or XLSX"),
        ("zones", "z.pdf", r"write zones as GeoJSON \(.geojson\), GeoPackage \(.gpkg\), Shapefile"),
        ("zones", "z.gpkg", r"cannot read .*z\.gpkg"),
        ("zones", "z.kml", r"cannot read .*z\.kml"),
    ),
)  # fmt: skip
def test_a_file_that_is_no_such_thing(tmp_path: Path, kind: Any, name: str, reason: str) -> None:
    (tmp_path / name).write_bytes(b"nothing of the kind")
    with pytest.raises(UnreadableFile, match=reason):
        import_file(kind, tmp_path / name)
