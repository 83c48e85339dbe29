"""The audit: a chain of rows that are only ever added; whoever alters one by hand is found out, and the row is named."""

import asyncio
import hashlib
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.audit import MAX_TEXT, audit, digest_at, read_audit, walk_audit
from storage.audit_chain import BEGINNING, AuditRow, Walk, digest_of
from storage.pool import connect, open_pool


@pytest.fixture
async def connection(database: str) -> Any:
    one = await connect(database)
    yield one
    await one.close()


async def five(connection: Any) -> None:
    for number in range(1, 6):
        await audit(connection, "somchai", "track", f"U{number}", "ตรวจสอบเหตุ")


async def faults(connection: Any) -> list[str]:
    return (await walk_audit(connection))[0].faults


async def test_rows_follow_each_other_from_the_beginning(connection: Any) -> None:
    await five(connection)
    rows = sorted(await read_audit(connection, limit=10), key=lambda row: row.seq)
    assert [(row.seq, row.person, row.what, row.about, row.why) for row in rows] == [
        (number, "somchai", "track", f"U{number}", "ตรวจสอบเหตุ") for number in range(1, 6)
    ]
    assert [row.before for row in rows] == [BEGINNING, *(row.digest for row in rows[:-1])]
    walk, seq, digest = await walk_audit(connection)
    assert (walk.faults, walk.rows, seq, digest) == ([], 5, 5, rows[-1].digest)
    assert await digest_at(connection, 5) == digest
    assert await digest_at(connection, 6) is None


async def test_an_empty_audit_is_in_order(connection: Any) -> None:
    assert await faults(connection) == []


async def test_rows_page_newest_first(connection: Any) -> None:
    await five(connection)
    assert [row.seq for row in await read_audit(connection, limit=2)] == [5, 4]
    assert [row.seq for row in await read_audit(connection, limit=9, before_seq=3)] == [2, 1]


async def test_a_row_goes_with_the_transaction_that_it_tells_of(connection: Any) -> None:
    transaction = connection.transaction()
    await transaction.start()
    await audit(connection, "somchai", "role changed", "malee")
    await transaction.rollback()
    await audit(connection, "malee", "sign-in")
    assert [(row.seq, row.person) for row in await read_audit(connection, limit=9)] == [(1, "malee")]


@pytest.mark.parametrize("statement", ("UPDATE audit SET why = ''", "DELETE FROM audit", "TRUNCATE audit"))
async def test_the_database_takes_no_change_of_it(connection: Any, statement: str) -> None:
    await five(connection)
    with pytest.raises(asyncpg.RaiseError, match="neither changed nor removed"):
        await connection.execute(statement)
    assert await faults(connection) == []


BY_HAND = (
    ("a word is altered", "UPDATE audit SET about = 'U9' WHERE seq = 3", ["row 3 is altered: track by somchai"]),
    ("the person is another", "UPDATE audit SET person = 'malee' WHERE seq = 1", ["row 1 is altered: track by malee"]),
    ("the time is another", "UPDATE audit SET at_ms = at_ms + 1 WHERE seq = 5", ["row 5 is altered: track by somchai"]),
    ("a digest is another", "UPDATE audit SET digest = sha256('x') WHERE seq = 5",
     ["row 5 is altered: track by somchai", "row 5 is altered: the newest that was written had another digest"]),
    ("a row is gone", "DELETE FROM audit WHERE seq = 3", ["row 3 is missing"]),
    ("the first is gone", "DELETE FROM audit WHERE seq = 1", ["row 1 is missing"]),
    ("the last is gone", "DELETE FROM audit WHERE seq = 5", ["row 5 is missing"]),
    ("several are gone", "DELETE FROM audit WHERE seq IN (2, 3, 5)", ["rows 2 to 3 are missing", "row 5 is missing"]),
    ("all are gone", "DELETE FROM audit", ["rows 1 to 5 are missing"]),
    ("one is put in at the end", "INSERT INTO audit SELECT 6, at_ms, 'x', what, about, why, digest, digest FROM audit WHERE seq = 5",
     ["row 6 is inserted: the newest that was written is row 5"]),
    ("one is put in before the first", "INSERT INTO audit SELECT 0, at_ms, 'x', what, about, why, before, digest FROM audit WHERE seq = 1",
     ["row 0 is inserted: rows begin with 1"]),
    ("one is put in between and the others move on", "UPDATE audit SET seq = seq + 100 WHERE seq > 3; UPDATE audit SET seq = seq - 99 WHERE seq > 100",
     ["row 4 is missing", "row 5 is altered: track by somchai", "row 6 is inserted: the newest that was written is row 5"]),
)  # fmt: skip


