"""`wastetrack people` and `wastetrack verify-audit`, from their words to what they print, over a real database."""

import asyncio
import re
import sys

import pytest

from ops.ports import free_port
from storage.pool import connect
from wastetrack.cli import main


class Ran:
    """A run of the program in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> None:
        monkeypatch.setattr(sys, "argv", ["wastetrack", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        self.code = ended.value.code
        self.out, self.err = capsys.readouterr()


class Program:
    """The program with a database of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._given = monkeypatch, capsys

    def __call__(self, *words: str) -> Ran:
        return Ran(*self._given, *words)

    def done(self, *words: str) -> str:
        ran = self(*words)
        assert (ran.code, "Traceback" in ran.err) == (0, False), ran.err
        return ran.out.strip()


@pytest.fixture
def program(database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    monkeypatch.setenv("WASTETRACK_DATABASE", database)
    monkeypatch.setattr("ops.passwords._MEMORY_KIB", 64)
    return Program(monkeypatch, capsys)


def execute(dsn: str, statement: str) -> None:
    async def run() -> None:
        connection = await connect(dsn)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


def test_an_account_from_its_first_day_to_its_last(program: Program) -> None:
    added = program("people", "add", "Malee", "--role", "administrator")
    assert re.fullmatch(r"(\w{4}-){3}\w{4}\n", added.out)
    assert re.fullmatch(r"wastetrack: the one-time password of malee, until \S+Z, shown this once:\n", added.err)
    program.done("people", "add", "somchai")
    assert program.done("people", "role", "somchai", "officer") == "somchai is officer now; sessions ended: 0"
    assert program.done("people", "reset", "somchai") != added.out.strip()
    assert program.done("people", "end-sessions", "somchai") == "sessions of somchai ended: 0"
    assert program.done("people", "close", "somchai") == "somchai is closed; sessions ended: 0"
    assert program.done("people", "list").splitlines() == [
        "malee  administrator  -  new  sessions 0  last never", "somchai  officer  -  closed  sessions 0  last never",
    ]  # fmt: skip


def test_a_token_from_its_first_day_to_its_last(program: Program) -> None:
    added = program("people", "token", "add", "daily report", "--role", "officer", "--days", "3")
    assert added.out.startswith("wtp_")
    wall = program("people", "token", "add", "north wall", "--wall")
    assert wall.out.startswith("/#wall=wtw_")
    listed = program.done("people", "token", "list").splitlines()
    assert [re.split(r"  +", line)[1:4] for line in listed] == [["wall", "north wall", "viewer"], ["program", "daily report", "officer"]]
    token_id = listed[1].split()[0]
    assert program.done("people", "token", "revoke", token_id) == f"token {token_id} (daily report) is revoked"
    assert "revoked" in program.done("people", "token", "list").splitlines()[1]


WRONG = (
    ("a name that is none", ("add", "x y"), 2, "'name'"),
    ("a role that is none", ("add", "x1", "--role", "root"), 2, "'root' is not one of"),
    ("a scope that is none", ("add", "x1", "--scope", "province:21"), 2, "'scope'"),
    ("nobody of that name", ("reset", "nobody"), 1, "no account 'nobody' is known here"),
    ("no such token", ("token", "revoke", "77"), 1, "no token in force '77'"),
    ("a wall screen that changes things", ("token", "add", "x", "--wall", "--role", "officer"), 2, "a wall screen is a viewer"),
    ("no command", (), 2, "Missing command."),
)


@pytest.mark.parametrize(("words", "code", "told"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
def test_what_cannot_be_done_is_one_line(program: Program, words: tuple[str, ...], code: int, told: str) -> None:
    ran = program("people", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1), ran.err
    assert told in ran.err


def test_a_name_twice_and_the_last_administrator(program: Program) -> None:
    program.done("people", "add", "malee", "--role", "administrator")
    assert "there is an account 'malee' already" in program("people", "add", "malee").err
    assert "the last administrator" in program("people", "close", "malee").err


def test_without_tables_it_names_the_command(postgres: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WASTETRACK_DATABASE", postgres)
    for words, code in ((("people", "list"), 1), (("verify-audit",), 2)):
        ran = Ran(monkeypatch, capsys, *words)
        assert (ran.code, ran.err.count("\n")) == (code, 1)
        assert "wastetrack migrate" in ran.err


def test_without_a_database_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    monkeypatch.setenv("WASTETRACK_DATABASE", f"postgresql://u:p@127.0.0.1:{port}/x")
    for words, code in ((("people", "list"), 1), (("verify-audit",), 2)):
        ran = Ran(monkeypatch, capsys, *words)
        assert (ran.code, ran.err.count("\n")) == (code, 1)
        assert "PostgreSQL does not answer" in ran.err


def test_verify_audit_names_the_row_that_was_altered_by_hand(program: Program, database: str) -> None:
    for name in ("malee", "somchai", "nok"):
        program.done("people", "add", name)
    told = program.done("verify-audit")
    found = re.fullmatch(r"the audit is as it was written: 3 rows; note (3:[0-9a-f]{64}) elsewhere, .*", told)
    assert found is not None
    program.done("people", "add", "later")
    assert program("verify-audit", "--noted", found[1]).code == 0
    execute(database, "ALTER TABLE audit DISABLE TRIGGER audit_stays; UPDATE audit SET about = 'mallory' WHERE seq = 2")
    ran = program("verify-audit")
    assert (ran.code, ran.out) == (1, f"row 2 is altered: person added by {console()}\n")
    assert ran.err == "wastetrack: the audit is not as it was written: 1 fault\n"


def test_a_chain_that_was_written_anew_does_not_hold_what_was_noted(program: Program) -> None:
    program.done("people", "add", "malee")
    ran = program("verify-audit", "--noted", "1:" + "ab" * 32)
    assert (ran.code, ran.out) == (1, "row 1 is not the one that was noted: it or one before it was written anew\n")
    assert program("verify-audit", "--noted", "yesterday").code == 2


def console() -> str:
    import os
    import pwd

    return f"console/{pwd.getpwuid(os.getuid()).pw_name}"
