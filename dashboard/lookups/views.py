"""Saved views: pages that whoever asks wants to find again."""

from typing import Annotated, Final

from litestar import Response, delete, get, post
from litestar.params import JSONBody, PathParameter

from dashboard.given import NO_STORE, GivenNow, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.lookups import answers
from dashboard.problems import Problem, bad_parameter, not_found
from models.times import to_iso
from storage.saved_views import SavedView, drop_view, read_views, save_view

MAX_NAME: Final = 80
MAX_ADDRESS: Final = 8_000
MAX_VIEWS: Final = 100


@get("/views", response_headers=NO_STORE, responses=problem_specs(503))
async def list_views(pool: GivenPool, person: GivenPerson) -> Response[answers.ViewList]:
    """The saved pages of whoever asks, by name."""
    return json_answer(answers.ViewList(items=[_shown(view) for view in await read_views(pool, person.name)]))


@post("/views", status_code=201, response_headers=NO_STORE, responses=problem_specs(400, 503))
async def add_view(
    pool: GivenPool, person: GivenPerson, now: GivenNow, data: JSONBody[answers.ViewToSave]
) -> Response[answers.View]:
    """Saves a page under a name, in the place of one that had this name."""
    person.needs("viewer")
    name = " ".join(data.name.split())
    if not 1 <= len(name) <= MAX_NAME:
        raise bad_parameter("name", f"1 to {MAX_NAME} characters", f"ต้องมี 1 ถึง {MAX_NAME} ตัวอักษร")
    if not data.address.startswith("?") or len(data.address) > MAX_ADDRESS:
        raise bad_parameter(
            "address",
            f"the query part of a page's address, from '?' on, at most {MAX_ADDRESS} characters",
            f"ส่วนของที่อยู่หน้าเว็บตั้งแต่ '?' ไม่เกิน {MAX_ADDRESS} ตัวอักษร",
        )
    view = await save_view(pool, person.name, name, data.address, now(), MAX_VIEWS)
    if view is None:
        raise Problem(
            400,
            f"{MAX_VIEWS} views are saved already; delete one first",
            f"บันทึกมุมมองไว้ครบ {MAX_VIEWS} รายการแล้ว ให้ลบบางรายการก่อน",
        )
    answer: Response[answers.View] = json_answer(_shown(view))
    answer.status_code = 201
    return answer


@delete("/views/{view_id:int}", status_code=204, response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def delete_view(
    pool: GivenPool, person: GivenPerson, view_id: Annotated[int, PathParameter(ge=1, lt=2**62)]
) -> None:
    """Takes a saved page of whoever asks away."""
    person.needs("viewer")
    if not await drop_view(pool, person.name, view_id):
        raise not_found("view", "มุมมอง", str(view_id))


def _shown(view: SavedView) -> answers.View:
    return answers.View(
        view_id=view.view_id, name=view.name, address=view.address, saved_at=to_iso(view.saved_ms)
    )
