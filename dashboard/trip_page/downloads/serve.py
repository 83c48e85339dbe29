"""The calls for a trip's files: the pings from its departure to its end, sent on as they are read."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath
from litestar.response import Stream

from dashboard.given import UNPACKED, GivenExplainer, GivenPool, problem_specs
from dashboard.problems import not_found
from dashboard.trip_page.downloads.file_name import disposition, file_name
from dashboard.trip_page.downloads.geojson import GeoJsonWriter
from dashboard.trip_page.downloads.gpx import GpxWriter
from dashboard.trip_page.downloads.kml import KmlWriter
from dashboard.trip_page.downloads.table import CsvWriter
from dashboard.trip_page.downloads.writer import Writer
from dashboard.trip_page.told import Told
from storage.lists_trips import read_trip
from storage.pings import StoredPing
from storage.trip_pings import page_pings
from streams.explain.from_database import Explainer

GPX_TYPE: Final = "application/gpx+xml"
KML_TYPE: Final = "application/vnd.google-earth.kml+xml"
GEOJSON_TYPE: Final = "application/geo+json"
CSV_TYPE: Final = "text/csv; charset=utf-8"
PAGE: Final = 2_000


def _described(media_type: str, of: str) -> dict[int, ResponseSpec]:
    file = ResponseSpec(data_container=str, media_type=media_type, description=of, generate_examples=False)
    return {200: file, **problem_specs(400, 404, 503)}


@get(
    "/trips/{trip_id:str}/track.gpx", opt={UNPACKED: True}, media_type=GPX_TYPE,
    responses=_described(GPX_TYPE, "GPX 1.1: the fixes, a segment for each stretch in which it was seen"),
)  # fmt: skip
async def track_gpx(pool: GivenPool, explainer: GivenExplainer, trip_id: FromPath[str]) -> Stream:
    """The fixes of a trip as GPX."""
    return await _file(pool, explainer, trip_id, "gpx", GPX_TYPE, GpxWriter)


@get(
    "/trips/{trip_id:str}/track.kml", opt={UNPACKED: True}, media_type=KML_TYPE,
    responses=_described(KML_TYPE, "KML 2.2: the fixes with their times, and a line for each such stretch"),
)  # fmt: skip
async def track_kml(pool: GivenPool, explainer: GivenExplainer, trip_id: FromPath[str]) -> Stream:
    """The fixes of a trip as KML."""
    return await _file(pool, explainer, trip_id, "kml", KML_TYPE, KmlWriter)


@get(
    "/trips/{trip_id:str}/track.geojson", opt={UNPACKED: True}, media_type=GEOJSON_TYPE,
    responses=_described(GEOJSON_TYPE, "GeoJSON: the fixes as points, and a line for each such stretch"),
)  # fmt: skip
async def track_geojson(pool: GivenPool, explainer: GivenExplainer, trip_id: FromPath[str]) -> Stream:
    """The fixes of a trip as GeoJSON."""
    return await _file(pool, explainer, trip_id, "geojson", GEOJSON_TYPE, GeoJsonWriter)


@get(
    "/trips/{trip_id:str}/track.csv", opt={UNPACKED: True}, media_type=CSV_TYPE,
    responses=_described("text/csv", "CSV in UTF-8 with a byte order mark: every ping, units in the columns' names"),
)  # fmt: skip
async def track_csv(pool: GivenPool, explainer: GivenExplainer, trip_id: FromPath[str]) -> Stream:
    """Every ping of a trip as a table."""
    return await _file(pool, explainer, trip_id, "csv", CSV_TYPE, CsvWriter)


async def _file(
    pool: Any, explainer: Explainer, trip_id: str, ending: str, media_type: str,
    build: Callable[[Told, float], Writer],
) -> Stream:  # fmt: skip
    row = await read_trip(pool, trip_id)
    if row is None:
        raise not_found("trip", "เที่ยวรถ", trip_id)
    told = Told.of(row.body)
    writer = build(told, explainer.thresholds.common.verdict.unseen_s)
    pages = page_pings(pool, told.unit_id, told.started_ms, told.until_ms, PAGE)
    # Before the answer begins: a database that is away can still be said as a problem.
    first: list[StoredPing] = await anext(pages, [])
    headers = {"Content-Disposition": disposition(file_name(told, ending)), "Cache-Control": "no-store"}
    return Stream(_written(writer, first, pages), media_type=media_type, headers=headers)


async def _written(
    writer: Writer, first: list[StoredPing], pages: AsyncIterator[list[StoredPing]]
) -> AsyncIterator[bytes]:
    yield (writer.head() + writer.rows(first)).encode()
    async for page in pages:
        yield writer.rows(page).encode()
    yield writer.tail().encode()
