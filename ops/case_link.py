"""The link that opens one case for one person until a time: signed, so that nothing of it can be changed."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from ops.personal import derived_key
from ops.settings import Settings

Refusal = Literal["altered", "another_case", "revoked", "expired"]
"""Why a link does not open what is asked for; the first that holds, in this order."""

LINK_LIFE_MS: Final = 3 * 24 * 3_600_000
"""How long a link opens its case, where nobody says otherwise, and at most."""

_LABEL: Final = "case link 1"
_MAC_BYTES: Final = 16
_LONGEST: Final = 2_000


class CaseLink(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a link says: whom it lets in, to which case, since when and until when (ms since the epoch).

    `made_by` is who made it for another person by hand, empty else.
    """

    made_ms: int
    expires_ms: int
    person: str
    incident_id: str
    made_by: str = ""


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """Takes back a person's links that were made by `made_ms`: those to one case, or to all where none is named.

    `only_made_ms`: of these the one alone that was made then.
    """

    person: str
    incident_id: str | None
    made_ms: int
    only_made_ms: int | None = None


def link_key(settings: Settings) -> bytes:
    """The key that signs case links, derived from the one for personal data; raises BadSetting."""
    return derived_key(settings, _LABEL)


def case_link(base_url: str, link: CaseLink, key: bytes) -> str:
    """The address that opens this case for this person until a time; the same arguments give the same address."""
    return f"{base_url.rstrip('/')}/o/{case_token(link, key)}"


def case_token(link: CaseLink, key: bytes) -> str:
    """What stands last in such an address: lower-case letters and digits alone.

    A messenger takes none of them for formatting, nor for the end of the address.
    """
    said = msgspec.msgpack.encode(link)
    return _written(_mac(said, key) + said)


def read_case_link(token: str, key: bytes, now_ms: int, *, incident_id: str | None = None) -> CaseLink | Refusal:
    """What a token says, or why it opens nothing now; `incident_id` is the case that is asked for with it, if any.

    Whether it was taken back is asked of `is_revoked`.
    """
    link = _signed(token, key)
    if link is None:
        return "altered"
    if incident_id is not None and link.incident_id != incident_id:
        return "another_case"
    return "expired" if now_ms >= link.expires_ms else link


def is_revoked(link: CaseLink, revocations: Iterable[Revocation]) -> bool:
    """Whether one of these takes the link back."""
    return revoked_ms(link, revocations) is not None


def revoked_ms(link: CaseLink, revocations: Iterable[Revocation]) -> int | None:
    """When the first of these took the link back, None where none did."""
    return min((each.made_ms for each in revocations if _takes_back(each, link)), default=None)


def _takes_back(revocation: Revocation, link: CaseLink) -> bool:
    return (
        revocation.person == link.person
        and revocation.incident_id in {None, link.incident_id}
        and link.made_ms <= revocation.made_ms
        and revocation.only_made_ms in {None, link.made_ms}
    )


def _signed(token: str, key: bytes) -> CaseLink | None:
    if len(token) > _LONGEST:
        return None
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    mac, said = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    # Bits that pad the last letter are signed by nobody: one address alone may be the link.
    if _written(raw) != token or not hmac.compare_digest(mac, _mac(said, key)):
        return None
    try:
        return msgspec.msgpack.decode(said, type=CaseLink)
    except msgspec.MsgspecError:
        return None


def _written(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _mac(said: bytes, key: bytes) -> bytes:
    return hmac.new(key, said, hashlib.sha256).digest()[:_MAC_BYTES]
