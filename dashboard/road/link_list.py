"""The links to a case as the centre sees them: for whom, by whom, until when, opened or not, taken back or not."""

from typing import Any

from dashboard.road.answers import Link, LinkState
from models.times import to_iso
from ops.case_link import CaseLink, revoked_ms
from storage.case_links import LinkRow, left_ms, read_links, read_revocations
from storage.merges import all_of


async def list_links(connection: Any, incident_id: str, now_ms: int, *, in_messages: bool) -> list[Link]:
    """The links to a case and to what was merged into it, oldest first; `in_messages`: messages carry links here."""
    each = [(one, row) for one in await all_of(connection, incident_id) for row in await read_links(connection, one)]
    found = sorted(each, key=lambda one: (one[1].made_ms, one[1].person))
    rows = [
        (one, row) for one, row in found if in_messages or row.made_by is not None or row.opened_ms is not None
    ]
    people = sorted({row.person for _, row in rows})
    revocations = await read_revocations(connection, *people)
    left = await left_ms(connection, people)
    links: list[Link] = []
    for said_id, row in rows:
        link = CaseLink(row.made_ms, row.expires_ms, row.person, said_id)
        ends = (revoked_ms(link, revocations), left.get(row.person))
        back_ms = min((at_ms for at_ms in ends if at_ms is not None), default=None)
        links.append(_shown(row, back_ms, link_state(row.expires_ms, back_ms, now_ms)))
    return links


def link_state(expires_ms: int, back_ms: int | None, now_ms: int) -> LinkState:
    """How a link stands at a time: what ended it first."""
    if back_ms is not None and back_ms < expires_ms:
        return "revoked"
    return "expired" if now_ms >= expires_ms else "open"


def _shown(row: LinkRow, back_ms: int | None, state: LinkState) -> Link:
    return Link(
        person=row.person, made_by=row.made_by, made_at=to_iso(row.made_ms), expires_at=to_iso(row.expires_ms),
        opened_at=_iso(row.opened_ms), revoked_at=_iso(back_ms), state=state,
    )  # fmt: skip


def _iso(at_ms: int | None) -> str | None:
    return None if at_ms is None else to_iso(at_ms)
