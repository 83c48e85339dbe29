"""What is refused, and how it is said."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from ops.ports import free_port
from ops.settings import Settings, load
from tests.dashboard.conftest import running
from tests.dashboard.seed import alert_data, put_alert, put_unit, unit_body
from tests.dashboard.wait import until


def check_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem of an answer that has the form of one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    for sentence in (problem["detail"], problem["detail_th"]):
        assert sentence
        assert "\n" not in sentence
    return problem


BAD = (
    ("alerts?state=shut", "state"),
    ("alerts?urgency=now", "urgency"),
    ("alerts?limit=0", "limit"),
    ("alerts?limit=1001", "limit"),
    ("alerts?limit=ten", "limit"),
    ("alerts?cursor=%25%25", "cursor"),
    ("alerts?cursor=bm90IGpzb24", "cursor"),
    ("alerts?cursor=WyJ0cmlwcyIsMSwiVDEiXQ", "cursor"),  # one of the list of trips
    ("alerts?cursor=WyJhbGVydHMiLC0xLCJBMSJd", "cursor"),  # a time before all times
    ("trips?state=arrived", "state"),
    ("units?cursor=x", "cursor"),
    ("units/U1/track?from=yesterday", "from"),
    ("units/U1/track?to=2026-13-01T00:00:00Z", "to"),
    ("units/U1/track?from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z", "from"),
    ("events?after=12", "after"),
    ("events?after=1-2-3", "after"),
    ("events?types=wastetrack.alert.shouted", "types"),
    ("events?limit=-1", "limit"),
)


async def test_a_bad_parameter_is_refused_by_name(api: httpx.AsyncClient) -> None:
    for path, named in BAD:
        problem = check_problem(await api.get(f"/api/v1/{path}"), 400)
        assert f"'{named}'" in problem["detail"], path
        assert f"'{named}'" in problem["detail_th"], path


CHOICES = (
    ("alerts?state=shut", "write one of open, closed, all"),
    ("alerts?urgency=now", "write one of immediate, today, record"),
    ("trips?state=arrived", "write one of open, completed, ended, all"),
)


async def test_a_word_that_is_none_of_the_choices_is_answered_with_them(api: httpx.AsyncClient) -> None:
    for path, choices in CHOICES:
        problem = check_problem(await api.get(f"/api/v1/{path}"), 400)
        assert problem["detail"].endswith(choices)
        assert choices in problem["detail_th"]


async def test_a_bad_last_event_id_is_refused(api: httpx.AsyncClient) -> None:
    problem = check_problem(await api.get("/api/v1/live", headers={"Last-Event-ID": "abc"}), 400)
    assert "Last-Event-ID" in problem["detail"]


ABSENT = ("/api/v1/alerts/A9", "/api/v1/trips/T9", "/api/v1/units/U9/track", "/api/v1/permits/P-9", "/api/v1/nothing", "/nothing.js")


async def test_what_is_not_there_is_a_404(api: httpx.AsyncClient) -> None:
    for path in ABSENT:
        check_problem(await api.get(path), 404)


async def test_nothing_can_be_changed(api: httpx.AsyncClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        check_problem(await api.request(method, "/api/v1/alerts"), 405)


async def test_a_value_that_the_database_refuses_is_a_400(api: httpx.AsyncClient) -> None:
    check_problem(await api.get("/api/v1/alerts", params={"rule": "a\x00b"}), 400)


async def test_no_path_leads_out_of_the_page(api: httpx.AsyncClient) -> None:
    for path in ("/..%2f..%2fpyproject.toml", "/assets/../../serve.py", "/%2e%2e/app.py", "/../app.py"):
        answer = await api.get(path)
        assert answer.status_code == 404
        assert "wastetrack" not in answer.text.replace(path, "")


async def test_without_a_database_it_listens_says_what_it_waits_for_and_goes_on_when_it_comes(
    settings: Settings, rows: Any
) -> None:
    await put_alert(rows, alert_data("A1"))
    gate = await Gate.open(settings.database)
    async with running(gate.settings) as api:
        waiting = await api.get("/readyz")
        assert waiting.status_code == 503
        assert "postgresql" in waiting.text
        problem = check_problem(await api.get("/api/v1/alerts"), 503)
        assert "postgresql" in problem["detail"]
        assert (await api.get("/healthz")).status_code == 200
        check_problem(await api.get("/api/v1/live"), 503)
        assert (await api.get("/api/v1/settings")).status_code == 200
        await gate.start()

        async def ready() -> bool:
            return (await api.get("/readyz")).status_code == 200

        await until(ready, "the dashboard finds the database")
        assert [item["alert_id"] for item in (await api.get("/api/v1/alerts")).json()["items"]] == ["A1"]
    await gate.close()


async def test_without_tables_it_names_the_command(postgres: str) -> None:
    async with running(load(None, {"WASTETRACK_DATABASE": postgres})) as api:

        async def says_migrate() -> bool:
            return "wastetrack migrate" in (await api.get("/readyz")).text

        await until(says_migrate, "it says what is missing")
        problem = check_problem(await api.get("/api/v1/alerts"), 503)
        assert "wastetrack migrate" in problem["detail"]


async def test_the_page_when_it_was_not_built_names_the_command(settings: Settings, tmp_path: Path) -> None:
    async with running(settings, static=tmp_path / "none") as api:
        answer = await api.get("/")
        assert answer.status_code == 503
        assert "make setup" in answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_page_is_served_strictly_compressed_and_cached(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>" + "x" * 2000, "utf-8")
    (tmp_path / "assets" / "index-Ab12_cd3.js").write_text("let a = 1;" * 300, "utf-8")
    (tmp_path / "assets" / "map-Ab12Cd34.woff2").write_bytes(b"\x00" * 2000)
    async with running(settings, static=tmp_path) as api:
        page = await api.get("/")
        assert page.text.startswith("<!doctype html>x")
        assert page.headers["content-security-policy"] == "default-src 'self'; img-src 'self' data:"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["content-encoding"] == "gzip"
        assert page.headers["cache-control"] == "no-cache"
        again = await api.get("/", headers={"If-None-Match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        script = await api.get("/assets/index-Ab12_cd3.js")
        assert script.text == "let a = 1;" * 300
        assert script.headers["content-type"] == "text/javascript; charset=utf-8"
        assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
        plain = await api.get("/assets/index-Ab12_cd3.js", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.text == script.text
        font = await api.get("/assets/map-Ab12Cd34.woff2")
        assert font.headers["content-type"] == "font/woff2"
        assert "content-encoding" not in font.headers


async def test_every_answer_carries_the_security_headers_and_long_ones_are_compressed(api: httpx.AsyncClient, rows: Any) -> None:
    for number in range(30):
        await put_unit(rows, unit_body(f"U{number}"))
    for path in ("/", "/api/v1/units", "/api/v1/alerts?limit=0", "/nothing", "/openapi.json", "/healthz"):
        answer = await api.get(path)
        assert answer.headers["content-security-policy"] == "default-src 'self'; img-src 'self' data:", path
        assert answer.headers["x-content-type-options"] == "nosniff", path
    assert (await api.get("/api/v1/units")).headers["content-encoding"] == "gzip"


TILES = [
    ("", "default-src 'self'; img-src 'self' data:"),
    ("/tiles/{z}/{x}/{y}.png", "default-src 'self'; img-src 'self' data:"),
    (
        "https://t.example:8443/{z}/{x}/{y}.png",
        "default-src 'self'; img-src 'self' data: https://t.example:8443; connect-src 'self' https://t.example:8443",
    ),
    ("/maps/th.pmtiles", "default-src 'self'; img-src 'self' data:"),
    ("pmtiles:///maps/th", "default-src 'self'; img-src 'self' data:"),
    (
        "pmtiles://https://t.example/th",
        "default-src 'self'; img-src 'self' data: https://t.example; connect-src 'self' https://t.example",
    ),
]


@pytest.mark.parametrize(("tiles", "policy"), TILES)
async def test_the_page_may_ask_the_host_of_its_map_tiles_and_no_other(settings: Settings, tiles: str, policy: str) -> None:
    async with running(msgspec.structs.replace(settings, tiles=tiles, tiles_credit="ผู้ให้บริการ")) as api:
        answer = await api.get("/api/v1/settings")
        assert answer.headers["content-security-policy"] == policy
        assert (answer.json()["tiles"], answer.json()["tiles_credit"]) == (tiles, "ผู้ให้บริการ")


class Gate:
    """A port that leads to the database once it is started."""

    def __init__(self, settings: Settings, target: tuple[str, int] | str) -> None:
        self.settings = settings
        self._target = target
        self._port = int(settings.database.rsplit(":", 1)[1].split("/")[0])
        self._server: asyncio.Server | None = None
        self._pumps: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, dsn: str) -> "Gate":
        """A gate, shut, on a free port, in front of a database."""
        from urllib.parse import parse_qs, urlsplit

        parts = urlsplit(dsn)
        folder = parse_qs(parts.query).get("host", [None])[0]
        target: tuple[str, int] | str = (
            f"{folder}/.s.PGSQL.{parts.port or 5432}" if folder else (parts.hostname or "127.0.0.1", parts.port or 5432)
        )
        user = f"{parts.username}:{parts.password or ''}@" if parts.username else ""
        gated = f"postgresql://{user}127.0.0.1:{free_port()}{parts.path}"
        return cls(load(None, {"WASTETRACK_DATABASE": gated}), target)

    async def start(self) -> None:
        """Opens it."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)

    async def close(self) -> None:
        """Shuts it for good, and cuts what goes through it."""
        if self._server is not None:
            self._server.close()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(self._target, str):
            there_reader, there_writer = await asyncio.open_unix_connection(self._target)
        else:
            there_reader, there_writer = await asyncio.open_connection(*self._target)
        for one, other in ((reader, there_writer), (there_reader, writer)):
            task = asyncio.create_task(self._pump(one, other))
            self._pumps.add(task)
            task.add_done_callback(self._pumps.discard)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()
