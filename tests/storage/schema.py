"""The schema as one file: what the migrations make of an empty database. `python -m tests.storage.schema` writes it anew."""

import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from ops.embedded.postgres import embedded_postgres
from ops.embedded.postgres_programs import programs_for, server_user
from storage.migrate import migrate

FILE: Final = Path(__file__).parents[2] / "storage" / "schema.sql"
HEAD: Final = """\
-- The whole schema as the migrations leave it, for reading and for comparing. Migrations make it, not this file:
-- after a new one `python -m tests.storage.schema` writes it anew.

"""
_NOISE: Final = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*|)$")


def program(name: str) -> str:
    """One of PostgreSQL's programs, by its full path."""
    return str(programs_for(server_user()) / name)


def dumped(dsn: str) -> str:
    """The tables of a database as SQL, one statement after the other, without those of the migration tool."""
    command = [program("pg_dump"), "--schema-only", "--no-owner", "--no-privileges", "--exclude-table=*yoyo*", dsn]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PATH": os.defpath, "LC_ALL": "C"})
    lines = [line.replace("public.", "") for line in done.stdout.splitlines() if not _NOISE.fullmatch(line)]
    return "\n".join(lines) + "\n"


def _write() -> None:
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder), durable=False) as dsn:
        migrate(dsn)
        FILE.write_text(HEAD + dumped(dsn))


if __name__ == "__main__":
    _write()
