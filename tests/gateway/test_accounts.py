"""Accounts: who is let in, for whom they may speak, and how soon a change is noticed."""

import asyncio
import base64

import msgspec
import pytest

from streams.gateway.accounts import (
    AWAY_S,
    FRESH_S,
    TRIES_PER_MINUTE,
    Account,
    Accounts,
    BadVendor,
    DirectoryAway,
    TooManyTries,
    add_vendor,
    fits,
    hash_password,
    read_basic,
)
from streams.gateway.limits import CallLimit
from tests.gateway.bench import PASSWORD, VENDOR, MemoryDirectories


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


class Door:
    """Accounts over a directory in memory, with a clock that the test moves."""

    def __init__(self, directory: MemoryDirectories | None = None) -> None:
        self.directory = directory or MemoryDirectories(VENDOR)
        self.now_s = 0.0
        self.accounts = Accounts(self.directory, lambda: self.now_s)

    async def name(self, name: str = VENDOR.name, password: str = PASSWORD) -> str | None:
        found = await self.accounts.check(basic(name, password))
        return found.name if found else None


async def test_the_right_password_is_looked_up_once_a_minute() -> None:
    door = Door()
    assert [await door.name() for _ in range(5)] == ["acme"] * 5
    assert door.directory.asked == 1
    door.now_s = FRESH_S
    assert await door.name() == "acme"
    assert door.directory.asked == 2


async def test_calls_that_come_together_prove_a_password_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def counted(password: str, kept: str) -> bool:
        tried.append(password)
        return fits(password, kept)

    monkeypatch.setattr("streams.gateway.accounts.fits", counted)
    door = Door()
    calls = (door.name(), door.name(password="wrong"), door.name(), door.name("nobody"), door.name())
    assert list(await asyncio.gather(*calls)) == ["acme", None, "acme", None, "acme"]
    assert sorted(tried) == sorted([PASSWORD, "wrong", PASSWORD])  # the second time for nobody


async def test_a_wrong_password_is_refused_also_beside_a_right_one() -> None:
    door = Door()
    assert await door.name() == "acme"
    assert await door.name(password="wrong") is None
    assert await door.name("nobody") is None
    assert await door.name() == "acme"


async def test_a_removed_account_ends_within_a_minute() -> None:
    door = Door()
    assert await door.name() == "acme"
    door.directory.vendors.clear()
    door.now_s = FRESH_S
    assert await door.name() is None


async def test_new_codes_and_a_new_password_are_noticed_within_a_minute() -> None:
    door = Door()
    assert await door.name() == "acme"
    door.directory.vendors["acme"] = msgspec.structs.replace(VENDOR, codes=("099",))
    door.now_s = FRESH_S
    account = await door.accounts.check(basic("acme", PASSWORD))
    assert account is not None
    assert account.codes == {"099"}
    door.directory.vendors["acme"] = msgspec.structs.replace(VENDOR, password_hash=hash_password("new"))
    door.now_s = 2 * FRESH_S
    assert await door.name() is None
    assert await door.name(password="new") == "acme"


async def test_without_the_directory_only_the_known_get_in() -> None:
    door = Door()
    assert await door.name() == "acme"
    door.directory.away = True
    for now_s in (0.0, FRESH_S, FRESH_S + AWAY_S - 1, 60 * FRESH_S):
        door.now_s = now_s
        assert await door.name() == "acme"
        with pytest.raises(DirectoryAway):
            await door.name(password="another")
        with pytest.raises(DirectoryAway):
            await Door(door.directory).name()


async def test_a_directory_that_is_away_is_asked_again_in_seconds_and_believed_when_it_is_back() -> None:
    door = Door()
    assert await door.name() == "acme"
    door.directory.away, door.now_s = True, FRESH_S
    asked = door.directory.asked
    assert [await door.name() for _ in range(3)] == ["acme"] * 3
    assert door.directory.asked == asked + 1
    door.directory.away, door.now_s = False, FRESH_S + AWAY_S
    door.directory.vendors.clear()
    assert await door.name() is None


