"""The schema that migrations make is the one that is written down, and a migration keeps what an older release stored."""

import shutil
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import yoyo
from psycopg import sql
from psycopg.rows import dict_row

from storage.migrate import migrate
from storage.partitions import ensure_days
from storage.pool import connect
from tests.storage.rows import AT
from tests.storage.schema import FILE, HEAD, dumped

MIGRATIONS: Final = sorted((Path(FILE).parent / "migrations").glob("*.sql"))
ROWS: Final = {
    "reference_versions": "(kind, key, received_ms, source, body) VALUES ('permits', 'P', 1, 'f', '{\"a\": 1}')",
    "reference_offsets": "VALUES ('reference.permits', 0, 7)",
    "pings": f"VALUES ('U1', {AT}, {AT}, null, 12.6, 101.1, 1, 2, 1, 0.9, 9, true, true, 0, 0, 'gps.pings', 0, 0)",
    "raw_batches": f"VALUES ('gps.pings', 0, 0, 0, {AT}, 1, '\\x01', '\\x02')",
    "offsets": f"VALUES ('gps.pings', 0, 1, '\\x02', {AT}, false, 3, 'one')",
    "unit_states": "VALUES ('U1', 0, 1, 1, '\\x01')",
    "checkpoints": "VALUES ('U1', 1, 1, '\\x01')",
    "trips": f"VALUES ('T1', 'U1', 'K', 'P', 'on_the_way', {AT}, null, 1, '{{}}')",
    "alerts": f"VALUES ('A1', 'route-deviation', 'high', 'immediate', 'open', 'U1', 'T1', {AT}, {AT}, 1, '{{}}')",
    "events": f"(event_id, type, subject, at_ms, body) VALUES ('E1', 't', 'T1', {AT}, '{{}}')",
    "outbox": "(owner, topic, key, body) VALUES (0, 'trips', 'U1', '{}')",
    "facts": "(partition, receipt_ms, key, body) VALUES (0, 1, 'vendor:043', '{}')",
    "judge": "VALUES (0, 1, 2, 2, '\\x01')",
    "unit_live": "VALUES ('U1', 1, 1, '{}')",
    "notices": "VALUES ('A1/log', 'A1', 'log', 'due', 0, 1, null, null, '{}')",
    "cursors": "VALUES ('notifier', '0-0')",
    "vendors": "VALUES ('v', '{043}', '{}', 'h', 1)",
}  # fmt: skip
"""One row of each table of the first release, as SQL."""


def migrated_as_far_as(dsn: str, number: int, folder: Path) -> None:
    """The schema of an older release: so many of the migrations."""
    folder.mkdir()
    for file in MIGRATIONS[:number]:
        shutil.copy(file, folder)
    backend = yoyo.get_backend(urlunsplit(urlsplit(dsn)._replace(scheme="postgresql+psycopg")))
    backend.apply_migrations(backend.to_apply(yoyo.read_migrations(str(folder))))
    backend.connection.close()


def contents(dsn: str) -> dict[str, dict[str, object]]:
    """The row of each table, by column."""
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        rows = {table: connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall() for table in ROWS}
    return {table: row for table, (row,) in rows.items()}


def test_the_migrated_schema_is_the_one_written_down(migrated: str, postgres_server: object, postgres: str) -> None:
    """A new migration that nobody wrote down fails here: `python -m tests.storage.schema`."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(FILE.read_bytes())
    built = dumped(postgres)
    assert HEAD + dumped(urlunsplit(urlsplit(postgres)._replace(path=f"/{migrated}"))) == FILE.read_text()
    assert HEAD + built == FILE.read_text(), "what the file builds is not what it says"


@pytest.mark.parametrize("number", range(1, len(MIGRATIONS)))
async def test_an_older_release_s_rows_are_kept(number: int, postgres: str, tmp_path: Path) -> None:
    migrated_as_far_as(postgres, number, tmp_path / "older")
    connection = await connect(postgres)
    await ensure_days(connection, [AT])
    for table, row in ROWS.items():
        await connection.execute(f"INSERT INTO {table} {row}")
    await connection.close()
    before = contents(postgres)
    assert migrate(postgres) == [file.stem for file in MIGRATIONS[number:]]
    after = contents(postgres)
    assert {table: {column: after[table][column] for column in row} for table, row in before.items()} == before


def test_migrations_only_go_forward() -> None:
    """The tool takes a file NAME.rollback.sql, or a word in a file, for a way back: there is none."""
    folder = MIGRATIONS[0].parent
    assert sorted(file.name for file in folder.iterdir() if file.is_file()) == [file.name for file in MIGRATIONS]
    assert not [file.name for file in MIGRATIONS if "rollback" in file.name or "DROP TABLE" in file.read_text()]
