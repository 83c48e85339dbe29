"""The schema: the plain SQL files of `storage/migrations`, each run once, whoever asks at the same time."""

import contextlib
import time
from importlib.resources import as_file, files
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
import yoyo

from storage.pool import DatabaseUnavailable, check_dsn, place_of, unavailable

LOCK_KEY: Final = 0x77747_001
"""The advisory lock under which migrations run."""

_CONNECT_S: Final = 5
_WAIT_S: Final = 60
_ASK_S: Final = 0.2


def migrate(dsn: str) -> list[str]:
    """Brings the schema up to date and returns the names of the migrations that it ran; raises DatabaseUnavailable.

    Blocks. Of several at once one runs them and the others wait, then find nothing to do.
    """
    check_dsn(dsn)
    try:
        with psycopg.connect(dsn, connect_timeout=_CONNECT_S, autocommit=True) as guard:
            if not _alone(guard):
                raise DatabaseUnavailable(f"another `wastetrack migrate` runs on {place_of(dsn)}: wait for it")
            return _run(dsn)
    except psycopg.OperationalError as error:
        raise unavailable(dsn, error) from error
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise DatabaseUnavailable(f"the migration of {place_of(dsn)} failed and was taken back: {reason}") from error


def _alone(guard: psycopg.Connection[Any]) -> bool:
    """Whether the turn came in time; asked for again and again, as an index that is built waits for all who wait."""
    for _ in range(round(_WAIT_S / _ASK_S)):
        row = guard.execute("SELECT pg_try_advisory_lock(%s)", (LOCK_KEY,)).fetchone()
        if row is not None and row[0]:
            return True
        time.sleep(_ASK_S)
    return False


def _run(dsn: str) -> list[str]:
    backend = yoyo.get_backend(urlunsplit(urlsplit(dsn)._replace(scheme="postgresql+psycopg")))
    with contextlib.closing(backend.connection), as_file(files("storage").joinpath("migrations")) as folder:
        # We hold the advisory lock, so the tool's own lock can only be one that a killed process left behind.
        backend.break_lock()
        with backend.lock():
            waiting = backend.to_apply(yoyo.read_migrations(str(folder)))
            backend.apply_migrations(waiting)
            return [str(migration.id) for migration in waiting]
