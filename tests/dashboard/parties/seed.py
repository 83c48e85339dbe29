"""Parties with addresses, a release, and a party that asks with its link."""

from pathlib import Path
from typing import Any, Final

import httpx

from ops.case_link import CaseLink, case_token
from ops.party_link import party_link_key
from ops.settings import Settings, load
from tests.dashboard.road.seed import KEY
from tests.dashboard.wait import until

CARRIER: Final = "carrier:ขนส่งดี"
GENERATOR: Final = "generator:72190300225401"
PUBLIC: Final = "https://wastetrack.example.org"
ADDRESSES: Final = """
[authority]
name_th = "ศูนย์เฝ้าระวังนิคมฯ มาบตาพุด"
name_en = "Map Ta Phut Monitoring Centre"
phone = "038 123 456"
[carrier."ขนส่งดี"]
kind = "email"
to = "secret-address@carrier.example"
name = "บริษัท ขนส่งดี จำกัด"
[generator.72190300225401]
kind = "line"
to = "Usecret"
"""


def settings_of(database: str, folder: Path, parties: str = ADDRESSES, **more: str) -> Settings:
    values = {
        "DATABASE": database, "PERSONAL_KEY": KEY, "FILES": str(folder / "files"), "FILES_MAX_MB": "40", "INBOX": "on",
        "PUBLIC_ADDRESS": PUBLIC, "PARTIES": parties,
    } | more  # fmt: skip
    return load(None, {f"WASTETRACK_{name}": text for name, text in values.items()})


async def now(api: httpx.AsyncClient, case: str) -> dict[str, Any]:
    """The incident as it stands."""
    found: dict[str, Any] = (await api.get(f"/api/v1/incidents/{case}")).json()
    return found


async def release(api: httpx.AsyncClient, case: str, role: str = "carrier", key: str | None = None, **said: Any) -> httpx.Response:
    """Releases a case to a party as it stands."""
    body = {"version": said.get("version") or (await now(api, case))["version"], "role": role} | said
    return await api.post(f"/api/v1/incidents/{case}/parties/release", json=body, headers={"Idempotency-Key": key} if key else {})


async def parties(api: httpx.AsyncClient, case: str) -> dict[str, dict[str, Any]]:
    """The parties of a case as officers see them, by their ids."""
    found = (await api.get(f"/api/v1/incidents/{case}/parties")).json()["items"]
    return {one["party"]: one for one in found}


async def token_of(rows: Any, settings: Settings, case: str, party: str = CARRIER, **changes: Any) -> str:
    """The token of the newest link that a party was given, changed as is said."""
    row = await rows.fetchrow(
        "SELECT asked_ms, until_ms FROM party_asks WHERE incident_id = $1 AND party = $2 ORDER BY number DESC", case, party
    )
    fields: dict[str, Any] = {"made_ms": row["asked_ms"], "expires_ms": row["until_ms"], "person": party, "incident_id": case}
    return case_token(CaseLink(**(fields | changes)), party_link_key(settings))


async def got(rows: Any, person: str | None = None) -> list[Any]:
    """What parties found in their in-boxes, oldest first."""
    found: list[Any] = await rows.fetch(
        "SELECT person, channel, body FROM inbox WHERE person LIKE '%:%' AND ($1::text IS NULL OR person = $1) ORDER BY inbox_id", person
    )
    return found


async def got_some(rows: Any, count: int, deadline_s: float = 10) -> list[Any]:
    """The same, once there are so many."""

    async def there() -> bool:
        return len(await got(rows)) >= count

    await until(there, f"{count} messages to parties", deadline_s)
    return await got(rows)
