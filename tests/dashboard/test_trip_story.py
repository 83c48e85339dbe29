"""A trip's page and files over the API: from what a tracker stores to what is answered."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import msgspec
import pytest

from dashboard.trip_page.answers import Story
from dashboard.trip_page.downloads.gpx import GPX_NS
from dashboard.trip_page.downloads.kml import KML_NS
from models.times import DAY_MS, from_iso
from storage.pings import REPEATED, TOO_LATE
from storage.trip_pings import page_pings
from tests.builders import PERMIT, ROAD_M, UNIT, Scene, Track, a_manifest, a_permit, a_zone, at, ms
from tests.dashboard.seed import put_reference
from tests.dashboard.seed_trip import Seeded, judged, put_papers, put_pings, put_scene
from tests.dashboard.test_errors import check_problem
from tests.dashboard.test_trip_way import FIELD

REST = a_zone("Z-REST", "rest_area", 14_000)
DRIVEN = Track().stand(15).go(8000).go(8000, 3000).stand(8).go(8000, 0).go(14_000).stand(10).go(ROAD_M).stand(10).go(15_000)
SCENE = Scene(DRIVEN.pings, zones=[REST], manifests=[a_manifest("M-1", 15, received=70, weigh_out_t=6.1, weigh_in_t=5.0)])
FORMS = ("gpx", "kml", "geojson", "csv")


async def story_of(api: httpx.AsyncClient, trip_id: str) -> Story:
    answer = await api.get(f"/api/v1/trips/{trip_id}/story")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Story)


async def file_of(api: httpx.AsyncClient, trip_id: str, form: str) -> httpx.Response:
    answer = await api.get(f"/api/v1/trips/{trip_id}/track.{form}")
    assert answer.status_code == 200, answer.text
    return answer


def in_trip(found: Seeded) -> list[Any]:
    """The pings from its departure to its completion."""
    begin, end = from_iso(found.trip["started_at"]), from_iso(found.trip["completed_at"])
    return [ping for ping in found.pings if begin <= ping.utc_ms <= end]


async def test_the_story_of_a_completed_trip(api: httpx.AsyncClient, rows: Any):
    """Loads to minute 15; 8 km, 3 km off the road; stands there 26 to 34; rests at 14 km; arrives; unloads; leaves."""
    found = await put_scene(rows, SCENE, until=120)
    story = await story_of(api, found.trip_id)
    said = [(row.kind, row.from_, row.to) for row in story.timeline if row.kind not in {"alert", "driving"}]
    assert said[:3] == [("loading", at(0), at(15)), ("departure", at(16), at(16)), ("stop", at(26), at(35))]
    assert [kind for kind, _, _ in said] == ["loading", "departure", "stop", "stop", "arrival", "unloading", "completed"]
    stops = [row for row in story.timeline if row.kind == "stop"]
    assert [(row.allowed, row.off_corridor, row.zone_ids) for row in stops] == [(False, True, []), (True, False, ["Z-REST"])]
    assert max(fix.off_m or 0.0 for fix in story.fixes) == pytest.approx(2700, abs=1)
    assert {row.alert_id for row in story.timeline if row.kind == "alert"} == {
        alert.alert_id for alert in story.alerts if alert.close_reason != "late_evidence"
    }
    assert {alert.rule for alert in story.alerts} >= {"route-deviation", "unauthorised-stop", "weight-mismatch"}
    (manifest,) = story.manifests
    assert (manifest.quantity_t, manifest.weigh_out_t, manifest.weigh_in_t) == (6.0, 6.1, 5.0)
    assert (story.is_open, story.notes, story.trip.trip_id) == (False, [], found.trip_id)
    assert [permit.permit_no for permit in story.permits] == [PERMIT]
    assert {zone.properties.zone_id for zone in story.zones} == {"Z-GEN", "Z-PROC", "Z-REST"}


async def test_the_drives_add_up_to_what_the_judging_told(api: httpx.AsyncClient, rows: Any):
    found = await put_scene(rows, FIELD)
    story = await story_of(api, found.trip_id)
    assert story.unseen.distance_km == pytest.approx(found.trip["distance_km"], abs=0.06)
    assert (story.unseen.unseen_s, story.unseen.gaps) == (found.trip["unseen_s"], 1)
    assert story.trip.distance_km == found.trip["distance_km"]


async def test_a_trip_under_way_goes_on(api: httpx.AsyncClient, rows: Any):
    found = await put_scene(rows, Scene(Track().stand(15).go(8000).pings))
    story = await story_of(api, found.trip_id)
    assert story.is_open
    assert [row.kind for row in story.timeline if row.to is None] == ["gap"], "it was last heard weeks ago"
    assert story.timeline[0].kind == "loading"


async def test_the_permit_is_that_of_the_trip_s_own_time(api: httpx.AsyncClient, rows: Any):
    """A wider corridor that holds from a day later does not make the trip a lawful one."""
    found = await put_scene(rows, FIELD)
    wider = a_permit()
    wider["routes"][0]["corridor_m"] = 5000
    await put_reference(rows, "permits", "กอ12569000417", wider, version_from_ms=ms(0) + DAY_MS, received_ms=ms(0) + DAY_MS)
    story = await story_of(api, found.trip_id)
    assert [route.corridor_m for permit in story.permits for route in permit.routes] == [300]
    assert max(fix.off_m or 0.0 for fix in story.fixes) == pytest.approx(2700, abs=1)


async def test_repeats_and_what_came_too_late_are_not_in_the_story(api: httpx.AsyncClient, rows: Any):
    found = await put_scene(rows, FIELD)
    before = await story_of(api, found.trip_id)
    moved = [msgspec.structs.replace(ping, utc_ms=ping.utc_ms + 7000) for ping in in_trip(found)[:4]]
    await put_pings(rows, moved[:2], REPEATED, 5000)
    await put_pings(rows, moved[2:], TOO_LATE, 6000)
    assert (await story_of(api, found.trip_id)).fixes == before.fixes
    table = list(csv.DictReader(io.StringIO((await file_of(api, found.trip_id, "csv")).text)))
    assert [row["judged"] for row in table].count("0") == 2
    assert len(table) == len(in_trip(found)) + 2


async def test_an_unknown_trip_is_said_in_both_languages(api: httpx.AsyncClient):
    for path in ("story", *(f"track.{form}" for form in FORMS)):
        problem = check_problem(await api.get(f"/api/v1/trips/none/{path}"), 404)
        assert "'none'" in problem["detail"]
        assert "เที่ยวรถ" in problem["detail_th"]


async def test_a_track_that_goes_out_with_a_trip_is_put_down_first(api: httpx.AsyncClient, rows: Any):
    """Its story and each of its files, with who asked and why; a trip that is not there is no look-up."""
    found = await put_scene(rows, FIELD)
    for path in ("story", *(f"track.{form}" for form in FORMS)):
        answer = await api.get(f"/api/v1/trips/{found.trip_id}/{path}", params={"why": "ร้องเรียน"})
        assert answer.status_code == 200
    await api.get("/api/v1/trips/none/story")
    made = await rows.fetch("SELECT person, kind, what ->> 'trip_id' AS trip, what ->> 'file' AS file, why FROM lookups_made")
    assert {(row["person"], row["kind"], row["trip"], row["why"]) for row in made} == {("local", "track", found.trip_id, "ร้องเรียน")}
    assert [row["file"] for row in made] == [None, *FORMS]


@pytest.mark.parametrize("form", FORMS)
async def test_a_file_holds_the_pings_of_the_trip(api: httpx.AsyncClient, rows: Any, form: str):
    found = await put_scene(rows, FIELD)
    answer = await file_of(api, found.trip_id, form)
    assert answer.headers["content-disposition"].startswith('attachment; filename="trip_70-1234_20261102T0116Z_')
    assert answer.headers["cache-control"] == "no-store"
    expected = [(ping.utc_ms, ping.lat, ping.lon) for ping in in_trip(found)]
    assert READ[form](answer.content.decode("utf-8-sig")) == expected


def read_gpx(text: str) -> list[tuple[int, float, float]]:
    points = ET.fromstring(text).iter(f"{{{GPX_NS}}}trkpt")
    return [(from_iso(p.findtext(f"{{{GPX_NS}}}time", "")), float(p.get("lat", "")), float(p.get("lon", ""))) for p in points]


def read_kml(text: str) -> list[tuple[int, float, float]]:
    found = []
    for mark in ET.fromstring(text).iter(f"{{{KML_NS}}}Placemark"):
        where = mark.findtext(f"{{{KML_NS}}}Point/{{{KML_NS}}}coordinates")
        if where is not None:
            lon, lat = map(float, where.split(","))
            found.append((from_iso(mark.findtext(f"{{{KML_NS}}}TimeStamp/{{{KML_NS}}}when", "")), lat, lon))
    return found


def read_geojson(text: str) -> list[tuple[int, float, float]]:
    points = [one for one in json.loads(text)["features"] if one["properties"]["kind"] == "fix"]
    return [(from_iso(one["properties"]["utc_ts"]), *reversed(one["geometry"]["coordinates"])) for one in points]


def read_csv(text: str) -> list[tuple[int, float, float]]:
    return [(from_iso(row["utc_ts"]), float(row["lat_deg"]), float(row["lon_deg"])) for row in csv.DictReader(io.StringIO(text))]


READ = {"gpx": read_gpx, "kml": read_kml, "geojson": read_geojson, "csv": read_csv}


async def test_pages_join_without_a_ping_twice_or_missed(rows: Any):
    """Also where many have one time and one receipt."""
    found = judged(FIELD)
    await put_papers(rows, FIELD)
    twins = [msgspec.structs.replace(found.pings[0], speed_kmh=float(number)) for number in range(7)]
    await put_pings(rows, [*found.pings, *twins])
    for page in (1, 2, 3, 1000):
        pages = [one async for one in page_pings(rows, UNIT, 0, ms(10_000), page)]
        assert all(pages)
        stored = [(one.ping.utc_ms, one.offset) for pieces in pages for one in pieces]
        assert len(stored) == len(set(stored)) == len(found.pings) + 7
        assert [utc_ms for utc_ms, _ in stored] == sorted(utc_ms for utc_ms, _ in stored)
