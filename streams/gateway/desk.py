"""The gateway's desk: who calls, may it call now, is the body readable; then the work; then the answer."""

import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Final

from litestar import Request, Response

from ops.http import Health
from ops.metrics import GATEWAY_CALLS, Metrics
from streams.gateway import answers
from streams.gateway.accounts import Account, Accounts, DirectoryAway, TooManyTries
from streams.gateway.body import BadPacking, TooLarge, discard, read_body
from streams.gateway.calls import Calls, Outcome, TooManyRows, Unreadable
from streams.gateway.limits import CallLimit
from streams.gateway.room import MOST_BYTES, WAIT_S, Full, Hold, Room
from streams.gateway.sink import BrokerAway
from streams.gateway.tokens import Tokens, TooManyUnproved, shown_token
from streams.guarded_input import GuardedInput
from streams.input_guard import Sample

Answer = Response[dict[str, Any]]
Work = Callable[[bytes, Account], Awaitable[Outcome | Answer]]
"""What is done for an account with a call's body: what became of its rows, or the whole answer."""
_MB: Final = 1_000_000
ADD: Final = "/gps/add/locations"
ADD_BACKUP: Final = "/gps/backup/add/locations"
TRACCAR: Final = "/traccar"
OSMAND: Final = "/osmand"
GUARDED: Final = (ADD, ADD_BACKUP, TRACCAR, OSMAND)


class Paused(RuntimeError):
    """The input takes no call now; says for how many seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("the input is paused")
        self.wait_s = wait_s


class Desk:
    """Receives one call after the other."""

    def __init__(
        self, accounts: Accounts, tokens: Tokens, limit: CallLimit, token_limit: CallLimit, calls: Calls,
        metrics: Metrics, health: Health, body_mb: int, rows: int,
    ) -> None:  # fmt: skip
        """`token_limit` is for calls by token, of which each is a position, `limit` for all others."""
        self._accounts, self._tokens, self._metrics = accounts, tokens, metrics
        self._limit, self._token_limit = limit, token_limit
        self.calls = calls
        self._inputs = {path: GuardedInput(path, metrics, health) for path in GUARDED}
        self._body_mb, self._rows = body_mb, rows
        self._room = Room(metrics, most_bytes=max(MOST_BYTES, 2 * body_mb * _MB))

    async def receive(
        self, path: str, request: Request[Any, Any, Any], work: Work, *, by_token: bool = False
    ) -> Answer:
        """The answer to one call, of an account's own or of one of its tokens; whatever goes wrong is one too."""
        chunks = request.stream()
        answer = await self._answer(path, request, chunks, work, by_token=by_token)
        status = answer.status_code or 200
        if status >= 400:
            await discard(chunks)
        self._metrics.count(GATEWAY_CALLS, path=path, status=str(status))
        return answer

    async def _answer(
        self, path: str, request: Request[Any, Any, Any], chunks: AsyncIterator[bytes], work: Work, *, by_token: bool
    ) -> Answer:
        try:
            account = await self._caller(request, by_token=by_token)
            if account is None:
                return answers.refused("no_token" if by_token else "unauthorised")
            limit = self._token_limit if by_token else self._limit
            wait_s = limit.take(account.name, time.monotonic())
            if wait_s is not None:
                return answers.refused("too_many_calls", f"{wait_s:.0f}", wait_s)
            with self._room.entered() as hold, self._entered(path, account) as samples:
                done = await work(await self._body(request, chunks, hold), account)
                samples.extend(() if isinstance(done, Response) else done.samples)
        except Full:
            return answers.refused("full", wait_s=WAIT_S)
        except Paused as error:
            return answers.refused("paused", path, error.wait_s)
        except TooManyTries as error:
            return answers.refused("too_many_calls", f"{error.wait_s:.0f}", error.wait_s)
        except TooManyUnproved as error:
            return answers.refused("too_many_unproved", f"{error.wait_s:.0f}", error.wait_s)
        except TooLarge:
            return answers.refused("too_large", f"{self._body_mb} MB unpacked")
        except TooManyRows:
            return answers.refused("too_large", f"{self._rows} rows")
        except BadPacking:
            return answers.refused("unreadable", "Content-Encoding")
        except Unreadable as error:
            return answers.refused("unreadable", str(error))
        except BrokerAway:
            return answers.refused("away", "Kafka", answers.RETRY_AWAY_S)
        except DirectoryAway:
            return answers.refused("away", "the database", answers.RETRY_AWAY_S)
        return _told(done)

    async def _caller(self, request: Request[Any, Any, Any], *, by_token: bool) -> Account | None:
        authorization = request.headers.get("authorization")
        if by_token:
            return await self._tokens.check(shown_token(authorization, request.scope["query_string"]))
        return await self._accounts.check(authorization)

    async def _body(self, request: Request[Any, Any, Any], chunks: AsyncIterator[bytes], hold: Hold) -> bytes:
        length = request.headers.get("content-length", "")
        return await read_body(
            chunks, request.headers.get("content-encoding", ""), int(length) if length.isdecimal() else None,
            self._body_mb * _MB, hold,
        )  # fmt: skip

    @contextlib.contextmanager
    def _entered(self, path: str, account: Account) -> Iterator[list[Sample]]:
        """Room for what becomes of a call's records; raises Paused while the input takes none."""
        samples: list[Sample] = []
        guarded = self._inputs.get(path)
        if guarded is None:
            yield samples
            return
        entry = guarded.enter(account.name)
        if entry is None:
            raise Paused(guarded.next_probe_s)
        try:
            yield samples
        except Unreadable:
            samples.append(Sample(account.vendor_behind(""), bad=True))
            raise
        finally:
            guarded.leave(entry, samples)


def _told(done: Outcome | Answer) -> Answer:
    if isinstance(done, Response):
        return done
    if done.warnings is not None:
        return answers.checked(done.accepted, done.rejected, done.warnings)
    return answers.accepted(done.accepted, done.rejected)
