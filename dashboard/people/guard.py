"""The one guard before all routes: who asks, whether that one may, and that no other site's page sends changes."""

from collections.abc import Callable
from typing import Any, Final, cast

import msgspec

from dashboard.people.caller import Caller, caller_of, sent_from
from dashboard.people.credentials import bearer, cookie_name, digest
from dashboard.people.person import Person
from dashboard.people.rights import not_signed_in, out_of_scope, right_of
from dashboard.problems import Problem
from models.role import Role
from storage.people_access import Access, read_session, read_token

_CHANGES_NOTHING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_VISIT: Final = "visit"


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One request's asker: `person` None is nobody; of what it showed, a cookie or a token, the digest."""

    caller: Caller
    person: Person | None = None
    session: bytes | None = None
    token: bytes | None = None
    is_enrolling: bool = False
    is_wall: bool = False


class Guard:
    """Looks up who asks, and refuses what that one may not; without sign-in everybody is the one given."""

    def __init__(self, pool: Any, now: Callable[[], int], *, everybody: Person | None, behind_proxy: bool) -> None:
        self._pool = pool
        self._now = now
        self._everybody = everybody
        self._behind_proxy = behind_proxy

    async def admit(self, connection: Any, _: Any) -> None:
        """Notes who asks with the request; raises a 401 or 403 problem."""
        scope = connection.scope
        headers = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in scope["headers"]}
        right = right_of(scope["method"], scope["path_template"])
        if right.takes == "anybody":
            return
        client = scope.get("client")
        caller = caller_of(client[0] if client else "", scope["scheme"], headers, behind_proxy=self._behind_proxy)
        visit = await self._look_up(caller, headers)
        scope["state"][_VISIT] = visit
        if scope["method"] not in _CHANGES_NOTHING:
            _check_sender(headers, visit)
        if right.takes == "visitor":
            return
        if visit.person is None:
            raise not_signed_in()
        visit.person.needs(right.takes)
        if visit.person.scope and not right.keeps_to_scope:
            raise out_of_scope()

    async def still_holds(self, visit: Visit) -> bool:
        """Whether somebody who was let in still would be."""
        if visit.session is not None:
            return await read_session(self._pool, visit.session, self._now()) is not None
        if visit.token is not None:
            return await read_token(self._pool, visit.token, "program", self._now()) is not None
        return True

    async def _look_up(self, caller: Caller, headers: dict[str, str]) -> Visit:
        if self._everybody is not None:
            return Visit(caller=caller, person=self._everybody)
        token = bearer(headers.get("authorization"))
        if token is not None:
            shown = digest(token)
            found = await read_token(self._pool, shown, "program", self._now())
            return Visit(caller=caller, person=None if found is None else person_of(found[1]), token=shown)
        secret = _cookies(headers.get("cookie", "")).get(cookie_name(is_https=caller.is_https))
        if not secret:
            return Visit(caller=caller)
        session = digest(secret)
        access = await read_session(self._pool, session, self._now())
        if access is None:
            return Visit(caller=caller)
        is_enrolling = access.stage == "enrol"
        person = None if is_enrolling else person_of(access)
        return Visit(
            caller=caller, person=person, session=session, is_enrolling=is_enrolling, is_wall=access.kind == "wall"
        )


def visit_of(scope: Any) -> Visit:
    """What the guard noted of a request."""
    return cast("Visit", scope["state"][_VISIT])


def noted_visit(scope: Any) -> Visit | None:
    """The same, None where nobody was looked up."""
    return cast("Visit | None", scope.get("state", {}).get(_VISIT))


def person_of(access: Access) -> Person:
    """The person that a cookie or a token stands for; a program's and a wall's name shows what it is."""
    name = access.name if access.kind == "person" else f"{access.kind}/{access.name}"
    return Person(name=name, role=cast("Role", access.role), scope=access.scope)


def _check_sender(headers: dict[str, str], visit: Visit) -> None:
    """A browser adds the cookie to whatever any page sends: what changes something must come from our own."""
    sender = sent_from(headers, visit.caller.host)
    if sender == "elsewhere" or (sender == "unsaid" and visit.session is not None):
        raise Problem(
            403,
            "changes are taken from this site's own pages alone; a program sends a token instead of a cookie",
            "รับคำสั่งจากหน้าเว็บของระบบนี้เท่านั้น โปรแกรมอื่นให้ส่งโทเคนแทนคุกกี้",
        )


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: text for name, _, text in pairs}
