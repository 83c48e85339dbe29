"""Files that come in pieces: announced once, added to where the last ended, and whole once their bytes are right."""

import asyncio
import base64
import binascii
import secrets
from collections.abc import AsyncIterable, Callable
from typing import Any, Final

import msgspec

from dashboard.problems import Problem, bad_parameter, not_found
from dashboard.road.acting import naming_maker, read_spot, read_time, told, write_step
from dashboard.road.answers import Spot
from dashboard.road.door import refusal
from dashboard.road.given import MB, Road
from dashboard.road.kinds import kind_of, may_come, plain
from dashboard.road.photograph import read_own
from models.incident import Incident, LogLine
from models.road import RoadFile
from ops.case_link import CaseLink
from storage.incidents import load_incidents, take_turn
from storage.merges import all_of, case_of
from storage.road_files import announce_file, announced_as, announced_by, read_file, save_whole

MAX_NAME: Final = 200
MOST_FILES: Final = 200
MOST_BYTES: Final = 2_000 * MB
"""How many files, and bytes in all, a person sends to one case."""

Limits = tuple[int, int]
Noting = Callable[[Incident, RoadFile, CaseLink, int], tuple[Incident, LogLine]]
"""What becomes of an incident when a file of it has come whole, and the line of its log that says so."""

_SHA256_DIGITS: Final = 64


