"""The health pages, and the server that lives in another service's loop."""

import asyncio
import socket

import httpx
import pytest

from ops.http import Health, HttpServer, build_health_app, serve
from ops.metrics import GATEWAY_DEAD, build_metrics
from ops.settings import BadSetting


async def test_the_pages_say_how_it_stands() -> None:
    health, metrics = Health(), build_metrics()
    server = HttpServer(build_health_app(health, metrics), "127.0.0.1", 0)
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:

            async def page(path: str) -> tuple[int, str]:
                answer = await client.get(path)
                return answer.status_code, answer.text

            assert await page("/healthz") == (200, "ok")
            assert await page("/readyz") == (200, "ready")
            health.waiting_for("Kafka")
            health.waiting_for("PostgreSQL")
            assert await page("/readyz") == (503, "waiting for Kafka, PostgreSQL")
            health.has("Kafka")
            assert await page("/readyz") == (503, "waiting for PostgreSQL")
            health.has("PostgreSQL")
            assert health.ready
            health.alive("no progress for 90 s")
            assert await page("/healthz") == (503, "no progress for 90 s")
            health.alive()
            health.probe(lambda: "the loop ended")
            assert await page("/healthz") == (503, "the loop ended")
            metrics.count(GATEWAY_DEAD)
            status, text = await page("/metrics")
            assert (status, "wastetrack_gateway_dead_letters_total 1.0" in text) == (200, True)
            assert (await client.get("/metrics")).headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
            assert (await client.get("/healthz")).headers["content-type"] == "text/plain; charset=utf-8"
            assert (await page("/schema"))[0] == 404
    finally:
        await server.stop()


async def test_a_port_in_use_is_one_line_that_names_the_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSetting, match=rf"port {port} on 127\.0\.0\.1 is taken.*WASTETRACK_HTTP"):
            await serve(build_health_app(Health(), build_metrics()), "127.0.0.1", port, asyncio.Event())


async def test_an_address_of_another_machine_is_one_line_too() -> None:
    with pytest.raises(BadSetting, match=r"cannot listen on 203\.0\.113\.1:8080.*WASTETRACK_HTTP"):
        await HttpServer(build_health_app(Health(), build_metrics()), "203.0.113.1", 8080).start()


async def test_the_same_port_serves_again_after_a_stop() -> None:
    app = build_health_app(Health(), build_metrics())
    server = HttpServer(app, "127.0.0.1", 0)
    await server.start()
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{server.port}/healthz")).status_code == 200
    await server.stop()
    until = asyncio.Event()
    again = asyncio.create_task(serve(app, "127.0.0.1", server.port, until))
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=20)) as client:
        assert (await client.get(f"http://127.0.0.1:{server.port}/healthz")).status_code == 200
    until.set()
    await again
