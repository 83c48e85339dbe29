"""The in-box over HTTP: what would have been sent, newest first; only where it is set up."""

import msgspec
from litestar import Response, get

from dashboard.answers import Page
from dashboard.duty import answers
from dashboard.given import NO_STORE, GivenPageSettings, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.parameters import DEFAULT_LIMIT, Cursor, Limit, read_cursor, write_cursor
from dashboard.people.person import Person
from dashboard.problems import Problem
from models.times import to_iso
from storage.inbox import InboxRow, read_inbox
from streams.notifier.telling.composing import Body


class _Sent(Body, frozen=True, kw_only=True):
    link: str | None = None


@get("/inbox", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def list_inbox(
    pool: GivenPool, page_settings: GivenPageSettings, person: GivenPerson, limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response[Page[answers.Inboxed]]:
    """What the channels were given while nothing leaves (`WASTETRACK_INBOX`), newest first; else 404.

    A link stands for the person whom it lets in: others than that one and administrators do not get it.
    """
    person.needs("officer")
    if not page_settings.inbox:
        raise Problem(404, "messages leave here: there is no in-box", "ระบบนี้ส่งข้อความจริง จึงไม่มีกล่องข้อความทดลอง")
    after = read_cursor("inbox", cursor)
    rows = await read_inbox(pool, limit=limit + 1, before_id=None if after is None else after[0])
    shown = rows[:limit]
    more = len(rows) > limit
    return json_answer(
        Page(
            items=[_shown(row, person) for row in shown],
            next=write_cursor("inbox", shown[-1].inbox_id, shown[-1].message_id) if more else None,
        )
    )


def _shown(row: InboxRow, asker: Person) -> answers.Inboxed:
    body = msgspec.json.decode(row.body, type=_Sent)
    fields = msgspec.structs.asdict(body)
    if asker.name != row.person and not asker.may("administrator"):
        fields["link"] = None
    said = {name: fields[name] for name in answers.Inboxed.__struct_fields__ if name in fields}
    own = {"inbox_id": row.inbox_id, "message_id": row.message_id, "at": to_iso(row.at_ms), "person": row.person}
    return msgspec.convert(said | own | {"channel": row.channel, "kind": row.kind}, answers.Inboxed)
