"""Tokens: what a sender shows that has no password, Traccar or a phone; each stands for one account."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from models.query_token import token_in
from storage.vendor_tokens import TokenInForce, VendorToken
from streams.gateway.accounts import AWAY_S, FRESH_S, Account, BadVendor, DirectoryAway, account_of

_PREFIX: Final = "wtg"
_MOST_LETTERS: Final = 200
_AT_ONCE: Final = 2
MOST_UNPROVED: Final = 50
"""So many tokens that were never proved are looked up or wait for it at once; the next is refused."""
UNPROVED_WAIT_S: Final = 2.0


class TokenDirectory(Protocol):
    """Where tokens are looked up; raises accounts.DirectoryAway."""

    async def token(self, token_id: str) -> TokenInForce | None:
        """The token of this id, if one is in force."""


class TokenShelf(Protocol):
    """Where tokens are made and ended; both raise accounts.DirectoryAway."""

    async def add_token(self, token_id: str, vendor: str, digest: bytes, now_ms: int) -> bool:
        """Keeps a token of an account; says whether there is such an account."""

    async def revoke_token(self, token_id: str, now_ms: int) -> VendorToken | None:
        """Ends a token and gives it; None where no such token is in force."""


class NewToken(msgspec.Struct, frozen=True):
    """A token, shown this once, and the id by which it is ended."""

    token_id: str
    token: str


async def add_token(shelf: TokenShelf, vendor: str, now_ms: int) -> NewToken:
    """Makes a token of an account. Raises BadVendor, DirectoryAway."""
    token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    if not await shelf.add_token(token_id, vendor, digest_of(secret), now_ms):
        raise BadVendor(f"there is no account {vendor!r}: make it with `wastetrack gateway add-vendor` first")
    return NewToken(token_id, f"{_PREFIX}_{token_id}_{secret}")


async def remove_token(shelf: TokenShelf, token_id: str, now_ms: int) -> VendorToken:
    """Ends a token. Raises BadVendor, DirectoryAway."""
    ended = await shelf.revoke_token(token_id, now_ms)
    if ended is None:
        raise BadVendor(f"no token {token_id!r} is in force: `wastetrack gateway list-tokens` shows the ids")
    return ended


def digest_of(secret: str) -> bytes:
    """What is kept of a secret; it is as random as the secret, so that no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def shown_token(authorization: str | None, query: bytes) -> str | None:
    """The token that a call shows: in its Authorization header, or without one as `token` of its query."""
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None
    return token_in(query)


class TooManyUnproved(RuntimeError):
    """So many tokens that were never proved wait to be looked up that one more is not; says for how many seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("too many tokens that are not known yet")
        self.wait_s = wait_s


class _Known(msgspec.Struct):
    account: Account
    digest: bytes
    asked_s: float


class _Asking:
    """Look-ups under way, some at once, the rest waiting; whoever asks for an id that is among them waits with it."""

    def __init__(self, directory: TokenDirectory) -> None:
        self._directory = directory
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._under_way: dict[str, asyncio.Task[TokenInForce | None]] = {}
        self._unanswered = 0

    def takes(self, token_id: str, most: int) -> bool:
        """Whether an id is being looked up already, or fewer than so many others are."""
        return token_id in self._under_way or len(self._under_way) < most

    async def token(self, token_id: str) -> TokenInForce | None:
        """As the directory; whoever goes away meanwhile ends nobody else's look-up."""
        task = self._under_way.get(token_id)
        if task is None:
            task = self._under_way[token_id] = asyncio.create_task(self._asked(token_id))
            task.add_done_callback(lambda done: self._end(token_id, done))
        return await asyncio.shield(task)

    async def _asked(self, token_id: str) -> TokenInForce | None:
        unanswered = self._unanswered
        async with self._at_once:
            if self._unanswered != unanswered:  # each of them would wait as long for nothing, one after the other
                raise DirectoryAway("the database did not answer those before")
            try:
                return await self._directory.token(token_id)
            except DirectoryAway:
                self._unanswered += 1
                raise

    def _end(self, token_id: str, task: asyncio.Task[TokenInForce | None]) -> None:
        del self._under_way[token_id]
        if not task.cancelled():
            task.exception()  # all who waited for it may have gone


class Tokens:
    """Answers for whom a token stands; one that was ended, or whose account changed, is noticed within 60 s.

    Those that were proved are looked up beside all others: made-up ones hold back no device that is known.
    """

    def __init__(self, directory: TokenDirectory, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._monotonic_s = monotonic_s
        self._known: dict[str, _Known] = {}
        self._proved, self._unproved = _Asking(directory), _Asking(directory)

    async def check(self, token: str | None) -> Account | None:
        """The account for which a token stands, else None. Raises DirectoryAway, TooManyUnproved.

        One that was proved before is let in while the directory is away.
        """
        read = _read(token)
        if read is None:
            return None
        token_id, digest = read
        known = self._known.get(token_id)
        if known is None or self._monotonic_s() - known.asked_s >= FRESH_S:
            proved = known if known is not None and hmac.compare_digest(known.digest, digest) else None
            known = await (self._asked(token_id) if proved is None else self._again(token_id, proved))
        return known.account if known is not None and hmac.compare_digest(known.digest, digest) else None

    async def _again(self, token_id: str, known: _Known) -> _Known | None:
        try:
            return self._noted(token_id, await self._proved.token(token_id))
        except DirectoryAway:
            known.asked_s = self._monotonic_s() - FRESH_S + AWAY_S
            return known

    async def _asked(self, token_id: str) -> _Known | None:
        if not self._unproved.takes(token_id, MOST_UNPROVED):
            raise TooManyUnproved(UNPROVED_WAIT_S)
        return self._noted(token_id, await self._unproved.token(token_id))

    def _noted(self, token_id: str, found: TokenInForce | None) -> _Known | None:
        if found is None:
            self._known.pop(token_id, None)
            return None
        asked = self._known[token_id] = _Known(account_of(found.vendor), found.digest, self._monotonic_s())
        return asked


def _read(token: str | None) -> tuple[str, bytes] | None:
    """A token's id and the digest of its secret; None of what is no token."""
    if token is None or len(token) > _MOST_LETTERS or not token.isascii() or not token.isprintable():
        return None
    prefix, _, rest = token.partition("_")
    token_id, _, secret = rest.partition("_")
    return (token_id, digest_of(secret)) if prefix == _PREFIX and token_id and secret else None
