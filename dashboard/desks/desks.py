"""The desks: listed, put, and taken away, each change over the version that was seen."""

import re
from collections.abc import Collection, Sequence
from typing import Annotated, Any, Final

from litestar import Response, delete, get, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter

from dashboard.desks import answers, arranging
from dashboard.desks.watching import in_order
from dashboard.given import (
    NO_STORE,
    GivenEstates,
    GivenNow,
    GivenPerson,
    GivenPool,
    json_answer,
    problem_specs,
)
from dashboard.people.person import Person
from dashboard.problems import Problem, bad_parameter, not_found
from models.desk import Desk, DeskChange, DeskDeed
from models.times import to_iso
from storage.audit import audit
from storage.desk_changes import add_desk_change, read_desk_changes, read_desks_version
from storage.desks import lock_desks, read_desks, write_desks

_DESK_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_AUDITED: Final[dict[DeskDeed, str]] = {"put": "desk arranged", "removed": "desk removed"}
_REFUSED: Final = problem_specs(400, 403, 404, 503) | {
    409: ResponseSpec(
        data_container=answers.DesksOvertaken, media_type="application/problem+json", generate_examples=False,
        description="somebody was first (`since`, and how the desks stand in `current`), or nobody would have the rest",
    )
}  # fmt: skip


