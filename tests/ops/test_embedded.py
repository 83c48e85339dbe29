"""The servers inside end with whoever started them, and come back after a kill."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from ops.embedded.broker import EmbeddedBroker, embedded_broker
from ops.embedded.guard import Guarded
from ops.embedded.postgres import EmbeddedPostgres, NoDatabase, embedded_postgres
from tests.fixtures.waiting import until

STARTS_BOTH = """
import signal, sys
from pathlib import Path
from ops.embedded.broker import EmbeddedBroker
from ops.embedded.postgres import EmbeddedPostgres
broker, database = EmbeddedBroker(), EmbeddedPostgres(Path(sys.argv[1]), durable=False)
broker.start()
print(database.start(), flush=True)
signal.pause()
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="wastetrack-data-") as folder:
        yield Path(folder)


def servers_of(data_dir: Path) -> list[psutil.Process]:
    return [p for p in psutil.process_iter(["cmdline"]) if f"{data_dir}/pgdata" in (p.info["cmdline"] or [])]


def start_both(data_dir: Path) -> tuple[subprocess.Popen[str], str]:
    parent = subprocess.Popen([sys.executable, "-c", STARTS_BOTH, str(data_dir)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert select.select([parent.stdout], [], [], 60)[0], "the servers did not start"
    return parent, parent.stdout.readline().strip()


def end(parent: subprocess.Popen[str]) -> None:
    parent.kill()
    parent.communicate()


async def test_the_block_ends_the_broker():
    async with embedded_broker({"gps.pings": 6}) as bootstrap:
        port = int(bootstrap.split(":")[1])
        mine = [c for c in psutil.Process().children() if port in {a.laddr.port for a in c.net_connections()}]
        assert len(mine) == 1
    assert not mine[0].is_running()


def test_a_topic_is_made_once():
    with EmbeddedBroker({"trips": 6}) as broker, pytest.raises(RuntimeError, match=r"trips.*already exists"):
        broker.create_topic("trips", 6)


async def test_data_are_there_again_at_the_next_start(data_dir: Path):
    for run in (1, 2):
        with embedded_postgres(data_dir, durable=False) as dsn:
            connection = await asyncpg.connect(dsn)
            await connection.execute("CREATE TABLE IF NOT EXISTS runs (n int)")
            await connection.execute("INSERT INTO runs VALUES ($1)", run)
            assert await connection.fetchval("SELECT count(*) FROM runs") == run
            await connection.close()
        assert not servers_of(data_dir)
        assert not (data_dir / "lock").exists()


async def test_no_one_comes_in_without_the_password(data_dir: Path):
    with embedded_postgres(data_dir, durable=False) as dsn:
        head, tail = dsn.split("@")
        without = head.rsplit(":", 1)[0] + ":guess@" + tail
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(without)
        assert (data_dir / "password").stat().st_mode & 0o077 == 0


def test_a_folder_in_use_is_refused_with_its_holder(data_dir: Path):
    with embedded_postgres(data_dir, durable=False), pytest.raises(NoDatabase, match=rf"in use by process {os.getpid()}\b"):
        EmbeddedPostgres(data_dir).start()


def test_the_servers_end_when_their_parent_is_killed(data_dir: Path):
    parent, _ = start_both(data_dir)
    children = psutil.Process(parent.pid).children(recursive=True)
    assert len(children) >= 3
    end(parent)
    until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children), "none of them is left")
    assert not servers_of(data_dir)


async def test_an_orphan_of_a_killed_run_is_ended_and_its_data_kept(data_dir: Path):
    parent, dsn = start_both(data_dir)
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    await connection.close()
    for guard in psutil.Process(parent.pid).children():
        guard.send_signal(signal.SIGKILL)
    end(parent)
    orphans = servers_of(data_dir)
    assert orphans
    assert (data_dir / "lock").exists()
    with embedded_postgres(data_dir, durable=False) as dsn:
        assert not any(orphan.is_running() for orphan in orphans)
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("SELECT n FROM kept") == 1
        await connection.close()


def test_a_process_file_that_names_a_stranger_is_no_obstacle(data_dir: Path):
    with embedded_postgres(data_dir, durable=False):
        pass
    stranger = (f"{os.getpid()}", f"{data_dir}/pgdata", "1", "5432", "", "127.0.0.1", "0 0", "ready")
    (data_dir / "pgdata" / "postmaster.pid").write_text("\n".join(stranger) + "\n")
    with embedded_postgres(data_dir, durable=False) as dsn:
        assert dsn


@pytest.mark.parametrize("leftover", ("pgdata.new", "password.new"))
def test_a_start_cut_short_is_made_good(data_dir: Path, leftover: str):
    (data_dir / "pgdata.new").mkdir()
    (data_dir / leftover).touch()
    (data_dir / "pgdata.new" / "half").touch()
    with embedded_postgres(data_dir, durable=False) as dsn:
        assert dsn


DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"
OBEDIENT = "import signal; print('up', flush=True); signal.pause()"


@pytest.mark.parametrize(
    ("program", "by_itself"),
    ((OBEDIENT, True), (DEAF, False)),
    ids=("one that ends when asked", "one that does not listen is killed"),
)
def test_a_guarded_program_never_outlives_its_release(tmp_path: Path, program: str, by_itself: bool):
    with (tmp_path / "log").open("wb") as log:
        guarded = Guarded([sys.executable, "-c", program], end_with=signal.SIGTERM, log=log)
    until(lambda: "up" in (tmp_path / "log").read_text(), "it is up")
    (child,) = psutil.Process(guarded.pid).children()
    assert guarded.release(30 if by_itself else 0.2) is by_itself
    until(lambda: not child.is_running(), "it has ended")
    assert guarded.ended()
