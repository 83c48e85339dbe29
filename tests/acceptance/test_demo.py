"""`wastetrack demo`, from an empty folder: trucks move, an alert comes within a minute, Ctrl-C leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ops.ports import free_port
from tests.acceptance.stream import Listener
from tests.acceptance.system import PROGRAM, Service, environment
from tests.fixtures.waiting import until

MARK = "DEMO_OF_TEST"
END_S = 30.0
TOUR_S = 600.0
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that every user may enter, as the system's own for temporary files."""
    made = Path(tempfile.mkdtemp(prefix="demo-"))
    made.chmod(0o777)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def marked(mark: str) -> list[psutil.Process]:
    """Every process that a demo has started, as their environment says; itself too."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def other_user() -> list[str]:
    """How to run this Python as a plain user, where this one is root and the other may."""
    line = ["runuser", "-u", "nobody", "--"]
    if os.geteuid() != 0 or shutil.which("runuser") is None:
        return []
    return line if subprocess.run([*line, sys.executable, "-c", "import wastetrack"], capture_output=True).returncode == 0 else []


def walk_the_tour(url: str, chromium_path: str) -> None:
    """Does in a real browser what docs/monitoring-centre.md tells a newcomer to do: `e2e/tour.mjs`."""
    told = os.environ | {"WASTETRACK_URL": url, "CHROMIUM": chromium_path}
    line = [sys.executable, "hatch_build.py", "npm", "run", "e2e:tour"]
    done = subprocess.run(line, cwd=ROOT, env=told, capture_output=True, text=True, timeout=TOUR_S)
    assert done.returncode == 0, done.stdout + done.stderr


USERS = [pytest.param([], id="as who runs the tests"), *([pytest.param(other_user(), id="as a plain user")] if other_user() else [])]


@pytest.mark.parametrize("as_user", USERS)
def test_the_demo_shows_a_living_fleet_and_leaves_nothing(as_user: list[str], folder: Path, chromium_path: str):
    port, mark = free_port(), uuid.uuid4().hex
    environ = environment() | {MARK: mark, "TMPDIR": str(folder), "HOME": str(folder), "PYTHONUNBUFFERED": "1"}
    environ.pop("XDG_CACHE_HOME", None)
    log = folder.parent / f"{folder.name}.log"
    demo = Service("demo", [*as_user, *PROGRAM, "demo", "--port", str(port)], environ, log, port)
    try:
        demo.wait_ready()
        until(lambda: "The map:" in demo.log, "it says where the map is", 180, demo.state)
        began_s = time.monotonic()
        page = demo.get("/")
        assert page is not None
        assert page.status_code == 200
        with Listener(demo) as live:
            until(lambda: live.of("alert"), "an alert comes", 60, lambda: live.text[-2000:] + demo.log)
            until(lambda: sum(len(places) > 2 for places in live.places().values()) > 10, "trucks move", 60, lambda: demo.log)
            assert time.monotonic() - began_s < 60
        settings = demo.get("/api/v1/settings")
        assert settings is not None
        assert settings.json()["demo"] is True
        if not as_user:
            walk_the_tour(demo.url, chromium_path)
        assert len(marked(mark)) > 6
        own = psutil.Process(demo.process.pid)
        own = own.children()[0] if as_user else own
        own.send_signal(signal.SIGINT)
        assert demo.process.wait(END_S) == 0, demo.log
        until(lambda: not marked(mark), "no process is left", 5, lambda: str([process.cmdline() for process in marked(mark)]))
        assert list(folder.iterdir()) == []
        assert "Traceback" not in demo.log
        assert "http://127.0.0.1" in demo.log
    finally:
        for process in marked(mark):
            process.kill()
        demo.process.wait()
        log.unlink()
