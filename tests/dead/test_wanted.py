"""Which letters are asked for, and how a place is written."""

from typing import Any

import msgspec
import pytest

from models.dead_letter import DeadLetter
from models.times import from_iso
from ops.dead_letters import dead_letter
from streams.dead.filed import Filed, Place
from streams.dead.wanted import Wanted
from tests.dead.post import RECEIVED_MS, SEALER, UNIT, refused, source


def filed(unit_id: str | None = UNIT, sender: str | None = "acme") -> Filed:
    body = dead_letter(refused(b"{}", unit_id=unit_id), source(sender), RECEIVED_MS, SEALER)
    return Filed(Place(0, 3), b"", msgspec.json.decode(body, type=DeadLetter))


LETTER = filed()
CASES: list[tuple[str, dict[str, Any], bool]] = [
    ("nothing asked takes all", {}, True),
    ("its reason", {"reason": "lat_missing"}, True),
    ("another reason", {"reason": "not_json"}, False),
    ("the vendor is the unit's code, not the account", {"vendor": "043"}, True),
    ("the account is no vendor of a 27-character unit", {"vendor": "acme"}, False),
    ("the account that sent it", {"sender": "acme"}, True),
    ("another account", {"sender": "other"}, False),
    ("its unit", {"unit_id": UNIT}, True),
    ("another unit", {"unit_id": "u"}, False),
    ("from its very receipt", {"from_ms": RECEIVED_MS}, True),
    ("from a moment later", {"from_ms": RECEIVED_MS + 1}, False),
    ("up to its receipt leaves it out", {"to_ms": RECEIVED_MS}, False),
    ("up to a moment later", {"to_ms": RECEIVED_MS + 1}, True),
    ("one of two that does not hold", {"reason": "lat_missing", "sender": "other"}, False),
]


@pytest.mark.parametrize(("asked", "taken"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_letter_is_taken_when_all_that_is_asked_holds(asked: dict[str, Any], taken: bool) -> None:
    assert from_iso(LETTER.letter.received_at) == RECEIVED_MS
    assert Wanted(**asked).takes(LETTER) == taken


@pytest.mark.parametrize(
    ("unit_id", "sender", "vendor"), ((UNIT, "acme", "043"), ("short", "acme", "acme"), (None, "acme", "acme"), ("short", None, None), (None, None, None))
)
def test_the_vendor_of_a_letter(unit_id: str | None, sender: str | None, vendor: str | None) -> None:
    assert filed(unit_id, sender).vendor == vendor


def test_a_place_is_read_as_it_is_written() -> None:
    assert Place.read("2:417") == Place(2, 417)
    assert str(Place(2, 417)) == "2:417"


@pytest.mark.parametrize("text", ("", "417", ":", "0:", ":1", "0:1:2", "-1:3", "a:b", "0:٣", "0: 1"))
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="PARTITION:OFFSET"):
        Place.read(text)