def read_metadata(text: str) -> dict[str, str]:
    """What stands in `Upload-Metadata`: names, each with a text in base64; raises a 400 problem."""
    found = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, coded = pair.partition(" ")
        try:
            found[name] = base64.b64decode(coded, validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise bad_parameter("Upload-Metadata", f"{name!r} is no base64 of UTF-8", f"{name!r} ไม่ถูกต้อง") from error
    return found


def announced(told_of: dict[str, str], size: int, link: CaseLink, now_ms: int) -> RoadFile:
    """The file that is announced; raises a 400 or 415 problem."""
    digest = told_of.get("sha256", "").lower()
    if len(digest) != _SHA256_DIGITS or set(digest) - set("0123456789abcdef"):
        raise bad_parameter("sha256", "64 hexadecimal digits", "ต้องเป็นเลขฐานสิบหก 64 หลัก")
    declared = told_of.get("filetype", "")
    if not may_come(declared):
        raise not_taken(plain(declared))
    name = " ".join(told_of.get("filename", "").replace("\x00", "").split())[:MAX_NAME]
    return RoadFile(
        file_id=secrets.token_hex(16), incident_id=link.incident_id, person=link.person, sha256=bytes.fromhex(digest),
        size=size, media_type=plain(declared), name=name, place=_place(told_of, now_ms),
        taken_ms=read_time("taken_at", told_of.get("taken_at"), now_ms),
    )  # fmt: skip


def not_taken(kind: str) -> Problem:
    """The 415 of a file of a kind that is not taken."""
    return Problem(
        415,
        f"files of this kind are not taken ({kind}): send pictures, sound, video or PDF",
        "ไม่รับไฟล์ชนิดนี้ กรุณาส่งภาพ เสียง วิดีโอ หรือ PDF",
    )


async def announce(
    pool: Any, road: Road, link: CaseLink, size: int, metadata: str, now_ms: int, limits: Limits | None = None
) -> RoadFile:
    """Makes room for a file, or finds the room that the same bytes were given before; raises problems."""
    most_files, most_bytes = limits or (MOST_FILES, MOST_BYTES)
    if size > road.largest_bytes:
        most = road.largest_bytes // MB
        raise Problem(413, f"a file has at most {most} MB", f"ไฟล์ใหญ่ได้ไม่เกิน {most} MB")
    file = announced(read_metadata(metadata), size, link, now_ms)
    await asyncio.to_thread(road.vault.sweep)
    async with pool.acquire() as connection, connection.transaction():
        if not await load_incidents(connection, [link.incident_id]):
            raise not_found("case", "เรื่อง", link.incident_id)
        files, total = await announced_by(connection, file.incident_id, file.person, file.sha256)
        if files >= most_files or total + size > most_bytes:
            raise _too_many(most_files, most_bytes)
        known = await announced_as(connection, await all_of(connection, link.incident_id), file.person, file.sha256)
        known = known or await announce_file(connection, file, now_ms)
        to_come = size - await come_so_far(road, known)
        if to_come and not await asyncio.to_thread(road.vault.has_room, to_come):
            raise _no_room()
        return known


async def find(pool: Any, link: CaseLink, file_id: str) -> RoadFile:
    """A file that this link may send; raises a 403 or 404 problem."""
    file = await read_file(pool, file_id)
    if file is None:
        raise not_found("file", "ไฟล์", file_id)
    is_of_case = await case_of(pool, file.incident_id) == await case_of(pool, link.incident_id)
    if not is_of_case or file.person != link.person:
        raise refusal("another_case")
    return file


async def come_so_far(road: Road, file: RoadFile) -> int:
    """How many bytes of a file have come."""
    return file.size if file.whole_ms is not None else await asyncio.to_thread(road.vault.size, file.file_id)


async def add(
    pool: Any, road: Road, link: CaseLink, file: RoadFile, offset: int, pieces: AsyncIterable[bytes], now_ms: int,
    noting: Noting | None = None,
) -> tuple[RoadFile, int]:
    """Adds a piece of a file as it comes, and makes the file whole with its last; gives it and how far it is.

    What has come of a piece that breaks off stays. Raises a 409 problem where the piece does not begin at the end, or
    somebody else adds to the file, a 413 where it is longer than announced, and those of `_finish`.
    """
    if offset != await come_so_far(road, file):
        raise _elsewhere()
    if file.whole_ms is not None:
        return file, offset
    async for piece in pieces:
        if offset + len(piece) > file.size:
            raise Problem(413, "more bytes than were announced", "ข้อมูลยาวกว่าที่แจ้งไว้")
        if piece and not await asyncio.to_thread(road.vault.append, file.file_id, offset, piece):
            raise _elsewhere()
        offset += len(piece)
    if offset != file.size:
        return file, offset
    return await _finish(pool, road, link, file, now_ms, noting or officers_line), offset


def officers_line(incident: Incident, file: RoadFile, link: CaseLink, now_ms: int) -> tuple[Incident, LogLine]:
    """The incident after a file of an officer has come whole, and the line of its log."""
    changed, line = told(incident, "finding", file.person, file.name or file.media_type, now_ms, deed="file")
    return changed, naming_maker(line, link)


async def _finish(
    pool: Any, road: Road, link: CaseLink, file: RoadFile, now_ms: int, noting: Noting
) -> RoadFile:
    """The file as whole, in the case and in its log; raises a 422 or 415 problem and forgets bytes that are wrong."""
    digest, head = await asyncio.to_thread(road.vault.examine, file.file_id)
    kind = kind_of(head, file.media_type)
    if digest != file.sha256 or kind is None:
        await asyncio.to_thread(road.vault.drop, file.file_id)
        raise _not_the_same() if digest != file.sha256 else not_taken(file.media_type)
    # Before the turn, for which the whole gathering waits: these bytes are a stranger's.
    own = await asyncio.to_thread(read_own, road.vault.found(file.file_id), kind, road.timezone)
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        known = await read_file(connection, file.file_id)
        if known is not None and known.whole_ms is not None:
            return known
        await asyncio.to_thread(road.vault.keep, file.file_id)
        whole = msgspec.structs.replace(
            file, media_type=kind, whole_ms=now_ms, own_ms=own.at_ms, own_zone=own.zoned, own_place=own.place
        )
        incident = (await load_incidents(connection, [await case_of(connection, file.incident_id)]))[0]
        changed, line = noting(incident, whole, link, now_ms)
        await write_step(connection, incident, changed, line, file.place, file.taken_ms)
        await save_whole(connection, whole)
        return whole


def _place(told_of: dict[str, str], now_ms: int) -> Any:
    if "lat" not in told_of or "lon" not in told_of:
        return None
    try:
        spot = Spot(
            lat=float(told_of["lat"]), lon=float(told_of["lon"]), at=told_of.get("taken_at"),
            accuracy_m=float(told_of["accuracy_m"]) if told_of.get("accuracy_m") else None,
        )  # fmt: skip
    except ValueError as error:
        raise bad_parameter("lat", "no number", "ไม่ใช่ตัวเลข") from error
    return read_spot(spot, now_ms)


def _no_room() -> Problem:
    return Problem(
        507,
        "the centre's disk is full: keep the file on the phone, it is sent later, and tell the centre",
        "พื้นที่เก็บไฟล์ของศูนย์เต็ม ไฟล์ยังอยู่ในเครื่องและจะส่งใหม่ภายหลัง กรุณาแจ้งศูนย์",
    )


def _too_many(most_files: int, most_bytes: int) -> Problem:
    return Problem(
        413,
        f"a person sends at most {most_files} files and {most_bytes // MB} MB to one case",
        f"ส่งไฟล์ในเรื่องเดียวได้ไม่เกินคนละ {most_files} ไฟล์ และรวมไม่เกิน {most_bytes // MB} MB",
    )


def _elsewhere() -> Problem:
    return Problem(
        409, "the file does not end there: ask how far it has come", "ไฟล์ไม่ได้สิ้นสุดตรงนั้น ให้ถามก่อนว่าได้รับถึงไหนแล้ว"
    )


def _not_the_same() -> Problem:
    return Problem(
        422,
        "the bytes that came are not those that were announced: send the file again",
        "ข้อมูลที่ได้รับไม่ตรงกับที่แจ้งไว้ กรุณาส่งไฟล์ใหม่ทั้งไฟล์",
    )
