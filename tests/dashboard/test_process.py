"""The dashboard as a process: SIGTERM, a taken port, and nothing personal in any answer."""

import asyncio
import json
import signal
import socket
import sys
from typing import Any

import httpx
import pytest

from dashboard.serve import serve_dashboard
from ops.ports import free_port
from ops.settings import BadSetting, Settings
from tests.dashboard.asking import questions
from tests.dashboard.seed import (
    PERMIT_NO,
    alert_data,
    put_alert,
    put_event,
    put_reference,
    put_trip,
    put_unit,
    trip_data,
    unit_body,
)
from tests.dashboard.stream import Listener
from tests.dashboard.wait import until

PROGRAM = """
import os
from pathlib import Path
from dashboard.serve import run_dashboard
from ops.event_loop import run
from ops.settings import load
run(run_dashboard(load(None, os.environ)))
"""


async def test_sigterm_ends_open_streams_and_exits_0(database: str) -> None:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, env={"WASTETRACK_DATABASE": database, "WASTETRACK_HTTP": f"127.0.0.1:{port}"}
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as api:

            async def ready() -> bool:
                assert process.returncode is None
                try:
                    return (await api.get("/readyz")).status_code == 200
                except httpx.TransportError:
                    return False

            await until(ready, "the process is ready")
            listener = Listener(api)
            await listener.connected.wait()
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(10):
                assert await process.wait() == 0
            await listener.task
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_taken_port_is_one_line_that_says_what_to_do(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSetting, match=f"port {port} on 127.0.0.1 is taken"):
            await serve_dashboard(settings, "127.0.0.1", port, asyncio.Event())


async def test_no_answer_holds_a_personal_field(api: httpx.AsyncClient, rows: Any) -> None:
    """Whatever reaches the tables by mistake: units, zones and permits show the fields that the API knows, no other."""
    sentinel = "SENTINEL-0X00101"
    personal: dict[str, Any] = {"driver_id": sentinel, "license": sentinel, "driver": {"name": sentinel}}
    await put_unit(rows, unit_body("U1", **personal))
    await put_trip(rows, trip_data("T1"))
    await put_alert(rows, alert_data("A1"))
    await put_event(rows, "wastetrack.trip.started", trip_data("T1"))
    await put_event(rows, "wastetrack.alert.opened", alert_data("A1"))
    zone = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [101, 12]}, "properties": {"zone_id": "Z", "kind": "fuel", "radius_m": 9, **personal}}
    await put_reference(rows, "zones", "Z", zone)
    permit = {
        "permit_no": PERMIT_NO, "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31", "generator": {"zone_id": "Z", **personal},
        "items": [{"item_no": 1, "consent": "accepted", "processor": {"zone_id": "Y", **personal}}],
        "vehicles": [{"plate": "70-1234", "province": "ระยอง", **personal}], **personal,
    }  # fmt: skip
    await put_reference(rows, "permits", "กอ12569000417", permit)
    described = (await api.get("/openapi.json")).json()
    keys = {"alert_id": "A1", "trip_id": "T1", "unit_id": "U1", "permit_no": PERMIT_NO, "desk_id": "centre", "file": "vendors.csv"}

    async def gathered() -> bool:
        items = (await api.get("/api/v1/incidents")).json()["items"]
        if items:
            keys["incident_id"] = items[0]["incident_id"]
        return bool(items)

    await until(gathered, "the alert's incident is there")
    for path in questions(described, keys):
        answer = await api.get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert sentinel not in answer.text, path
    for word in ("driver", "license"):
        assert word not in json.dumps(described)
    assert sentinel not in (await api.get("/metrics")).text
    listener = Listener(api)
    await listener.connected.wait()
    await listener.cut()
    assert sentinel not in repr(listener.heard)
