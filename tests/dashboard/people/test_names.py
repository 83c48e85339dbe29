"""To whom work may be given, with sign-in and without."""

from typing import Any

import httpx

from tests.dashboard.incidents.seed import log_of, tell
from tests.dashboard.people.bench import put_person, signed_in, with_token
from tests.dashboard.wait import until

NAMES = "/api/v1/people/names"


async def worked(rows: Any, *names: str) -> None:
    """These have acted on an incident, and gave it to `prasit`."""
    await tell(rows, "A1")

    async def is_gathered() -> bool:
        return bool(await rows.fetchval("SELECT EXISTS (SELECT FROM incidents)"))

    await until(is_gathered, "the dashboard makes an incident of it")
    for version, name in enumerate(names, 2):
        await rows.execute(
            "INSERT INTO incident_log (incident_id, version, at_ms, who, act, to_state, assignee)"
            " SELECT incident_id, $1, 0, $2, 'assign', 'assigned', 'prasit' FROM incidents",
            version, name,
        )  # fmt: skip
    assert len(await log_of(rows)) == len(names) + 1


async def test_whoever_may_act_is_offered_before_having_acted(guarded: httpx.AsyncClient, rows: Any) -> None:
    asker = await signed_in(rows, "malee", "supervisor")
    for name, role in (("wipa", "viewer"), ("somchai", "officer"), ("gone", "officer"), ("demoted", "viewer")):
        await put_person(rows, name, role)  # type: ignore[arg-type]  # roles
    await rows.execute("UPDATE people SET closed_ms = 1 WHERE name = 'gone'")
    await worked(rows, "program/report", "gone", "demoted", "local")
    told = (await guarded.get(NAMES, headers=asker)).json()
    assert told == {"me": {"name": "malee", "role": "supervisor"}, "names": ["admin", "malee", "prasit", "program/report", "somchai"]}
    viewer = await with_token(rows, "watcher")
    assert "program/watcher" not in (await guarded.get(NAMES, headers=viewer)).json()["names"]


async def test_without_sign_in_it_is_whoever_sits_here_and_who_acted(api: httpx.AsyncClient, rows: Any) -> None:
    assert (await api.get(NAMES)).json() == {"me": {"name": "local", "role": "administrator"}, "names": ["local"]}
    await worked(rows, "local")
    await put_person(rows, "somchai")
    assert (await api.get(NAMES)).json()["names"] == ["local", "prasit", "somchai"]
