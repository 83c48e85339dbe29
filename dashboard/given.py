"""What a request handler is given by the application: the pool, the feed, the clock and the rest, nothing global."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from litestar import Response
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import SkipValidation

from dashboard.answers import PageSettings, ProblemBody
from dashboard.duty.calendar import DutyCalendar
from dashboard.estates import Estates
from dashboard.feed import Feed
from dashboard.lookups.noted import Noted
from dashboard.page import Page
from dashboard.people.guard import Visit
from dashboard.people.person import Person
from dashboard.people.reach import Reaches
from dashboard.people.sign_in import SignIn
from dashboard.unresolved_names import UnresolvedNames
from models.reach import Reach
from streams.explain.from_database import Explainer

GivenPool = NamedDependency[SkipValidation[Any]]
GivenNow = NamedDependency[SkipValidation[Callable[[], int]]]
GivenFeed = NamedDependency[SkipValidation[Feed]]
GivenPage = NamedDependency[SkipValidation[Page]]
GivenExplainer = NamedDependency[SkipValidation[Explainer]]
GivenUnresolved = NamedDependency[SkipValidation[UnresolvedNames]]
GivenPerson = NamedDependency[SkipValidation[Person]]
GivenEstates = NamedDependency[SkipValidation[Estates]]
GivenNoted = NamedDependency[SkipValidation[Noted]]
GivenReach = NamedDependency[SkipValidation[Reach | None]]
GivenReaches = NamedDependency[SkipValidation[Reaches]]
GivenVisit = NamedDependency[SkipValidation[Visit]]
GivenSignIn = NamedDependency[SkipValidation[SignIn | None]]
GivenDutyCalendar = NamedDependency[SkipValidation[DutyCalendar]]
GivenUntoldAfter = NamedDependency[SkipValidation[float]]
GivenPageSettings = NamedDependency[SkipValidation[PageSettings]]

GIVEN: Final = (
    "pool", "feed", "now", "page", "unresolved", "page_settings", "description", "explainer", "person", "counting",
    "trends", "estates", "noted", "visit", "sign_in", "reach", "reaches", "duty_calendar", "road",
    "link", "untold_after_s", "party_desk", "party_link",
)  # fmt: skip
UNPACKED: Final = "goes_out_as_it_is"
"""The mark of a route that is not compressed on the way: files are packed already, a stream would wait in a buffer."""

NO_STORE: Final = [ResponseHeader(name="Cache-Control", value="no-store")]


def problem_specs(*statuses: int) -> dict[int, ResponseSpec]:
    """How these errors look, for the API's description."""
    return {
        status: ResponseSpec(
            data_container=ProblemBody,
            media_type="application/problem+json",
            description="what happened and what to do",
            generate_examples=False,
        )
        for status in statuses
    }


def json_answer(content: Any) -> Response[Any]:
    """An answer of values that may hold JSON made elsewhere (`msgspec.Raw`)."""
    return Response(content=msgspec.json.encode(content), media_type="application/json")


def raw(text: str) -> msgspec.Raw:
    """JSON text that goes out as it is."""
    return msgspec.Raw(text.encode())