@get("/desks", response_headers=NO_STORE, responses=problem_specs(503))
async def list_desks(pool: GivenPool) -> Response[answers.DeskList]:
    """The desks in the order in which a queue passes on; one of all where none was arranged."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        return json_answer(await _listed(connection))


@put("/desks/{desk_id:str}", response_headers=NO_STORE, responses=_REFUSED)
async def put_desk(
    pool: GivenPool,
    now: GivenNow,
    estates: GivenEstates,
    person: GivenPerson,
    desk_id: FromPath[str],
    data: JSONBody[answers.DeskSaid],
) -> Response[answers.DeskList]:
    """Makes or changes a desk; its estates leave others, and so does the rest if it takes that.

    Only over the desks as they were seen: a 409 says who changed which of them since.
    """
    person.needs("supervisor")
    desk = _desk_of(desk_id, data)
    in_force = (await estates.in_force(pool, now())).estates
    async with pool.acquire() as connection, connection.transaction():
        desks = await _desks_as_seen(connection, data.version)
        _check_estates(desk, desks, in_force)
        await _write(connection, arranging.put(desks, desk), desk_id)
        await _note(connection, person, desk_id, "put", _told(desk))
        return json_answer(await _listed(connection))


@delete("/desks/{desk_id:str}", status_code=204, response_headers=NO_STORE, responses=_REFUSED)
async def remove_desk(
    pool: GivenPool,
    person: GivenPerson,
    desk_id: FromPath[str],
    version: Annotated[int, QueryParameter(ge=0, description="of the desks as they were seen, all together")],
) -> None:
    """Takes a desk away; its estates go to the one for the rest. Hand-overs are kept."""
    person.needs("supervisor")
    async with pool.acquire() as connection, connection.transaction():
        desks = await _desks_as_seen(connection, version)
        await _write(connection, arranging.remove(desks, desk_id), desk_id)
        await _note(connection, person, desk_id, "removed", "")


async def check_desk(connection: Any, desk_id: str) -> None:
    """Raises a 404 problem where there is no such desk."""
    if all(desk.desk_id != desk_id for desk in in_order(await read_desks(connection))):
        raise no_such_desk(desk_id)


def no_such_desk(desk_id: str) -> Problem:
    """The 404 that names a desk."""
    return not_found("desk", "โต๊ะเฝ้าระวัง", desk_id)


async def _desks_as_seen(connection: Any, version: int) -> list[Desk]:
    """The desks, which nobody else changes now; raises a 409 problem where they are no longer the version seen."""
    await lock_desks(connection)
    newest = await read_desks_version(connection)
    if version > newest:
        raise bad_parameter("version", f"the newest is {newest}", f"รุ่นล่าสุดคือ {newest}")
    if since := await read_desk_changes(connection, version):
        last = since[-1]
        raise Problem(
            409,
            f"{last.person} changed desk {last.desk_id} in the meantime; nothing of yours was written",
            f"{last.person} แก้ไขโต๊ะ {last.desk_id} ก่อนหน้านี้ ข้อมูลของท่านยังไม่ถูกบันทึก",
            more={"since": [_shown_change(one) for one in since], "current": await _listed(connection)},
        )
    return await read_desks(connection)


async def _note(connection: Any, person: Person, desk_id: str, deed: DeskDeed, why: str) -> None:
    await add_desk_change(connection, person.name, desk_id, deed)
    await audit(connection, person.name, _AUDITED[deed], desk_id, why)


async def _listed(connection: Any) -> answers.DeskList:
    desks = await read_desks(connection)
    return answers.DeskList(
        items=[_shown(desk) for desk in in_order(desks)], arranged=bool(desks),
        version=await read_desks_version(connection),
    )  # fmt: skip


def _told(desk: Desk) -> str:
    """A desk in the words of the audit."""
    has = [*desk.zone_ids, *(["the rest"] if desk.for_the_rest else [])]
    return f"{desk.name_th} / {desk.name_en}, order {desk.order_no}: {', '.join(has) or 'nothing'}"


async def _write(connection: Any, arranged: arranging.Arranged, desk_id: str) -> None:
    match arranged.why:
        case "unknown":
            raise no_such_desk(desk_id)
        case "has_the_rest":
            raise Problem(
                409,
                f"desk {desk_id!r} has what lies in no estate; give that to another desk first (for_the_rest)",
                f"โต๊ะ {desk_id!r} ดูแลพื้นที่นอกนิคมอยู่ ต้องมอบให้โต๊ะอื่นก่อน (for_the_rest)",
                more={"since": [], "current": await _listed(connection)},
            )
        case "done":
            await write_desks(connection, arranged.desks)


def _desk_of(desk_id: str, said: answers.DeskSaid) -> Desk:
    if _DESK_ID.fullmatch(desk_id) is None:
        raise bad_parameter(
            "desk_id",
            "write small Latin letters, digits and hyphens, at most 40",
            "ใช้อักษรละตินตัวเล็ก ตัวเลข และขีด ไม่เกิน 40 ตัว",
        )
    return Desk(
        desk_id=desk_id,
        name_th=said.name_th.strip(),
        name_en=said.name_en.strip(),
        zone_ids=tuple(sorted(set(said.zone_ids))),
        order_no=said.order,
        for_the_rest=said.for_the_rest,
    )


def _check_estates(desk: Desk, desks: Sequence[Desk], in_force: Collection[str]) -> None:
    # An estate that has ended since may stay where it is: else the desk could not be changed any more.
    kept = {zone_id for one in desks if one.desk_id == desk.desk_id for zone_id in one.zone_ids}
    unknown = [zone_id for zone_id in desk.zone_ids if zone_id not in kept and zone_id not in in_force]
    if unknown:
        named = ", ".join(unknown[:5])
        raise bad_parameter("zone_ids", f"no estate in force: {named}", f"ไม่ใช่นิคมที่ใช้อยู่: {named}")


def _shown(desk: Desk) -> answers.Desk:
    return answers.Desk(
        desk_id=desk.desk_id,
        name_th=desk.name_th,
        name_en=desk.name_en,
        zone_ids=list(desk.zone_ids),
        order=desk.order_no,
        for_the_rest=desk.for_the_rest,
    )


def _shown_change(change: DeskChange) -> answers.DeskChange:
    return answers.DeskChange(
        version=change.version, at=to_iso(change.at_ms), person=change.person, desk_id=change.desk_id, deed=change.deed
    )
