"""One permit in force, with its routes."""

from litestar import Response, get
from litestar.params import FromPath

from dashboard import answers
from dashboard.given import NO_STORE, GivenNow, GivenPool, GivenReach, json_answer, problem_specs
from dashboard.problems import not_found
from models.names import normal_number
from models.permit import Factory, Permit, PermitStatus
from models.reach import Reach
from models.reference import in_force, permit_status, timeline
from storage.reference import load_key


@get("/permits/{permit_no:path}", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_permit(
    pool: GivenPool, now: GivenNow, reach: GivenReach, permit_no: FromPath[str]
) -> Response[answers.Permit]:
    """The version in force of a permit, its number in any spelling."""
    asked = permit_no.removeprefix("/")
    key = normal_number(asked)
    versions = await load_key(pool, "permits", key)
    at_ms = now()
    newest = in_force(versions, at_ms)
    if newest is None or not isinstance(newest.body, Permit) or (reach is not None and key not in reach.papers):
        raise not_found("permit", "ใบอนุญาต", asked)
    status = permit_status(timeline(versions), at_ms) or newest.body.status
    return json_answer(shown_permit(newest.body, status, reach))


def shown_permit(permit: Permit, status: PermitStatus, reach: Reach | None = None) -> answers.Permit:
    """A permit as the API shows it: the fields that it knows, no other; to a carrier of the trucks its own."""
    is_whole = reach is None or permit.permit_no in reach.permits
    vehicles = [one for one in permit.vehicles if is_whole or (reach is not None and one.plate_key in reach.plates)]
    return answers.Permit(
        permit_no=permit.permit_no,
        status=status,
        valid_from=permit.valid_from.isoformat(),
        valid_to=permit.valid_to.isoformat(),
        generator=_factory(permit.generator),
        items=[
            answers.PermitItem(
                item_no=item.item_no,
                waste_code=item.waste_code,
                waste_name_th=item.waste_name_th,
                management_code=item.management_code,
                quantity_t=item.quantity_t,
                monthly_t=list(item.monthly_t),
                processor=_factory(item.processor),
                consent=item.consent,
            )
            for item in permit.items
        ],
        routes=[
            answers.PermitRoute(
                route_id=route.route_id,
                item_nos=list(route.item_nos),
                corridor_m=route.corridor_m,
                line=answers.Geometry(type="LineString", coordinates=[list(point) for point in route.line]),
            )
            for route in permit.routes
        ],
        vehicles=[answers.PermitVehicle(plate=one.plate, province=one.province) for one in vehicles],
        allowed_stop_zone_ids=list(permit.allowed_stop_zone_ids),
        time_windows=[
            answers.TimeWindow(days=list(one.days), from_=_hour(one.from_min), to=_hour(one.to_min))
            for one in permit.time_windows
        ],
    )


def _factory(factory: Factory) -> answers.Factory:
    return answers.Factory(
        factory_no=factory.factory_no, name_th=factory.name_th, name_en=factory.name_en, zone_id=factory.zone_id
    )


def _hour(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
