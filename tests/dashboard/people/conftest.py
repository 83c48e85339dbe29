"""A dashboard at which people sign in; its hashes are cheap, so that a test takes no longer than what it looks at."""

from collections.abc import AsyncIterator

import httpx
import pytest

from ops.passwords import hash_password
from ops.settings import Settings, load
from tests.dashboard.conftest import running
from tests.dashboard.people.bench import KEY
from tests.dashboard.wait import until


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.passwords._MEMORY_KIB", 64)
    monkeypatch.setattr("ops.passwords._PASSES", 1)
    monkeypatch.setattr("dashboard.people.password.NOBODY", hash_password("nobody knows"))


@pytest.fixture
def signing_in(database: str) -> Settings:
    return load(None, {"WASTETRACK_DATABASE": database, "WASTETRACK_SIGN_IN": "on", "WASTETRACK_PERSONAL_KEY": KEY})


@pytest.fixture
def said() -> list[str]:
    """What the dashboard said to its operator."""
    return []


@pytest.fixture
async def guarded(signing_in: Settings, said: list[str]) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a dashboard that wants to know who asks; its first administrator is made."""
    async with running(signing_in, say=said.append) as client:

        async def ready() -> bool:
            return bool(said) and (await client.get("/readyz")).status_code == 200

        await until(ready, "the dashboard is ready and has an administrator")
        yield client
