"""Vendors' accounts: who may call, and for which units it may speak."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import os
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import msgspec

from models.decode_fields import unit_key, vendor_code
from models.vendor import CODE_LETTERS, DLT_UNIT_LETTERS, vendor_of
from storage.vendors import Vendor

FRESH_S: Final = 60.0
AWAY_S: Final = 5.0
TRIES_PER_MINUTE: Final = 20
_COST, _BLOCK, _LANES, _SALT = 2**14, 8, 1, 16
# What an unknown name is checked against, so that it takes as long as a known one.
_NOBODY: Final = "scrypt$16384$8$1$AAAAAAAAAAAAAAAAAAAAAA==$" + "A" * 86 + "=="


class BadVendor(ValueError):
    """An account that cannot be made; its text says what to do."""


class DirectoryAway(RuntimeError):
    """The accounts cannot be read now: the database does not answer."""


class TooManyTries(RuntimeError):
    """So many wrong passwords for one name that the next are not even looked at; says for how many seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("too many wrong passwords")
        self.wait_s = wait_s


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls, and for which units: whole ids, or the first 3 characters of DLT's 27."""

    name: str
    codes: frozenset[str]
    units: frozenset[str]

    def may_speak_for(self, unit_id: str) -> bool:
        """Whether the unit was given to it, by name or by code."""
        return unit_id in self.units or (len(unit_id) == DLT_UNIT_LETTERS and unit_id[:CODE_LETTERS] in self.codes)

    def vendor_behind(self, unit_id: str) -> str:
        """The vendor that answers for a record of this unit, or of none: one of the account's own codes, else its name.

        Whatever an account of one code may write, it is one vendor.
        """
        vendor = vendor_of(unit_id, self.name) or self.name
        return vendor if vendor in self.codes else min(self.codes, default=self.name)


def account_of(vendor: Vendor) -> Account:
    """What an account as it is kept may do."""
    return Account(name=vendor.name, codes=frozenset(vendor.codes), units=frozenset(vendor.units))


class VendorDirectory(Protocol):
    """Where accounts are kept; both methods raise DirectoryAway."""

    async def get(self, name: str) -> Vendor | None:
        """The account of this name, if there is one."""

    async def add(self, vendor: Vendor) -> bool:
        """Keeps an account, in place of an older one of that name; says whether the name is new."""


class NewPassword(msgspec.Struct, frozen=True):
    """A password, shown this once, and whether its account is new (else an older password ends within 60 s)."""

    password: str
    is_new: bool


async def add_vendor(
    directory: VendorDirectory, name: str, codes: Sequence[str], units: Sequence[str], now_ms: int
) -> NewPassword:
    """Makes an account, or gives one of that name new codes, units and password. Raises BadVendor, DirectoryAway."""
    if not name or name != name.strip() or ":" in name or not name.isprintable():
        raise BadVendor(f"{name!r} cannot be an account's name: write it without ':' and without blanks around it")
    wanted = [(code, vendor_code(code)) for code in codes]
    for code, found in wanted:
        if found is None or len(found) != CODE_LETTERS:
            raise BadVendor(f"{code!r} is no unit code: write the first 3 characters of its units, e.g. 043")
    keys = [(unit, unit_key(unit)) for unit in units]
    for unit, key in keys:
        if key is None:
            raise BadVendor(f"{unit!r} cannot be a unit_id")
    if not wanted and not keys:
        raise BadVendor(f"{name} would speak for nobody: give --codes 043,017 or --units ID,ID")
    password = secrets.token_urlsafe(24)
    vendor = Vendor(
        name=name,
        codes=tuple(dict.fromkeys(found for _, found in wanted if found)),
        units=tuple(dict.fromkeys(key for _, key in keys if key)),
        password_hash=hash_password(password),
        created_ms=now_ms,
    )
    return NewPassword(password, await directory.add(vendor))


