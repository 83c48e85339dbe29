"""Calls that change something and may be repeated: under an Idempotency-Key the first answer is given again."""

import hashlib
from typing import Annotated, Any, Final

import msgspec
from litestar import Response
from litestar.params import HeaderParameter

from dashboard.people.person import Person
from dashboard.problems import MEDIA_TYPE, Problem, body_of
from storage.given_answers import GivenAnswer, load_answer, save_answer

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key", min_length=1, max_length=200,
        description="a name of this call: whoever repeats it within a day gets the first answer again",
    ),
]  # fmt: skip


class Reply(msgspec.Struct, frozen=True):
    """An answer as it goes out: its status and its JSON."""

    status: int
    body: bytes


class Call(msgspec.Struct, frozen=True):
    """A call that may be repeated: who asks what, under which key, if any."""

    person: Person
    key: str | None
    what: bytes
    """What is asked, path included, so that a key used for another call is noticed."""

    @property
    def digest(self) -> str:
        """What tells this call from another under the same key."""
        return hashlib.sha256(self.what).hexdigest()


_OTHER_CALL: Final = (
    "this Idempotency-Key was used for another call: take a new one",
    "Idempotency-Key นี้ถูกใช้กับคำขออื่นไปแล้ว กรุณาใช้ค่าใหม่",
)


async def given_before(connection: Any, call: Call) -> Reply | None:
    """The answer that the call was given before; raises a 422 problem where its key was another call's.

    Asked in the transaction and under the lock in which the call is carried out, so that of two at once one waits.
    """
    if call.key is None:
        return None
    given = await load_answer(connection, call.person.name, call.key)
    if given is None:
        return None
    if given.asked != call.digest:
        raise Problem(422, *_OTHER_CALL)
    return Reply(given.status, given.body)


async def keep(connection: Any, call: Call, reply: Reply, now_ms: int) -> Reply:
    """Keeps an answer for when the call is repeated, in the caller's transaction, and gives it back."""
    if call.key is not None:
        answer = GivenAnswer(
            person=call.person.name, key=call.key, asked=call.digest, status=reply.status, body=reply.body
        )
        await save_answer(connection, answer, now_ms)
    return reply


def reply_of(problem: Problem) -> Reply:
    """A problem as an answer that is kept like any other."""
    return Reply(problem.status, body_of(problem))


def response_of(reply: Reply) -> Response[Any]:
    """The answer itself."""
    media_type = "application/json" if reply.status < 400 else MEDIA_TYPE
    return Response(
        content=reply.body, status_code=reply.status, media_type=media_type, headers={"Cache-Control": "no-store"}
    )
