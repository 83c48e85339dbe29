"""Where an incident lies, as rosters ask and as a person says it, over stored zones."""

from typing import Any

import pytest

from models.roster import DutyPlace
from storage.pool import connect
from streams.notifier.telling.places import Places
from tests.dashboard.seed import put_reference
from tests.telling.made import NOW_MS, roster, summary


def square(lon: float, lat: float, half: float) -> dict[str, Any]:
    corners = [[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half], [lon - half, lat - half]]
    return {"type": "Polygon", "coordinates": [corners]}


ZONES = (
    ("TH-21", "province", square(101.1, 12.6, 0.5), "ระยอง"),
    ("Z-EST-1", "estate", square(101.1, 12.6, 0.05), "นิคมฯ มาบตาพุด"),
    ("Z-GEN-1", "generator", square(101.11, 12.61, 0.005), "โรงงานหนึ่ง"),
    ("Z-DUMP", "restricted", square(101.3, 12.6, 0.01), "พื้นที่เฝ้าระวัง"),
)
DRAWN = roster("drawn", ring=((101.0, 12.5), (101.2, 12.5), (101.2, 12.7), (101.0, 12.7)))


@pytest.fixture
async def places(database: str) -> Any:
    connection = await connect(database)
    for zone_id, kind, geometry, name in ZONES:
        properties = {"zone_id": zone_id, "kind": kind, "name_th": name, "name_en": f"{zone_id} in English"}
        await put_reference(connection, "zones", zone_id, {"type": "Feature", "geometry": geometry, "properties": properties})
    found = Places()
    await found.refresh(connection, NOW_MS)
    await connection.close()
    return found


@pytest.mark.parametrize(
    ("lat", "lon", "province", "drawn"),
    (
        (12.6, 101.1, "TH-21", {"drawn"}),
        (12.6, 101.3, "TH-21", set()),
        (13.6, 101.1, None, set()),
        (None, None, None, set()),
    ),
)
async def test_areas(places: Places, lat: float | None, lon: float | None, province: str | None, drawn: set[str]) -> None:
    found = places.duty_place(summary(lat=lat, lon=lon), [DRAWN, roster("other")])
    assert found == DutyPlace(estate_zone_id="Z-EST-1", province=province, drawn=frozenset(drawn))


@pytest.mark.parametrize(
    ("lat", "lon", "zone_id", "name", "km"),
    (
        (12.61, 101.11, None, "โรงงานหนึ่ง", 0),  # a factory before the estate in which it lies
        (12.58, 101.08, None, "นิคมฯ มาบตาพุด", 0),
        (12.60, 101.30, None, "พื้นที่เฝ้าระวัง", 0),
        (12.60, 101.25, None, "นิคมฯ มาบตาพุด", 11),  # near nothing: the nearest that people know
        (None, None, "Z-GEN-1", "โรงงานหนึ่ง", 0),
        (None, None, None, "", 0),
    ),
)
async def test_words(places: Places, lat: float | None, lon: float | None, zone_id: str | None, name: str, km: int) -> None:
    found = places.whereabouts(summary(lat=lat, lon=lon, zone_id=zone_id))
    assert (found.name_th, round(found.away_km)) == (name, km)


async def test_without_zones_no_place_is_named(database: str) -> None:
    assert Places().whereabouts(summary()).name_th == ""
