"""What the log says of a call that failed: not the link that was in its address."""

import httpx
import pytest
import structlog

from dashboard.road import page_routes


async def test_an_unexpected_error_is_logged_without_the_link(api: httpx.AsyncClient, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(page_routes, "open_link", broken)
    with structlog.testing.capture_logs() as said:
        assert (await api.get(f"/o/{token}")).status_code == 500
    [failed] = [line for line in said if line["event"] == "request failed"]
    assert failed["path"] == "/o/{token}"
    assert token not in str(said)
