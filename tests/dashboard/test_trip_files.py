"""A trip's files, read back: what is in them is what the pings say, whatever names and however split."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.trip_page.downloads.file_name import disposition, file_name
from dashboard.trip_page.downloads.geojson import GeoJsonWriter
from dashboard.trip_page.downloads.gpx import GPX_NS, POINT_NS, GpxWriter
from dashboard.trip_page.downloads.kml import KML_NS, KmlWriter
from dashboard.trip_page.downloads.table import COLUMNS, CsvWriter, text_cell
from dashboard.trip_page.downloads.writer import Writer, decimal, xml_text
from dashboard.trip_page.told import Told
from models.ping import Ping
from models.times import from_iso, to_iso
from storage.pings import JUDGED, TOO_LATE, StoredPing
from tests.builders import ms, place

UNSEEN_S = 300.0
WRITERS: dict[str, Callable[[Told, float], Writer]] = {
    "gpx": GpxWriter, "kml": KmlWriter, "geojson": GeoJsonWriter, "csv": CsvWriter,
}  # fmt: skip
TOLD = Told(
    trip_id="7f3ac91e", unit_id="unit-1", plate="70-1234", province="ระยอง", permit_no="กอ.1-2569-000417", manifest_keys=(),
    item_nos=(1,), origin_zone_id="Z-GEN", destination_zone_ids=(), started_ms=ms(15), state="completed",
)  # fmt: skip


def stored(minute: float, east_m: float = 0, standing: int = JUDGED, **fields: Any) -> StoredPing:
    lon, lat = place(east_m)
    known = {"speed_kmh": 54.0, "course_deg": 90.0, "recv_ms": ms(minute) + 900} | fields
    ping = Ping(unit_id="unit-1", utc_ms=ms(minute), receipt_ms=ms(minute) + 1500, lat=lat, lon=lon, **known)
    return StoredPing(ping=ping, standing=standing, topic="gps.pings", partition=0, offset=int(minute))


PINGS = [
    stored(15), stored(16, 900, speed_kmh=None, course_deg=None), stored(17, 1800, fix=0),
    stored(23, 6000, hdop=1.5, num_sats=9.0, engine_on=True, ext_power_on=False), stored(24, 7000, standing=TOO_LATE),
]  # fmt: skip
FIXES = [one.ping for one in PINGS if one.ping.is_fix]
MINUTES = [15, 16, 23, 24]


def written(form: str, pings: Sequence[StoredPing], told: Told = TOLD, page: int = 2) -> str:
    """A whole file, the pings coming so many at a time."""
    writer = WRITERS[form](told, UNSEEN_S)
    pages = [pings[begin : begin + page] for begin in range(0, len(pings), page)]
    return "".join([writer.head(), *(writer.rows(one) for one in pages), writer.tail()])


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text.encode())


def test_gpx_read_back():
    root = parsed(written("gpx", PINGS))
    names = {"g": GPX_NS, "p": POINT_NS}
    assert (root.tag, root.get("version"), root.get("creator")) == (f"{{{GPX_NS}}}gpx", "1.1", "wastetrack")
    points = root.findall("g:trk/g:trkseg/g:trkpt", names)
    assert [(float(p.get("lat", "")), float(p.get("lon", ""))) for p in points] == [(fix.lat, fix.lon) for fix in FIXES]
    assert [from_iso(p.findtext("g:time", "", names)) for p in points] == [fix.utc_ms for fix in FIXES]
    assert all(p.findtext("g:time", "", names).endswith("Z") for p in points)
    speeds = [p.findtext("g:extensions/p:TrackPointExtension/p:speed", None, names) for p in points]
    assert speeds == ["15.0000", None, "15.0000", "15.0000"], "54 km/h are 15 m/s"
    assert [len(segment) for segment in root.findall("g:trk/g:trkseg", names)] == [2, 2], "six minutes unseen part the line"


def test_gpx_has_its_elements_in_the_order_of_its_schema():
    root = parsed(written("gpx", PINGS))
    assert [child.tag.partition("}")[2] for child in root] == ["metadata", "trk"]
    (point,) = [p for p in root.iter(f"{{{GPX_NS}}}trkpt") if p.find(f"{{{GPX_NS}}}sat") is not None]
    assert [child.tag.partition("}")[2] for child in point] == ["time", "sat", "hdop", "extensions"]
    assert (point.findtext(f"{{{GPX_NS}}}sat"), point.findtext(f"{{{GPX_NS}}}hdop")) == ("9", "1.5")


def test_kml_read_back():
    root = parsed(written("kml", PINGS))
    names = {"k": KML_NS}
    fixes, lines = root.findall("k:Document/k:Folder", names)
    places = fixes.findall("k:Placemark", names)
    assert [place.findtext("k:Point/k:coordinates", "", names) for place in places] == [f"{fix.lon},{fix.lat}" for fix in FIXES]
    assert [from_iso(place.findtext("k:TimeStamp/k:when", "", names)) for place in places] == [fix.utc_ms for fix in FIXES]
    assert [child.tag.partition("}")[2] for child in places[0]] == ["TimeStamp", "ExtendedData", "Point"]
    assert [child.tag.partition("}")[2] for child in places[1]] == ["TimeStamp", "Point"]
    drawn = lines.findall("k:Placemark", names)
    assert [len(line.findtext("k:LineString/k:coordinates", "", names).split()) for line in drawn] == [2, 2]
    spans = [(line.findtext("k:TimeSpan/k:begin", "", names), line.findtext("k:TimeSpan/k:end", "", names)) for line in drawn]
    assert [tuple(map(from_iso, span)) for span in spans] == [(ms(15), ms(16)), (ms(23), ms(24))]


def test_geojson_read_back():
    document = json.loads(written("geojson", PINGS))
    features = document["features"]
    points = [f for f in features if f["properties"]["kind"] == "fix"]
    lines = [f for f in features if f["properties"]["kind"] == "line"]
    assert [f["geometry"]["coordinates"] for f in points] == [[fix.lon, fix.lat] for fix in FIXES]
    assert [f["properties"]["utc_ts"] for f in points] == [to_iso(fix.utc_ms) for fix in FIXES]
    assert [f["properties"]["speed_kmh"] for f in points] == [fix.speed_kmh for fix in FIXES]
    assert [len(f["geometry"]["coordinates"]) for f in lines] == [2, 2]
    assert document["trip"]["plate"] == "70-1234"


def test_csv_read_back():
    text = written("csv", PINGS)
    assert text.startswith("\ufeffunit_id,"), "Excel needs the mark to show Thai"
    assert text.count("\r\n") == len(PINGS) + 1
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    pings = [one.ping for one in PINGS]
    assert [(float(row["lat_deg"]), float(row["lon_deg"])) for row in rows] == [(ping.lat, ping.lon) for ping in pings]
    assert [from_iso(row["utc_ts"]) for row in rows] == [ping.utc_ms for ping in pings]
    assert [from_iso(row["received_at"]) for row in rows] == [ping.receipt_ms for ping in pings]
    assert [row["fix"] for row in rows] == ["", "", "0", "", ""]
    assert [row["judged"] for row in rows] == ["1", "1", "1", "1", "0"]
    assert (rows[1]["speed_kmh"], rows[3]["engine_on"], rows[3]["ext_power_on"]) == ("", "1", "0")


@pytest.mark.parametrize("form", WRITERS)
def test_a_trip_without_pings_gives_a_file_all_the_same(form: str):
    text = written(form, [])
    if form in {"gpx", "kml"}:
        parsed(text)
    elif form == "geojson":
        assert json.loads(text)["features"] == []
    else:
        assert text.removeprefix("\ufeff").strip() == ",".join(COLUMNS)


@given(st.sampled_from(sorted(WRITERS)), st.integers(1, len(PINGS)))
def test_however_the_pings_are_split_the_file_is_the_same(form: str, page: int):
    assert written(form, PINGS, page=page) == written(form, PINGS, page=len(PINGS))


@given(st.text(st.characters()))
def test_any_name_can_stand_in_xml(name: str):
    told = msgspec.structs.replace(TOLD, plate=name, trip_id=name, permit_no=name)
    for form, path in (("gpx", f"{{{GPX_NS}}}metadata/{{{GPX_NS}}}name"), ("kml", f"{{{KML_NS}}}Document/{{{KML_NS}}}name")):
        found = parsed(written(form, PINGS, told)).findtext(path)
        assert found is not None
        assert found.endswith(f" ระยอง {to_iso(ms(15))}")


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")))
def test_what_xml_can_hold_comes_back_as_it_was(text: str):
    assert (parsed(f'<a b="{xml_text(text)}">{xml_text(text)}</a>').text or "") == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_decimal_has_no_exponent_and_loses_nothing(number: float):
    assert "e" not in decimal(number).lower()
    assert float(decimal(number)) == number


@given(st.text())
def test_a_file_name_is_safe_whatever_the_plate(plate: str):
    name = file_name(msgspec.structs.replace(TOLD, plate=plate), "gpx")
    stem, _, ending = name.rpartition(".")
    assert ending == "gpx"
    assert all(char.isalnum() or char in "_-" for char in stem)
    assert len(name) < 130
    header = disposition(name)
    assert header.isascii()
    assert header.count('"') == 2
    assert unquote(header.partition("UTF-8''")[2]) == name


@pytest.mark.parametrize(
    ("plate", "expected"),
    (
        ("70-1234", "trip_70-1234_20261102T0115Z_7f3ac91e.csv"),
        ("1กก 5678", "trip_1กก5678_20261102T0115Z_7f3ac91e.csv"),  # Thai letters stay, blanks do not
        ("../../etc", "trip_etc_20261102T0115Z_7f3ac91e.csv"),  # nothing leads to another folder
        ("", "trip_20261102T0115Z_7f3ac91e.csv"),
    ),
)
def test_what_a_file_is_called(plate: str, expected: str):
    assert file_name(msgspec.structs.replace(TOLD, plate=plate), "csv") == expected


@pytest.mark.parametrize(
    ("text", "cell"),
    (("043AB", "043AB"), ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-1", "'-1"), ("a=b", "a=b")),
)
def test_no_text_becomes_a_formula(text: str, cell: str):
    assert text_cell(text) == cell
