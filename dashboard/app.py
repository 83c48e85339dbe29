"""The web application: routes, what they are given, how errors look, and the headers on everything."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import Litestar, Request, Response, Router, get
from litestar.config.compression import CompressionConfig
from litestar.di import NamedDependency, Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.params import SkipValidation
from litestar.types import Message, Scope

from dashboard import alerts, events, live, permits, problems, summary, trips, units, unresolved, why, zones
from dashboard.answers import PageSettings
from dashboard.desks.routes import DESK_ROUTES
from dashboard.duty.calendar import DutyCalendar
from dashboard.duty.routes import DUTY_ROUTES
from dashboard.estates import Estates
from dashboard.feed import Feed
from dashboard.files import show_page
from dashboard.given import GIVEN, NO_STORE, UNPACKED, GivenNow, GivenPool, GivenReaches, json_answer
from dashboard.incidents import case_routes as cases
from dashboard.incidents import names
from dashboard.incidents import routes as incidents
from dashboard.incidents import shelf_routes as shelves
from dashboard.lookups import area, views
from dashboard.lookups import names as looked_up
from dashboard.lookups.noted import build_noted
from dashboard.numbers import routes as numbers
from dashboard.numbers.counting import Counting
from dashboard.numbers.load import budget_of
from dashboard.numbers.trend import Trends
from dashboard.page import Page
from dashboard.parties.door import give_party_link
from dashboard.parties.given import PartyDesk
from dashboard.parties.page_routes import PARTY_PAGE_ROUTES
from dashboard.parties.routes import PARTY_ROUTES
from dashboard.people import people_routes, sign_in_routes
from dashboard.people.ended_streams import ends_streams
from dashboard.people.guard import Guard, Visit, visit_of
from dashboard.people.password import PasswordSignIn
from dashboard.people.person import LOCAL, Person
from dashboard.people.reach import Reaches
from dashboard.people.rights import not_signed_in
from dashboard.playback import play
from dashboard.policy import security_headers
from dashboard.road.door import give_link
from dashboard.road.given import Road
from dashboard.road.routes import PAGE_ROUTES, ROAD_ROUTES
from dashboard.trip_page import story
from dashboard.trip_page.downloads import serve as tracks
from dashboard.unresolved_names import UnresolvedNames
from ops.http import Health, health_routes
from ops.metrics import Metrics
from ops.personal import Sealer
from ops.rules_file import load_thresholds
from ops.settings import Settings
from ops.version import version as program_version
from streams.explain.from_database import Explainer

STATIC: Final = Path(__file__).parent / "static"


def build_app(
    pool: Any,
    settings: Settings,
    feed: Feed,
    health: Health,
    metrics: Metrics,
    now: Callable[[], int],
    *,
    demo: bool = False,
    static: Path = STATIC,
) -> Litestar:
    """The application over this pool and feed; `now` gives ms since the epoch, `static` holds the built page.

    Raises BadSetting where the thresholds cannot be read, or the key that seals second factors.
    """
    version = program_version()
    estates = Estates()
    counting = Counting(settings.timezone, budget_of(settings), estates)
    signs_in = settings.signs_in("dashboard")
    guard = Guard(pool, now, everybody=None if signs_in else LOCAL, behind_proxy=bool(settings.proxy))
    thresholds = load_thresholds(settings)
    given: dict[str, Any] = {
        "pool": pool,
        "feed": feed,
        "now": now,
        "noted": build_noted(pool, now),
        "sign_in": PasswordSignIn(Sealer.from_settings(settings)) if signs_in else None,
        "reaches": Reaches(ZoneInfo(settings.timezone)),
        "page": Page(static),
        "road": Road(settings),
        "party_desk": PartyDesk(settings),
        "unresolved": UnresolvedNames(),
        "counting": counting,
        "trends": Trends(counting),
        "estates": estates,
        "duty_calendar": DutyCalendar.from_settings(settings),
        "description": _description(version),
        "explainer": Explainer(
            thresholds, ZoneInfo(settings.timezone), on_pings_clock=settings.clock == "pings"
        ),
        "untold_after_s": thresholds.common.telling.untold_s,
        "page_settings": PageSettings(
            timezone=settings.timezone,
            calendar=settings.calendar,
            demo=demo,
            inbox=settings.inbox == "on",
            version=version,
            tiles=settings.tiles,
            tiles_credit=settings.tiles_credit,
        ),
    }
    return Litestar(
        route_handlers=[_api(), *health_routes(health, metrics), describe, *PAGE_ROUTES, *PARTY_PAGE_ROUTES, show_page],
        dependencies={name: _provide(value) for name, value in given.items()}
        | {"visit": Provide(_give_visit), "person": Provide(_give_person), "reach": Provide(_give_reach)}
        | {"link": Provide(give_link), "party_link": Provide(give_party_link)},
        guards=[guard.admit],
        middleware=[ends_streams(guard)],
        exception_handlers=problems.handlers(),
        before_send=[_adds_headers(security_headers(settings.tiles))],
        compression_config=CompressionConfig(backend="gzip", minimum_size=1000, exclude_opt_key=UNPACKED),
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


@get("/openapi.json", response_headers=NO_STORE)
async def describe(description: NamedDependency[SkipValidation[dict[str, Any]]]) -> Response[dict[str, Any]]:
    """This description, as OpenAPI."""
    return json_answer(description)


def _api() -> Router:
    return Router(
        "/api/v1",
        route_handlers=[
            alerts.list_alerts,
            alerts.show_alert,
            why.show_why_alert,
            trips.list_trips,
            trips.show_trip,
            why.show_why_trip,
            story.show_story,
            *tracks.TRACK_ROUTES,
            units.list_units,
            units.show_track,
            zones.list_zones,
            permits.show_permit,
            unresolved.list_unresolved,
            events.list_events,
            live.live,
            incidents.list_incidents,
            incidents.show_incident,
            incidents.act_on_incident,
            cases.merge_incident,
            cases.split_incident,
            shelves.list_shelves,
            shelves.make_shelf,
            shelves.confirm_shelf,
            shelves.lift_shelf,
            names.list_names,
            summary.show_summary,
            summary.show_health,
            summary.show_settings,
            numbers.show_numbers,
            numbers.show_trend,
            numbers.download_table,
            *DESK_ROUTES,
            *DUTY_ROUTES,
            area.look_up_area,
            looked_up.look_up_names,
            views.list_views,
            views.add_view,
            views.delete_view,
            play.show_playback,
            *sign_in_routes.ROUTES,
            *people_routes.ROUTES,
            *ROAD_ROUTES,
            *PARTY_ROUTES,
        ],
    )


@cache
def _description(version: str) -> dict[str, Any]:
    """The routes as OpenAPI, from an application of their own: Litestar's own pages for it load from elsewhere.

    Made once a process, as it takes longer than the application itself; whoever gets it leaves it as it is.
    """
    config = OpenAPIConfig(
        title="wastetrack",
        version=version,
        description="Industrial waste trucks: where they are, their trips, their alerts. Times are ISO-8601 UTC.",
    )
    described = Litestar(
        route_handlers=[_api(), describe],
        dependencies={name: _provide(None) for name in GIVEN},
        openapi_config=config,
        logging_config=None,
    )
    return described.openapi_schema.to_schema()


def _provide(value: Any) -> Provide:
    async def give() -> Any:
        return value

    return Provide(give)


async def _give_visit(request: Request[Any, Any, Any]) -> Visit:
    return visit_of(request.scope)


async def _give_person(request: Request[Any, Any, Any]) -> Person:
    person = visit_of(request.scope).person
    if person is None:
        raise not_signed_in()
    return person


async def _give_reach(request: Request[Any, Any, Any], reaches: GivenReaches, pool: GivenPool, now: GivenNow) -> Any:
    return await reaches.of(pool, (await _give_person(request)).scope, now())


def _adds_headers(given: Mapping[str, str]) -> Callable[[Message, Scope], Awaitable[None]]:
    encoded = [(name.lower().encode(), text.encode()) for name, text in given.items()]

    async def add(message: Message, _: Scope) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *encoded]

    return add
