"""The road as the centre sees it: who is out and in need, where things were said, the files; and who was reached."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from dashboard.given import NO_STORE, UNPACKED, GivenNow, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.incidents.acting import MAX_TEXT
from dashboard.incidents.noting import noted
from dashboard.problems import Problem, bad_parameter, not_found
from dashboard.road import answers
from dashboard.road.acting import write_step
from dashboard.road.case import shown_spot, shown_stay, shown_where
from dashboard.road.given import GivenRoad
from dashboard.road.steps import reached
from geofences.projection import distance_m
from models.road import RoadFile
from models.times import to_iso
from storage.incidents import load_incidents, take_turn
from storage.merges import all_of, case_of
from storage.road import read_officers, read_stay, read_stays, read_told, save_stay
from storage.road_files import read_file, read_files

_SHOWN_IN_PLACE: Final = ("image/", "audio/", "video/")
_READ_BYTES: Final = 1 << 18


@get("/officers", response_headers=NO_STORE, responses=problem_specs(503))
async def list_officers(pool: GivenPool, now: GivenNow, road: GivenRoad) -> Response[answers.Officers]:
    """Everybody who is out with a case or asks for help, those in need first."""
    rows = await read_officers(pool)
    known = await road.surroundings.known(pool, now()) if rows else {}
    return json_answer(
        answers.Officers(
            items=[
                answers.Officer(
                    **msgspec.structs.asdict(shown_stay(row.stay)), plate=row.plate, province=row.province,
                    where=shown_where(known, place.lat, place.lon) if (place := row.stay.place) else None,
                )
                for row in rows
            ]
        )
    )


@get("/incidents/{incident_id:str}/road", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_road(pool: GivenPool, incident_id: FromPath[str]) -> Response[answers.RoadStory]:
    """Who is with an incident, when and where its lines were said, and its files."""
    case_id = await case_of(pool, incident_id)
    if not await load_incidents(pool, [case_id]):
        raise not_found("incident", "เหตุการณ์", incident_id)
    ids = await all_of(pool, case_id)
    told = await read_told(pool, ids)
    return json_answer(
        answers.RoadStory(
            officers=[shown_stay(stay) for stay in await read_stays(pool, case_id)],
            told=[
                answers.Told(
                    incident_id=row.incident_id, version=row.version, at=to_iso(row.said_ms),
                    place=shown_spot(row.place),
                )
                for row in told
            ],
            files=[shown_file(file) for file in await read_files(pool, ids)],
        )
    )


@get(
    "/incidents/{incident_id:str}/files/{file_id:str}",
    opt={UNPACKED: True},
    responses={
        200: ResponseSpec(
            data_container=bytes, media_type="application/octet-stream", description="the file, as what it is",
            generate_examples=False,
        ),
        **problem_specs(400, 404, 503),
    },
)  # fmt: skip
async def show_file(pool: GivenPool, road: GivenRoad, incident_id: FromPath[str], file_id: FromPath[str]) -> Stream:
    """A file of an incident, byte for byte as it was taken."""
    file = await read_file(pool, file_id)
    is_of_case = file is not None and await case_of(pool, file.incident_id) == await case_of(pool, incident_id)
    if file is None or not is_of_case or file.whole_ms is None:
        raise not_found("file", "ไฟล์", file_id)
    path = road.vault.path(file_id)
    if not await asyncio.to_thread(path.is_file):
        raise Problem(
            404,
            f"the bytes of {file_id!r} are not in WASTETRACK_FILES: see the backup",
            f"ไม่พบข้อมูลของไฟล์ {file_id!r} ในที่เก็บ",
        )
    # A name of the phone's is no name of ours: it goes nowhere but into the page.
    way = "inline" if file.media_type.startswith(_SHOWN_IN_PLACE) else "attachment"
    return Stream(
        _bytes_of(path), media_type=file.media_type,
        headers={
            "Content-Length": str(file.size), "Content-Disposition": f'{way}; filename="{file_id}"',
            "Cache-Control": "private, max-age=31536000, immutable", "ETag": f'"{file.sha256.hex()}"',
        },
    )  # fmt: skip


@post(
    "/incidents/{incident_id:str}/reached", status_code=200, response_headers=NO_STORE,
    responses=problem_specs(400, 403, 404, 503),
)  # fmt: skip
async def tell_reached(
    pool: GivenPool, now: GivenNow, person: GivenPerson, incident_id: FromPath[str], data: JSONBody[answers.ReachedForm]
) -> Response[answers.Out]:
    """Notes that the centre has heard of an officer, and what: the timer begins anew, a call for help is answered."""
    person.needs("officer")
    text = data.text.strip()
    if not text or len(text) > MAX_TEXT or "\x00" in text:
        raise bad_parameter("text", "say what was heard", "กรุณาระบุว่าได้รับทราบอะไร")
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        case_id = await case_of(connection, incident_id)
        found = await load_incidents(connection, [case_id])
        stay = await read_stay(connection, case_id, data.person)
        if not found or not stay.changed_ms:
            raise not_found("officer", "เจ้าหน้าที่", data.person)
        after = reached(stay, now())
        await save_stay(connection, after)
        said = f"{data.person}: {text}"
        changed, line = noted(found[0], "reached", found[0].state, now(), who=person.name, text=said)
        await write_step(connection, found[0], changed, line, None, now())
    return json_answer(shown_stay(after))


def shown_file(file: RoadFile) -> answers.RoadFile:
    """A whole file, with what it says itself held against what the phone said."""
    return answers.RoadFile(
        file_id=file.file_id, person=file.person, sha256=file.sha256.hex(), size=file.size,
        media_type=file.media_type, name=file.name, taken_at=to_iso(file.taken_ms), came_at=to_iso(file.whole_ms or 0),
        place=shown_spot(file.place), own=_own(file),
    )  # fmt: skip


def _own(file: RoadFile) -> answers.OwnPlace | None:
    own, place = file.own_place, file.place
    if file.own_ms is None and own is None:
        return None
    apart_m = None if own is None or place is None else distance_m(own.lon, own.lat, place.lon, place.lat)
    return answers.OwnPlace(
        at=None if file.own_ms is None else to_iso(file.own_ms), zoned=file.own_zone,
        lat=None if own is None else own.lat, lon=None if own is None else own.lon,
        apart_m=None if apart_m is None else round(apart_m),
        apart_s=None if file.own_ms is None else (file.own_ms - file.taken_ms) / 1000,
    )  # fmt: skip


async def _bytes_of(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, _READ_BYTES):
            yield piece