async def test_guessing_is_slowed_for_the_guesser_and_not_for_the_vendor() -> None:
    door = Door()
    assert await door.name() == "acme"
    for number in range(TRIES_PER_MINUTE):
        assert await door.name(password=f"wrong{number}") is None
    with pytest.raises(TooManyTries) as error:
        await door.name(password="another")
    assert 0 < error.value.wait_s <= 60
    assert await door.name() == "acme"
    door.now_s = 59
    assert await door.name() == "acme"
    door.now_s = 121
    assert await door.name(password="another") is None


async def test_a_vendor_who_calls_often_at_once_is_let_in_at_once() -> None:
    """After a restart of the gateway all its connections call together, and one proof is for all."""
    door = Door()
    calls = [door.name() for _ in range(3 * TRIES_PER_MINUTE)]
    assert await asyncio.gather(*calls) == ["acme"] * len(calls)


@pytest.mark.parametrize(
    ("header", "read"),
    (
        (basic("a", "b:c"), ("a", "b:c")), ("basic " + basic("ก", "ข").split()[1], ("ก", "ข")), (basic("", ""), ("", "")), (None, None), ("", None),
        ("Basic", None), ("Basic ???", None), ("Basic YQ==", None), ("Digest YTpi", None), ("Basic /w==", None),
    ),
)  # fmt: skip
def test_reading_basic_auth(header: str | None, read: tuple[str, str] | None) -> None:
    assert read_basic(header) == read


def test_a_hash_fits_its_password_alone_and_differs_each_time() -> None:
    kept = hash_password("right")
    assert fits("right", kept)
    assert not fits("wrong", kept)
    assert kept != hash_password("right")
    assert "right" not in kept


@pytest.mark.parametrize("kept", ("", "x", "scrypt$a$b$c$d$e", "scrypt$1$8$1$AA==$AA=="))
def test_a_damaged_hash_fits_nothing(kept: str) -> None:
    assert not fits("", kept)


@pytest.mark.parametrize(
    ("unit", "may"),
    (("0431" + "0" * 23, True), ("0431" + "0" * 22, False), ("0171" + "0" * 23, False), ("stranger", True), ("043", False)),
)
def test_a_code_speaks_for_dlts_units_and_a_name_for_itself(unit: str, may: bool) -> None:
    account = Account(name="acme", codes=frozenset({"043"}), units=frozenset({"stranger"}))
    assert account.may_speak_for(unit) is may


async def test_adding_a_vendor_gives_a_password_that_works_once_shown() -> None:
    directory = MemoryDirectories()
    made = await add_vendor(directory, "new", ["43", "017", "017"], [" v1 "], 7)
    kept = directory.vendors["new"]
    assert (kept.codes, kept.units, kept.created_ms, made.is_new) == (("043", "017"), ("v1",), 7, True)
    assert made.password not in kept.password_hash
    assert await Accounts(directory).check(basic("new", made.password)) is not None
    again = await add_vendor(directory, "new", ["043"], [], 8)
    assert (again.is_new, again.password != made.password) == (False, True)


@pytest.mark.parametrize(
    ("name", "codes", "units", "says"),
    (
        ("", ["043"], [], "cannot be an account's name"), ("a:b", ["043"], [], "cannot be an account's name"), (" a", ["043"], [], "cannot be"),
        ("a\n", ["043"], [], "cannot be"), ("a", ["0431"], [], "'0431' is no unit code"), ("a", [""], [], "'' is no unit code"),
        ("a", [], [" "], "cannot be a unit_id"), ("a", [], [], "speak for nobody"),
    ),
)  # fmt: skip
async def test_a_vendor_that_cannot_be_is_refused_in_one_line(name: str, codes: list[str], units: list[str], says: str) -> None:
    with pytest.raises(BadVendor, match=says):
        await add_vendor(MemoryDirectories(), name, codes, units, 0)


def test_a_call_limit_refills_evenly_for_each_account_alone() -> None:
    limit = CallLimit(2)
    assert [limit.take("a", 0), limit.take("a", 0)] == [None, None]
    assert limit.take("a", 0) == 30
    assert limit.take("b", 0) is None
    assert limit.take("a", 15) == 15
    assert limit.take("a", 30) is None
    assert limit.take("a", 20) == 30  # a clock that goes back gives nothing
    assert [limit.take("a", 1000), limit.take("a", 1000), limit.take("a", 1000)] == [None, None, 30]
