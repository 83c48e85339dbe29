"""What pages and look-ups ask of tables that only grow is found by an index, in tables as full as those of some months."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import msgspec
import pytest

from models.reach import Reach
from models.times import DAY_MS, HOUR_MS, from_iso
from storage.lists_incidents import read_names
from storage.lists_names import find_records
from storage.lists_scope import read_spans_seen
from storage.lists_trips import read_trips
from storage.pool import connect
from tests.fixtures.postgres import PostgresServer

ROWS: Final = 100_000
BEGIN: Final = from_iso("2026-06-01T00:00:00Z")
END: Final = BEGIN + 100 * DAY_MS
STEP_MS: Final = 100 * DAY_MS // ROWS
TRIPS: Final = f"""
    INSERT INTO trips (trip_id, unit_id, plate_key, permit_no, state, started_ms, ended_ms, version, data)
    SELECT 'T' || n, 'U' || n % 2000, 'กข' || n % 2000 || '|ระยอง', 'P-' || n % 3000,
           CASE WHEN n > {ROWS} - 500 THEN 'on_the_way' ELSE 'completed' END, {BEGIN} + n * {STEP_MS}::bigint,
           CASE WHEN n <= {ROWS} - 500 THEN {BEGIN} + n * {STEP_MS}::bigint + {HOUR_MS} END, 1,
           jsonb_build_object('permit_no', 'P-' || n % 3000, 'origin_zone_id', 'Z' || n % 300)
    FROM generate_series(1, {ROWS}) AS n
    """
LOG: Final = f"""
    INSERT INTO incident_log (incident_id, version, at_ms, who, act, to_state, assignee)
    SELECT 'I' || n / 10, n % 10, {BEGIN}, CASE WHEN n % 3 > 0 THEN 'person-' || n % 40 END, 'comment', 'new',
           CASE WHEN n % 5 = 0 THEN 'given-' || n % 7 END
    FROM generate_series(1, {ROWS}) AS n
    """

MANIFESTS: Final = f"""
    INSERT INTO reference_versions (kind, key, received_ms, source, body)
    SELECT 'manifests', 'M' || n % {ROWS // 2}, n, 's' || n, jsonb_build_object('manifest_no', 'M' || n % {ROWS // 2}, 'n', n,
           'note', repeat('told at length ', 80)) FROM generate_series(1, {ROWS}) AS n
    """


class Explained:
    """Answers as the database does and keeps how each question was planned."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.plans: list[str] = []

    async def fetch(self, query: str, *values: Any) -> Any:
        plan = await self._connection.fetch(f"EXPLAIN {query}", *values)
        self.plans.append("\n".join(row[0] for row in plan))
        return await self._connection.fetch(query, *values)

    def scans(self, table: str) -> bool:
        """Whether any plan reads the whole of a table."""
        assert self.plans
        return any(f"Seq Scan on {table}" in plan for plan in self.plans)


@pytest.fixture(scope="module")
def filled(postgres_server: PostgresServer, migrated: str) -> Iterator[str]:
    dsn = postgres_server.create_database(template=migrated)
    yield dsn
    postgres_server.drop_database(dsn)


@pytest.fixture
async def asked(filled: str) -> AsyncIterator[Explained]:
    connection = await connect(filled)
    if not await connection.fetchval("SELECT count(*) FROM trips"):
        await connection.execute(TRIPS)
        # The lines stand for themselves here: their incidents are not looked at.
        await connection.execute(f"SET session_replication_role = replica; {LOG}; RESET session_replication_role")
        # What is not flushed yet is not known to be seen by all, and would be looked up beside the index.
        await connection.execute(f"SET synchronous_commit = on; {MANIFESTS}")
        await connection.execute("VACUUM ANALYZE reference_versions")
        await connection.execute("ANALYZE trips; ANALYZE incident_log")
    yield Explained(connection)
    await connection.close()


async def test_names_are_found_by_a_step_for_each(asked: Explained):
    names = await read_names(asked)
    everybody = {f"person-{n % 40}" for n in range(1, ROWS + 1) if n % 3} | {f"given-{n}" for n in range(7)}
    assert names == sorted(everybody)
    assert not asked.scans("incident_log")


async def test_before_anybody_acted_there_are_no_names(db: Any):
    assert await read_names(db) == []


async def test_trips_of_a_plate_are_found_by_it_whatever_the_province(asked: Explained):
    rows = await read_trips(asked, limit=51, plate="กข77")
    assert [row.trip_id for row in rows] == [f"T{n}" for n in range(ROWS - ROWS % 2000, 0, -1) if n % 2000 == 77][:51]
    assert not asked.scans("trips")


async def test_trips_of_a_permit_are_found_by_it_as_people_write_it(asked: Explained):
    rows = await read_trips(asked, limit=51, permit_no="P77")
    assert [row.trip_id for row in rows] == [f"T{n}" for n in range(ROWS, 0, -1) if n % 3000 == 77]
    assert not asked.scans("trips")


NOTHING: Final = Reach(
    permits=frozenset(), whole=frozenset(), papers=frozenset(), origins=frozenset(), zones=frozenset(), spans=(),
    plates=frozenset(), carriers=frozenset(),
)  # fmt: skip
async def test_a_part_of_a_manifest_s_number_is_looked_for_in_the_index(asked: Explained):
    """Of each the version told last, the one that is the whole of what was asked for first."""
    found = [msgspec.json.decode(body) for body in await find_records(asked, "manifests", "M4999", 20)]
    assert [one["n"] for one in found] == [ROWS // 2 + 4999, *(ROWS // 2 + 49999 - n for n in range(10))]
    assert not asked.scans("reference_versions")


REACHES: Final = (
    ("of a permit", msgspec.structs.replace(NOTHING, permits=frozenset({"P-77"}))),
    ("of a gate", msgspec.structs.replace(NOTHING, origins=frozenset({"Z77"}))),
    ("of both", msgspec.structs.replace(NOTHING, permits=frozenset({"P-77"}), origins=frozenset({"Z77"}))),
)
PERIODS: Final = (
    ("the newest day", END - DAY_MS, END + HOUR_MS),
    ("a day between", BEGIN + 50 * DAY_MS, BEGIN + 51 * DAY_MS),
    ("the oldest day", BEGIN, BEGIN + DAY_MS),
)


@pytest.mark.parametrize(("from_ms", "to_ms"), [row[1:] for row in PERIODS], ids=[row[0] for row in PERIODS])
@pytest.mark.parametrize("reach", [row[1] for row in REACHES], ids=[row[0] for row in REACHES])
async def test_when_units_may_be_seen_is_found_by_the_period(asked: Explained, reach: Reach, from_ms: int, to_ms: int):
    spans = await read_spans_seen(asked, reach, from_ms, to_ms) or []
    own = [n for n in range(1, ROWS + 1) if f"P-{n % 3000}" in reach.permits or f"Z{n % 300}" in reach.origins]
    starts = {BEGIN + n * STEP_MS: n for n in own}
    assert {span.from_ms for span in spans} == {
        start for start, n in starts.items() if start < to_ms and (n > ROWS - 500 or start + HOUR_MS >= from_ms)
    }
    assert all(span.from_ms < to_ms and span.to_ms > from_ms for span in spans)
    assert not asked.scans("trips")
