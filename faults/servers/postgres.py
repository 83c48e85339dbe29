"""PostgreSQL on this machine: the one of the wheel, durable, over a folder that outlives its deaths."""

import contextlib
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psutil

from ops.embedded.postgres import EmbeddedPostgres

_GONE_S: Final = 10.0


class PostgresServer:
    """A real server that waits for the disk as in production; each start may be at another port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: EmbeddedPostgres | None = None
        self.dsn = ""

    @property
    def port(self) -> int:
        """Where it listens, or listened last."""
        return urlsplit(self.dsn).port or 0

    @property
    def running(self) -> bool:
        """Whether it was started and neither stopped nor killed since."""
        return self._server is not None

    def start(self) -> None:
        """Returns once it answers, the data being as the last transaction left them; raises NoDatabase."""
        server = EmbeddedPostgres(self._folder, durable=True)
        self.dsn = server.start()
        self._server = server

    def stop(self) -> None:
        """A fast shut-down: connections are cut, transactions rolled back. May be called twice."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def kill(self) -> None:
        """SIGKILL for all its processes at once, as when the machine's power fails."""
        master = self.master()
        processes = [master, *master.children(recursive=True)]
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, timeout=_GONE_S)
        self.stop()

    def crash_a_backend(self) -> None:
        """SIGKILL for one of its sessions: the server throws all others out and recovers by itself."""
        for process in self.master().children():
            with contextlib.suppress(psutil.NoSuchProcess):  # sessions come and go
                if "wastetrack" in " ".join(process.cmdline()):
                    process.kill()
                    return

    def serving(self) -> bool:
        """Whether its master process is there; a full disk may have ended it."""
        try:
            return self.master().is_running()
        except (OSError, ValueError, psutil.NoSuchProcess):
            return False

    def through(self, port: int) -> str:
        """Its address as seen through a proxy on this port."""
        parts = urlsplit(self.dsn)
        return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{port}"))

    def master(self) -> psutil.Process:
        """The process whose children are its sessions; raises OSError or psutil.NoSuchProcess where there is none."""
        note = self._folder / "pgdata" / "postmaster.pid"
        return psutil.Process(int(note.read_text().split("\n", 1)[0]))
