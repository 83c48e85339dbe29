"""A channel tried: a message that says so to one person, and what became of it."""

import secrets
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from alerts.duty import people_of
from dashboard.duty import answers
from dashboard.given import NO_STORE, GivenPerson, GivenPool, json_answer, problem_specs
from dashboard.problems import bad_parameter, not_found
from models.event import short_hash
from models.times import to_iso
from storage.audit import audit
from storage.messages import NewMessage, add_message, read_message
from storage.now import database_now_ms
from storage.rosters import read_rosters
from streams.notifier.telling.composing import trial_body


@post("/channel-trials", status_code=202, response_headers=NO_STORE, responses=problem_specs(400, 403, 503))
async def try_channel(
    pool: GivenPool, person: GivenPerson, data: JSONBody[answers.TrialSaid]
) -> Response[answers.Trial]:
    """Has the notifier send a message that tries a channel of a member of a roster; it says nothing of any incident."""
    person.needs("supervisor")
    async with pool.acquire() as connection, connection.transaction():
        rosters = await read_rosters(connection)
        own = {name for member in people_of(rosters, data.person) for name in member.channels}
        if data.channel not in own:
            raise bad_parameter(
                "channel", f"{data.person} has no channel {data.channel!r}", f"{data.person} ไม่มีช่องทาง {data.channel!r}"
            )
        # The notifier goes by the database's clock.
        now_ms = await database_now_ms(connection)
        message = NewMessage(
            message_id=short_hash("trial", secrets.token_hex(16)), person=data.person, channel=data.channel,
            is_immediate=False, body=msgspec.json.encode(trial_body(data.person, to_iso(now_ms))),
        )  # fmt: skip
        await add_message(connection, message, now_ms)
        row = await read_message(connection, message.message_id)
        await audit(connection, person.name, "channel tried", data.person, data.channel)
    return Response(_shown(row or {}), status_code=202)


@get("/channel-trials/{message_id:str}", response_headers=NO_STORE, responses=problem_specs(400, 403, 404, 503))
async def show_trial(pool: GivenPool, person: GivenPerson, message_id: FromPath[str]) -> Response[answers.Trial]:
    """What became of a trial."""
    person.needs("supervisor")
    row = await read_message(pool, message_id)
    if row is None:
        raise not_found("message", "ข้อความ", message_id)
    return json_answer(_shown(row))


def _shown(row: dict[str, Any]) -> answers.Trial:
    at_ms = {name: row[f"{name}_ms"] for name in ("made", "sent", "delivered")}
    times = {f"{name}_at": None if value is None else to_iso(value) for name, value in at_ms.items()}
    fields = {name: row[name] for name in ("message_id", "person", "channel", "state", "attempts")}
    return msgspec.convert({**fields, **times, "error": row["last_error"]}, answers.Trial)
