"""Tokens of gateway accounts: what Traccar and phones show instead of a password; of each only a digest."""

from typing import Any

import msgspec

from storage.vendors import Vendor, vendor_of_row


class VendorToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token as a list shows it."""

    token_id: str
    vendor: str
    created_ms: int
    revoked_ms: int | None = None


class TokenInForce(msgspec.Struct, frozen=True):
    """What a token must match, and the account for which it stands."""

    digest: bytes
    vendor: Vendor


async def add_vendor_token(connection: Any, token_id: str, vendor: str, digest: bytes, now_ms: int) -> bool:
    """Keeps a token of an account; says whether there is such an account."""
    added = await connection.fetchval(
        """
        INSERT INTO vendor_tokens (token_id, vendor, digest, created_ms)
        SELECT $1, name, $3, $4 FROM vendors WHERE name = $2 RETURNING true
        """,
        token_id, vendor, digest, now_ms,
    )  # fmt: skip
    return bool(added)


async def load_vendor_token(connection: Any, token_id: str) -> TokenInForce | None:
    """The token of this id, None where there is none or it is revoked."""
    row = await connection.fetchrow(
        "SELECT t.digest, v.* FROM vendor_tokens AS t JOIN vendors AS v ON v.name = t.vendor"
        " WHERE t.token_id = $1 AND t.revoked_ms IS NULL",
        token_id,
    )
    return None if row is None else TokenInForce(row["digest"], vendor_of_row(row))


async def list_vendor_tokens(connection: Any, vendor: str | None) -> list[VendorToken]:
    """The tokens of an account, or of all, the newest first."""
    rows = await connection.fetch(
        "SELECT token_id, vendor, created_ms, revoked_ms FROM vendor_tokens"
        " WHERE $1::text IS NULL OR vendor = $1 ORDER BY created_ms DESC, token_id",
        vendor,
    )
    return [msgspec.convert(dict(row), VendorToken) for row in rows]


async def revoke_vendor_token(connection: Any, token_id: str, now_ms: int) -> VendorToken | None:
    """Ends a token and gives it; None where no such token is in force."""
    row = await connection.fetchrow(
        "UPDATE vendor_tokens SET revoked_ms = $2 WHERE token_id = $1 AND revoked_ms IS NULL"
        " RETURNING token_id, vendor, created_ms, revoked_ms",
        token_id, now_ms,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), VendorToken)
