"""The notifier over a real database, with receivers that fail, hang and say no."""

import asyncio
import contextlib
import hashlib
import hmac
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import structlog

from models.times import DAY_MS
from ops.ports import free_port
from ops.settings import BadSetting, load
from streams.notifier import backoff, deliver
from streams.notifier.channels import webhook
from streams.notifier.service import build_channels, serve_notifier
from tests.dashboard.seed import alert_data, put_alert, put_event
from tests.dashboard.wait import until
from tests.notifier.receiver import Receiver

OPENED, UPDATED, CLOSED = (f"wastetrack.alert.{word}" for word in ("opened", "updated", "closed"))


@contextlib.asynccontextmanager
async def notifier(database: str, receiver: Receiver | None = None, secret: str = "") -> AsyncIterator[httpx.AsyncClient]:
    """A notifier that runs, with a client of its health pages; ended as SIGTERM ends it."""
    environ = {"WASTETRACK_DATABASE": database, "WASTETRACK_WEBHOOK_SECRET": secret}
    settings = load(None, environ | ({"WASTETRACK_WEBHOOK": receiver.address} if receiver else {}))
    port, stop = free_port(), asyncio.Event()
    task = asyncio.create_task(serve_notifier(settings, "127.0.0.1", port, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as health:
        try:

            async def listens() -> bool:
                if task.done():
                    task.result()
                with contextlib.suppress(httpx.TransportError):
                    return (await health.get("/healthz")).status_code == 200
                return False

            await until(listens, "the notifier listens")
            yield health
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await task


async def wait_for_states(rows: Any, expected: dict[str, str]) -> None:
    async def there() -> bool:
        found = await rows.fetch("SELECT notice_id, state FROM notices")
        return {row["notice_id"]: row["state"] for row in found} == expected

    await until(there, f"notices stand as {expected}", 30)


async def put_opened(rows: Any, alert_id: str, **changes: Any) -> None:
    data = alert_data(alert_id, **changes)
    await put_event(rows, OPENED, data)
    await put_alert(rows, data)


async def test_an_immediate_alert_is_posted_once_signed_and_worded(database: str, rows: Any) -> None:
    async with Receiver() as receiver, notifier(database, receiver, "s3cret"):
        await put_opened(rows, "A1")
        await put_opened(rows, "A2", urgency="today")
        await put_event(rows, UPDATED, alert_data("A1", version=2))
        await put_event(rows, CLOSED, alert_data("A1", version=3, close_reason="returned_to_route"))
        await put_event(rows, UPDATED, alert_data("A3", version=2, severity="critical"))  # became urgent later
        await wait_for_states(rows, {f"{alert}/{channel}": "sent" for alert in ("A1", "A3") for channel in ("log", "webhook")})
    assert sorted(call.key for call in receiver.calls) == ["A1/webhook", "A3/webhook"]
    call = next(call for call in receiver.calls if call.key == "A1/webhook")
    assert call.headers["content-type"] == "application/json"
    assert call.headers["x-wastetrack-signature"] == "sha256=" + hmac.new(b"s3cret", call.raw, hashlib.sha256).hexdigest()
    assert call.body["type"] == OPENED
    assert call.body["data"] == alert_data("A1")
    assert call.body["closed"] is False
    assert "70-1234" in call.body["message_th"]
    assert "2569" in call.body["message_th"]
    assert call.body["message_en"].startswith("Urgent: Off the permitted route")


async def test_what_officers_have_shelved_is_told_to_nobody(database: str, rows: Any) -> None:
    """An immediate alert is silenced by two persons, not by one; what has ended silences nothing."""
    now_ms = int(await rows.fetchval("SELECT extract(epoch FROM clock_timestamp()) * 1000"))
    for unit_id, confirmed_by, ends_ms in (("U1", "malee", DAY_MS), ("U2", None, DAY_MS), ("U3", "malee", -1)):
        await rows.execute(
            "INSERT INTO shelves (shelf_id, kind, key, reason, made_by, made_ms, until_ms, needs_second, confirmed_by)"
            " VALUES ($1, 'unit', $1, 'r', 'somchai', 0, $2, true, $3)", unit_id, now_ms + ends_ms, confirmed_by,
        )  # fmt: skip
    async with notifier(database):
        for number in (1, 2, 3):
            await put_opened(rows, f"A{number}", unit_id=f"U{number}")
        await wait_for_states(rows, {"A2/log": "sent", "A3/log": "sent"})


async def test_without_a_webhook_the_log_alone_is_told(database: str, rows: Any) -> None:
    with structlog.testing.capture_logs() as lines:
        async with notifier(database):
            await put_opened(rows, "A1")
            await wait_for_states(rows, {"A1/log": "sent"})
    told = [line for line in lines if line["event"] == "alert"]
    assert [line["notice_id"] for line in told] == ["A1/log"]
    assert "70-1234" in told[0]["message_th"]


async def test_a_receiver_that_fails_gets_it_again_until_it_takes_it(
    database: str, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff, "FIRST_WAIT_MS", 1)
    async with Receiver(500, 503, (429, "0"), 502) as receiver, notifier(database, receiver) as health:
        await put_opened(rows, "A1")
        await wait_for_states(rows, {"A1/log": "sent", "A1/webhook": "sent"})
        metrics = (await health.get("/metrics")).text
    assert [call.key for call in receiver.calls] == ["A1/webhook"] * 5
    assert 'wastetrack_notices_failed_total{channel="webhook"} 4.0' in metrics
    assert 'wastetrack_notices_sent_total{channel="webhook"} 1.0' in metrics


async def test_a_receiver_that_asks_for_time_gets_it(database: str, rows: Any) -> None:
    async with Receiver((429, "1800")) as receiver, notifier(database, receiver):
        await put_opened(rows, "A1")

        async def put_off() -> bool:
            due_in_s = await rows.fetchval(
                "SELECT due_ms / 1000 - extract(epoch FROM now()) FROM notices WHERE channel = 'webhook' AND last_error = 'HTTP 429'"
            )
            return due_in_s is not None and 1700 < due_in_s < 2000

        await until(put_off, "the notice is due in half an hour")
    assert len(receiver.calls) == 1


async def test_a_receiver_that_hangs_holds_no_other_notice_up(database: str, rows: Any) -> None:
    async with Receiver(None) as receiver, notifier(database, receiver):
        await put_opened(rows, "A1")

        async def hangs() -> bool:
            return len(receiver.calls) == 1

        await until(hangs, "the first call hangs")
        await put_opened(rows, "A2")
        await wait_for_states(
            rows, {"A1/log": "sent", "A1/webhook": "due", "A2/log": "sent", "A2/webhook": "sent"}
        )


async def test_no_answer_in_time_is_tried_again(database: str, rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook.WebhookChannel.__init__, "__defaults__", (0.2,))
    monkeypatch.setattr(backoff, "FIRST_WAIT_MS", 1)
    async with Receiver(None) as receiver, notifier(database, receiver):
        await put_opened(rows, "A1")
        await wait_for_states(rows, {"A1/log": "sent", "A1/webhook": "sent"})
    assert [call.key for call in receiver.calls] == ["A1/webhook"] * 2


async def test_a_receiver_that_knows_it_already_has_it(database: str, rows: Any) -> None:
    async with Receiver(409) as receiver, notifier(database, receiver):
        await put_opened(rows, "A1")
        await wait_for_states(rows, {"A1/log": "sent", "A1/webhook": "sent"})
    assert len(receiver.calls) == 1


async def test_a_receiver_that_refuses_is_given_up_after_five_tries(
    database: str, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff, "FIRST_WAIT_MS", 1)
    with structlog.testing.capture_logs() as lines:
        async with Receiver(*[422] * 9) as receiver, notifier(database, receiver):
            await put_opened(rows, "A1")
            await wait_for_states(rows, {"A1/log": "sent", "A1/webhook": "given_up"})
    assert len(receiver.calls) == 5
    assert [line["notice_id"] for line in lines if line["event"] == "notice given up"] == ["A1/webhook"]


async def test_an_alert_closed_by_then_is_told_and_marked_closed(database: str, rows: Any) -> None:
    await put_event(rows, OPENED, alert_data("A1"))
    closed = alert_data("A1", version=2, close_reason="returned_to_route")
    await put_event(rows, CLOSED, closed)
    await put_alert(rows, closed, "closed")
    async with Receiver() as receiver, notifier(database, receiver):
        await wait_for_states(rows, {"A1/log": "sent", "A1/webhook": "sent"})
    assert receiver.calls[0].body["closed"] is True
    assert receiver.calls[0].body["message_th"].startswith("[ปิดแล้ว]")


async def test_a_restart_repeats_nothing_and_loses_nothing(database: str, rows: Any) -> None:
    async with Receiver() as receiver:
        async with notifier(database, receiver):
            await put_opened(rows, "A1")
            await wait_for_states(rows, {"A1/log": "sent", "A1/webhook": "sent"})
        await put_opened(rows, "A2")  # while nobody is there
        async with notifier(database, receiver):
            await put_event(rows, UPDATED, alert_data("A1", version=2))
            await put_opened(rows, "A3")
            await wait_for_states(rows, {f"{alert}/{channel}": "sent" for alert in ("A1", "A2", "A3") for channel in ("log", "webhook")})
    assert sorted(call.key for call in receiver.calls) == ["A1/webhook", "A2/webhook", "A3/webhook"]
    end = await rows.fetchval("SELECT tx::text || '-' || seq FROM events ORDER BY tx DESC, seq DESC LIMIT 1")
    assert await rows.fetchval("SELECT position FROM cursors WHERE name = 'notifier'") == end


async def test_two_at_once_send_each_notice_once(database: str, rows: Any) -> None:
    async with Receiver() as receiver, notifier(database, receiver), notifier(database, receiver):
        for number in range(20):
            await put_opened(rows, f"A{number}")
        await wait_for_states(rows, {f"A{number}/{channel}": "sent" for number in range(20) for channel in ("log", "webhook")})
    assert sorted(call.key for call in receiver.calls) == sorted(f"A{number}/webhook" for number in range(20))


PROGRAM = """
import os
from ops.event_loop import run
from ops.settings import load
from streams.notifier import deliver
from streams.notifier.service import run_notifier
deliver.LEASE_MS = 1000
run(run_notifier(load(None, os.environ)))
"""


async def test_killed_before_the_answer_it_repeats_under_the_same_key_and_sigterm_exits_0(database: str, rows: Any) -> None:
    async with Receiver(None) as receiver:
        environ = {
            "WASTETRACK_DATABASE": database, "WASTETRACK_WEBHOOK": receiver.address, "WASTETRACK_HTTP": f"127.0.0.1:{free_port()}",
        }  # fmt: skip
        await put_opened(rows, "A1")
        first = await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, env=environ)

        async def called() -> bool:
            return len(receiver.calls) == 1

        await until(called, "the first call is on its way")
        first.kill()
        await first.wait()
        second = await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, env=environ)
        await wait_for_states(rows, {"A1/log": "sent", "A1/webhook": "sent"})
        second.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await second.wait() == 0
    assert [call.key for call in receiver.calls] == ["A1/webhook"] * 2


async def test_without_a_database_it_waits_and_says_so() -> None:
    with structlog.testing.capture_logs() as lines:
        async with notifier(f"postgresql://127.0.0.1:{free_port()}/nothing") as health:

            async def logged() -> bool:
                return any(line["event"] == "notifier waits for postgresql" for line in lines)

            await until(logged, "its log says so")
            answer = await health.get("/readyz")
            assert answer.status_code == 503
            assert "postgresql" in answer.text
            assert (await health.get("/healthz")).status_code == 200


async def test_with_one_it_is_ready(database: str) -> None:
    async with notifier(database) as health:

        async def ready() -> bool:
            return (await health.get("/readyz")).status_code == 200

        await until(ready, "ready")


def test_a_webhook_that_is_no_address_is_refused() -> None:
    with pytest.raises(BadSetting, match="WASTETRACK_WEBHOOK"):
        build_channels(load(None, {"WASTETRACK_WEBHOOK": "officers"}))


def test_a_lease_outlasts_a_try() -> None:
    assert deliver.LEASE_MS > 2 * webhook.TIMEOUT_S * 1000
