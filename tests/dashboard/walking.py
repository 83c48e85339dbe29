"""A walk: a script of the page's `e2e/` in a real browser, which asks by name for what is to happen behind the page."""

import asyncio
import contextlib
import functools
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final, Self

import httpx

from ops.ports import free_port
from ops.settings import Settings
from tests.dashboard.conftest import running
from tests.dashboard.wait import until

ROOT: Final = Path(__file__).parents[2]
PATIENCE_S: Final = 600
Deeds = Mapping[str, Callable[[], Awaitable[object]]]


@functools.cache
def build() -> None:
    """Builds the page where it is older than its sources; looked at once."""
    subprocess.run([sys.executable, "hatch_build.py"], cwd=ROOT, check=True, timeout=600)


async def walk(
    script: str, chromium: str, url: httpx.URL | str = "", deeds: Deeds | None = None, *, patience_s: float = PATIENCE_S, **told: str
) -> None:
    """Runs `npm run e2e:SCRIPT` at this dashboard to its end; on a line `please DEED` of its output the deed is done."""
    await asyncio.to_thread(build)
    environ = os.environ | {"CHROMIUM": chromium, "WASTETRACK_URL": str(url)} | told
    process = await asyncio.create_subprocess_exec(
        sys.executable, "hatch_build.py", "npm", "run", f"e2e:{script}", cwd=ROOT, env=environ,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    lines: list[str] = []
    try:
        async with asyncio.timeout(patience_s):
            async for line in process.stdout:
                lines.append(line.decode())
                word, _, deed = lines[-1].strip().partition(" ")
                if word == "please":
                    await (deeds or {})[deed]()
            assert await process.wait() == 0, "".join(lines)
    except TimeoutError:
        raise AssertionError("".join(lines)) from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


class Standing:
    """A dashboard at one address, that can be ended and begun again."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._port = settings, free_port()
        self._runs = contextlib.AsyncExitStack()
        self.url = f"http://127.0.0.1:{self._port}/"

    async def begin(self) -> httpx.AsyncClient:
        """Starts it; returns once it is ready."""
        api = await self._runs.enter_async_context(running(self._settings, self._port))

        async def ready() -> bool:
            return (await api.get("/readyz")).status_code == 200

        await until(ready, "the dashboard is ready")
        return api

    async def end(self) -> None:
        """Ends it as SIGTERM does."""
        await self._runs.aclose()

    async def __aenter__(self) -> Self:
        await self.begin()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()
