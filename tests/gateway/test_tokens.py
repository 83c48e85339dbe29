"""Tokens: for whom they stand, how soon their end is noticed, and the commands that make and end them."""

import asyncio
import contextlib
import re
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from storage.pool import connect
from storage.vendor_tokens import (
    TokenInForce,
    add_vendor_token,
    list_vendor_tokens,
    load_vendor_token,
    revoke_vendor_token,
)
from storage.vendors import save_vendor
from streams.gateway.accounts import AWAY_S, FRESH_S, DirectoryAway
from streams.gateway.tokens import MOST_UNPROVED, Tokens, TooManyUnproved, digest_of, shown_token
from tests.gateway.bench import TOKEN, VENDOR, MemoryDirectories
from wastetrack.cli import main


class Door:
    """Tokens over a directory in memory, with a clock that the test moves."""

    def __init__(self) -> None:
        self.directory = MemoryDirectories(VENDOR)
        self.now_s = 0.0
        self.tokens = Tokens(self.directory, lambda: self.now_s)

    async def name(self, token: str | None = TOKEN) -> str | None:
        found = await self.tokens.check(token)
        return found.name if found else None


async def test_a_token_is_looked_up_once_a_minute_and_a_wrong_one_beside_it_not_at_all() -> None:
    door = Door()
    assert [await door.name() for _ in range(3)] == ["acme"] * 3
    assert await door.name(TOKEN + "x") is None
    assert door.directory.asked == 1
    door.now_s = FRESH_S
    assert await door.name() == "acme"
    assert door.directory.asked == 2


async def test_the_end_of_a_token_is_noticed_within_a_minute() -> None:
    door = Door()
    assert await door.name() == "acme"
    door.directory.tokens.clear()
    assert await door.name() == "acme"
    door.now_s = FRESH_S
    assert await door.name() is None


async def test_without_the_directory_only_a_token_that_was_proved_gets_in() -> None:
    door = Door()
    assert await door.name() == "acme"
    door.directory.away, door.now_s = True, FRESH_S
    assert await door.name() == "acme"
    door.now_s += AWAY_S
    with pytest.raises(DirectoryAway):
        await door.name(TOKEN + "x")
    with pytest.raises(DirectoryAway):
        await door.name("wtg_other_secret")
    door.directory.away = False
    door.directory.tokens.clear()
    assert await door.name() is None


@contextlib.asynccontextmanager
async def made_up(door: Door, count: int) -> AsyncIterator[list[asyncio.Task[str | None]]]:
    """While it lasts so many calls wait with tokens that nobody made, and the directory does not answer them."""
    door.directory.answers_unknown.clear()
    waiting = [asyncio.create_task(door.name(f"wtg_{number}_x")) for number in range(count)]
    for _ in range(3):  # turns of the loop: all of them wait
        await asyncio.sleep(0)
    yield waiting
    door.directory.answers_unknown.set()
    assert await asyncio.gather(*waiting) == [None] * count


async def test_made_up_tokens_hold_back_none_that_was_proved() -> None:
    door = Door()
    assert await door.name() == "acme"
    async with made_up(door, MOST_UNPROVED):
        door.now_s = FRESH_S
        async with asyncio.timeout(5):
            assert await door.name() == "acme"
        assert door.directory.asked == 4, "the proved one twice, and two of the others at once"


async def test_once_some_tens_of_tokens_wait_the_next_unknown_one_is_to_come_again() -> None:
    door = Door()
    async with made_up(door, MOST_UNPROVED):
        with pytest.raises(TooManyUnproved):
            await door.name()
        with pytest.raises(TooManyUnproved):
            await door.name("wtg_other_x")
    assert await door.name() == "acme", "and is looked up when they are done"


async def test_many_calls_with_one_token_are_one_look_up_which_one_that_goes_away_does_not_end() -> None:
    door = Door()
    calls = [asyncio.create_task(door.name()) for _ in range(4 * MOST_UNPROVED)]
    await asyncio.sleep(0)
    calls[0].cancel()
    assert await asyncio.gather(*calls[1:]) == ["acme"] * (len(calls) - 1)
    assert door.directory.asked == 1