def hash_password(password: str) -> str:
    """The hash that is kept: scrypt with its costs and salt."""
    salt = os.urandom(_SALT)
    digest = hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def fits(password: str, kept: str) -> bool:
    """Whether a password has this hash; takes some 50 ms on purpose."""
    try:
        _, cost, block, lanes, salt, digest = kept.split("$")
        wanted = base64.b64decode(digest)
        found = hashlib.scrypt(
            password.encode(), salt=base64.b64decode(salt), n=int(cost), r=int(block), p=int(lanes), dklen=len(wanted)
        )
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(found, wanted)


def read_basic(header: str | None) -> tuple[str, str] | None:
    """Name and password in an Authorization header; None when it is no Basic one."""
    scheme, _, coded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None


class _Known(msgspec.Struct):
    account: Account
    password_hash: str
    digest: bytes
    asked_s: float


class Accounts:
    """Answers who calls: the slow hash once, then a keyed digest in memory; a changed row is noticed within 60 s."""

    def __init__(self, directory: VendorDirectory, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._directory = directory
        self._monotonic_s = monotonic_s
        self._secret = os.urandom(32)
        self._known: dict[str, _Known] = {}
        self._tries: dict[str, deque[float]] = {}
        self._one_at_a_time = asyncio.Semaphore(1)

    async def check(self, authorization: str | None) -> Account | None:
        """The account that a call's Authorization header proves, else None. Raises DirectoryAway, TooManyTries.

        One that was proved before is let in while the directory is away.
        """
        credentials = read_basic(authorization)
        if credentials is None:
            return None
        name, password = credentials
        digest = hashlib.blake2b(password.encode(), key=self._secret).digest()
        known = self._known.get(name)
        matches = known is not None and hmac.compare_digest(known.digest, digest)
        if known is not None and matches and self._monotonic_s() - known.asked_s < FRESH_S:
            return known.account
        try:
            vendor = await self._directory.get(name)
        except DirectoryAway:
            if known is None or not matches:
                raise
            # Pings go on while the database is away: what it said last still holds, and not every call waits for it.
            known.asked_s = self._monotonic_s() - FRESH_S + AWAY_S
            return known.account
        if known is None or not matches or vendor is None or vendor.password_hash != known.password_hash:
            return await self._proved(name, password, digest, vendor)
        return self._remember(vendor, digest)

    def _remember(self, vendor: Vendor, digest: bytes) -> Account:
        account = account_of(vendor)
        self._known[vendor.name] = _Known(account, vendor.password_hash, digest, self._monotonic_s())
        return account

    async def _proved(self, name: str, password: str, digest: bytes, vendor: Vendor | None) -> Account | None:
        self._spend_try(name, tries=0)
        async with self._one_at_a_time:  # a flood of wrong passwords may cost one core, not all
            if vendor is not None and self._is_proved(vendor, digest):  # by another call of it, while this one waited
                return self._remember(vendor, digest)
            self._spend_try(name)
            right = await asyncio.to_thread(fits, password, _NOBODY if vendor is None else vendor.password_hash)
        if vendor is None:
            self._known.pop(name, None)
            return None
        if not right:
            return None
        self._tries.pop(name, None)
        return self._remember(vendor, digest)

    def _is_proved(self, vendor: Vendor, digest: bytes) -> bool:
        known = self._known.get(vendor.name)
        return (
            known is not None
            and known.password_hash == vendor.password_hash
            and hmac.compare_digest(known.digest, digest)
        )

    def _spend_try(self, name: str, tries: int = 1) -> None:
        """Counts a try; raises TooManyTries where there were too many of this name within a minute."""
        now_s = self._monotonic_s()
        if len(self._tries) > 10_000:
            self._tries.clear()
        spent = self._tries.setdefault(name, deque())
        while spent and now_s - spent[0] >= 60:
            spent.popleft()
        if len(spent) >= TRIES_PER_MINUTE:
            raise TooManyTries(60 - (now_s - spent[0]))
        spent.extend([now_s] * tries)
