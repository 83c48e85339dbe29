"""The calls for a trip's files: the pings from its departure to its end, sent on as they are read."""

from collections.abc import AsyncIterator, Callable
from typing import Final

import msgspec
from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from dashboard.given import (
    UNPACKED,
    GivenExplainer,
    GivenNoted,
    GivenPerson,
    GivenPool,
    GivenReach,
    problem_specs,
)
from dashboard.lookups.noted import Looked
from dashboard.trip_page.downloads.file_name import disposition, file_name
from dashboard.trip_page.downloads.geojson import GeoJsonWriter
from dashboard.trip_page.downloads.gpx import GpxWriter
from dashboard.trip_page.downloads.kml import KmlWriter
from dashboard.trip_page.downloads.table import CsvWriter
from dashboard.trip_page.downloads.writer import Writer
from dashboard.trip_page.told import Told
from dashboard.trips import read_seen_trip
from storage.pings import StoredPing
from storage.trip_pings import page_pings

GPX_TYPE: Final = "application/gpx+xml"
KML_TYPE: Final = "application/vnd.google-earth.kml+xml"
GEOJSON_TYPE: Final = "application/geo+json"
CSV_TYPE: Final = "text/csv; charset=utf-8"
PAGE: Final = 2_000


class TrackFile(msgspec.Struct, frozen=True):
    """One kind of file: the end of its name, its type, who writes it, what the call gives and what the file holds."""

    ending: str
    media_type: str
    build: Callable[[Told, float], Writer]
    gives: str
    holds: str


FILES: Final = (
    TrackFile(
        "gpx", GPX_TYPE, GpxWriter, "The fixes of a trip as GPX.",
        "GPX 1.1: the fixes, a segment for each stretch in which it was seen",
    ),
    TrackFile(
        "kml", KML_TYPE, KmlWriter, "The fixes of a trip as KML.",
        "KML 2.2: the fixes with their times, and a line for each such stretch",
    ),
    TrackFile(
        "geojson", GEOJSON_TYPE, GeoJsonWriter, "The fixes of a trip as GeoJSON.",
        "GeoJSON: the fixes as points, and a line for each such stretch",
    ),
    TrackFile(
        "csv", CSV_TYPE, CsvWriter, "Every ping of a trip as a table.",
        "CSV in UTF-8 with a byte order mark: every ping, units in the columns' names",
    ),
)  # fmt: skip


def _route(file: TrackFile) -> HTTPRouteHandler:
    async def track(
        pool: GivenPool, explainer: GivenExplainer, reach: GivenReach, person: GivenPerson, noted: GivenNoted,
        trip_id: FromPath[str], why: FromQuery[str] = "",
    ) -> Stream:  # fmt: skip
        told = Told.of((await read_seen_trip(pool, trip_id, reach)).body)
        await noted(person, Looked(kind="track", asked={"trip_id": trip_id, "file": file.ending}), why)
        writer = file.build(told, explainer.thresholds.common.verdict.unseen_s)
        pages = page_pings(pool, told.unit_id, told.started_ms, told.until_ms, PAGE)
        # Before the answer begins: a database that is away can still be said as a problem.
        first: list[StoredPing] = await anext(pages, [])
        headers = {"Content-Disposition": disposition(file_name(told, file.ending)), "Cache-Control": "no-store"}
        return Stream(_written(writer, first, pages), media_type=file.media_type, headers=headers)

    track.__name__, track.__doc__ = f"track_{file.ending}", file.gives  # as the API's description has them
    described = ResponseSpec(
        data_container=str, media_type=file.media_type.partition(";")[0], description=file.holds,
        generate_examples=False,
    )  # fmt: skip
    return get(
        f"/trips/{{trip_id:str}}/track.{file.ending}", opt={UNPACKED: True}, media_type=file.media_type,
        responses={200: described, **problem_specs(400, 404, 503)},
    )(track)  # fmt: skip


TRACK_ROUTES: Final = tuple(_route(file) for file in FILES)


async def _written(
    writer: Writer, first: list[StoredPing], pages: AsyncIterator[list[StoredPing]]
) -> AsyncIterator[bytes]:
    yield (writer.head() + writer.rows(first)).encode()
    async for page in pages:
        yield writer.rows(page).encode()
    yield writer.tail().encode()