async def test_a_directory_that_does_not_answer_keeps_none_waiting_behind_another() -> None:
    door = Door()
    door.directory.tokens |= {str(number): TokenInForce(digest_of("s"), VENDOR) for number in range(20)}
    tokens = [f"wtg_{number}_s" for number in range(20)]
    assert [await door.name(token) for token in tokens] == ["acme"] * 20
    asked, door.now_s, door.directory.away = door.directory.asked, FRESH_S, True
    assert await asyncio.gather(*map(door.name, tokens)) == ["acme"] * 20
    assert door.directory.asked - asked <= 2, "only those that asked at once"


@pytest.mark.parametrize(
    ("header", "query", "token"),
    (
        ("Bearer a", b"", "a"), ("bearer  a ", b"token=b", "a"), ("Basic YTpi", b"token=b", None), (None, b"", None), (None, b"x=1&token=b&y=2", "b"),
        (None, b"%74oken=a%5Fb", "a_b"), (None, b"tokens=b", None), (None, b"token", ""), ("", b"token=b", None),
    ),
)  # fmt: skip
def test_where_a_token_is_shown(header: str | None, query: bytes, token: str | None) -> None:
    assert shown_token(header, query) == token


async def test_tokens_are_kept_listed_and_ended(database: str) -> None:
    connection = await connect(database)
    assert not await add_vendor_token(connection, "a", "acme", b"d", 1), "no such account"
    await save_vendor(connection, VENDOR)
    assert await add_vendor_token(connection, "a", "acme", b"d", 1)
    assert await add_vendor_token(connection, "b", "acme", b"e", 2)
    found = await load_vendor_token(connection, "a")
    assert found is not None
    assert (found.digest, found.vendor) == (b"d", VENDOR)
    ended = await revoke_vendor_token(connection, "a", 7)
    assert ended is not None
    assert (ended.vendor, ended.revoked_ms) == ("acme", 7)
    assert await revoke_vendor_token(connection, "a", 8) is None
    assert await load_vendor_token(connection, "a") is None
    assert [(one.token_id, one.revoked_ms) for one in await list_vendor_tokens(connection, "acme")] == [("b", None), ("a", 7)]
    assert await list_vendor_tokens(connection, "other") == []
    await connection.close()


@pytest.fixture
def program(database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command of the gateway over a database of its own: exit code, stdout, stderr."""
    monkeypatch.setenv("WASTETRACK_DATABASE", database)

    def run(*words: str) -> tuple[Any, str, str]:
        monkeypatch.setattr(sys, "argv", ["wastetrack", "gateway", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return (ended.value.code, *capsys.readouterr())

    return run


def test_a_token_from_its_first_day_to_its_last(program: Any) -> None:
    assert program("add-vendor", "acme", "--codes", "043")[0] == 0
    code, token, told = program("add-token", "acme")
    assert code == 0
    assert re.fullmatch(r"wtg_[0-9a-f]{12}_[\w-]{43}\n", token)
    token_id = token.split("_")[1]
    assert told == f"wastetrack: a token of acme (id {token_id}), shown this once:\n"
    listed = program("list-tokens", "acme")[1]
    assert re.fullmatch(rf"{token_id}  acme  since \S+Z  in force\n", listed)
    assert token.strip().split("_", 2)[2] not in listed
    assert program("remove-token", token_id)[:2] == (0, f"token {token_id} of acme is ended\n")
    assert re.fullmatch(rf"{token_id}  acme  since \S+Z  ended \S+Z\n", program("list-tokens")[1])


def test_what_cannot_be_is_one_line_that_says_what_to_do(program: Any) -> None:
    assert program("add-token", "nobody")[::2] == (2, "wastetrack: there is no account 'nobody': make it with `wastetrack gateway add-vendor` first\n")
    assert program("remove-token", "x")[::2] == (2, "wastetrack: no token 'x' is in force: `wastetrack gateway list-tokens` shows the ids\n")


def test_of_a_secret_only_a_digest_is_kept() -> None:
    assert len(digest_of("secret")) == 32
    assert b"secret" not in digest_of("secret")