@pytest.mark.parametrize(("statements", "named"), [pytest.param(*case[1:], id=case[0]) for case in BY_HAND])
async def test_what_was_done_by_hand_is_named(connection: Any, statements: str, named: list[str]) -> None:
    await five(connection)
    await connection.execute(f"ALTER TABLE audit DISABLE TRIGGER audit_stays; {statements}")
    assert [fault for fault in await faults(connection) if fault in named] == named
    assert await faults(connection)


async def test_a_row_written_anew_with_its_own_digest_is_named_by_the_row_that_followed_it(connection: Any) -> None:
    await five(connection)
    row = next(one for one in await read_audit(connection, limit=9) if one.seq == 3)
    digest = digest_of(seq=3, at_ms=row.at_ms, person="malee", what=row.what, about=row.about, why=row.why, before=row.before)
    await connection.execute("ALTER TABLE audit DISABLE TRIGGER audit_stays")
    await connection.execute("UPDATE audit SET person = 'malee', digest = $1 WHERE seq = 3", digest)
    assert await faults(connection) == ["row 3 is altered: row 4 followed another"]


async def test_writers_at_once_make_one_chain(database: str) -> None:
    pool = await open_pool(database, max_size=8)
    await asyncio.gather(*(audit(pool, f"p{number}", "sign-in") for number in range(40)))
    async with pool.acquire() as connection:
        walk, seq, _ = await walk_audit(connection)
    await pool.close()
    assert (walk.faults, walk.rows, seq) == ([], 40, 40)


async def test_of_a_text_that_is_cut_the_digest_of_the_whole_is_kept(connection: Any) -> None:
    """Two questions that differ behind the cut can be told apart, and each be held against what was asked."""
    for end in ("y", "z"):
        await audit(connection, "somchai", "track", "x" * 9000 + end)
    texts = [row.about for row in await read_audit(connection, limit=2)]
    digests = [hashlib.sha256(("x" * 9000 + end).encode()).hexdigest() for end in ("z", "y")]
    assert [text.rpartition("sha256:")[2] for text in texts] == digests
    assert {len(text) for text in texts} == {MAX_TEXT}


async def test_a_text_is_one_line_of_bearable_length(connection: Any) -> None:
    await audit(connection, "somchai\n", "track", "a\x00b", "x" * 9000)
    (row,) = await read_audit(connection, limit=9)
    assert (row.person, row.about, len(row.why)) == ("somchai", "ab", MAX_TEXT)
    assert await faults(connection) == []


def chain(texts: list[str]) -> list[AuditRow]:
    rows: list[AuditRow] = []
    before = BEGINNING
    for seq, text in enumerate(texts, 1):
        fields: dict[str, Any] = {"seq": seq, "at_ms": seq, "person": text, "what": "", "about": "", "why": "", "before": before}
        before = digest_of(**fields)
        rows.append(AuditRow(**fields, digest=before))
    return rows


def walked(rows: list[AuditRow], head: AuditRow | None) -> list[str]:
    walk = Walk()
    seq, digest = (head.seq, head.digest) if head is not None else (0, BEGINNING)
    for row in rows:
        walk.take(row, seq)
    walk.end(seq, digest)
    return walk.faults


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), min_size=1, max_size=8), st.data())
def test_no_row_can_be_left_out_unseen_and_only_the_whole_has_no_fault(texts: list[str], data: st.DataObject) -> None:
    rows = chain(texts)
    assert walked(rows, rows[-1]) == []
    gone = data.draw(st.integers(0, len(rows) - 1))
    assert walked(rows[:gone] + rows[gone + 1 :], rows[-1]) == [f"row {gone + 1} is missing"]
