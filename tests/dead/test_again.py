"""What becomes of a refused record that is sent again."""

import json
from typing import Any

import msgspec
import pytest

from models.dead_letter import DeadLetter, Source
from models.decode import Accepted, decode_message
from models.topics import PERMITS, RAW, VEHICLES
from ops.dead_letters import dead_letter
from streams.dead.again import HELD, MAX_VALUE_BYTES, Again, Held, again
from streams.dead.filed import Filed, Place
from tests.dead.post import RECEIVED_MS, SEALER, UNIT, refused, source

PING = {"unit_id": UNIT, "utc_ts": "2027-01-15T08:00:00Z", "lat": 13.5, "lon": 100.5, "license": "P"}
VEHICLE = {"unit_id": "u", "plate": "70-1234", "province": "21", "carrier": "c", "vehicle_type": "t", "valid_from": "2026-01-01", "valid_to": None}


def filed(raw: bytes, reason: str = "lat_missing", came_from: Source | None = None, key: bytes = b"") -> Filed:
    body = dead_letter(refused(raw, reason), came_from or source("acme"), RECEIVED_MS, SEALER)
    return Filed(Place(0, 12), key, msgspec.json.decode(body, type=DeadLetter))


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_a_ping_goes_to_the_raw_topic_with_the_account_that_sent_it() -> None:
    raw = written(PING)
    message = again(filed(raw), raw)
    assert isinstance(message, Again)
    assert (message.topic, message.key, message.value, message.unit_ids) == (RAW.name, UNIT.encode(), raw, (UNIT,))
    assert message.headers == (("sender", b"acme"), ("resent", b"gps.dead/0/12"))
    assert isinstance(decode_message(raw).records[0], Accepted)


def test_where_nobody_signed_in_no_account_is_made_up() -> None:
    message = again(filed(written(PING), came_from=source()), written(PING))
    assert isinstance(message, Again)
    assert dict(message.headers).keys() == {"resent"}


def test_a_whole_message_that_was_unreadable_goes_as_a_whole() -> None:
    raw = written({"locations": [PING, PING | {"unit_id": "v"}, {"unit_id": "w"}]})
    message = again(filed(raw, "locations_not_a_list"), raw)
    assert isinstance(message, Again)
    assert (message.value, message.unit_ids) == (raw, (UNIT, "v"))


def test_a_reference_record_goes_to_its_own_topic_under_its_key() -> None:
    raw, came_from = written(VEHICLE), source(topic=VEHICLES.name)
    message = again(filed(raw, "reference_unusable", came_from, b"u|2026-01-01"), raw)
    assert isinstance(message, Again)
    assert (message.topic, message.key, message.value, message.version_key) == (VEHICLES.name, b"u|2026-01-01", raw, "u|2026-01-01")


def test_the_end_of_a_key_is_told_as_one() -> None:
    message = again(filed(b"", "reference_unusable", source(topic=PERMITS.name), b"P-1"), b"")
    assert isinstance(message, Again)
    assert (message.key, message.value, message.version_key) == (b"P-1", None, "P1")


HELD_BACK = [
    ("what is refused still", filed(b"{}"), b"{}", Held("still_refused", "not_a_message")),
    ("a record of which only the beginning was kept", filed(b"{", "record_too_long"), b"{", Held("cut")),
    ("more bytes than a record may have", filed(b"[]"), b" " * (MAX_VALUE_BYTES + 1), Held("too_long")),
    ("an envelope of nothing", filed(b'{"locations":[]}'), b'{"locations":[]}', Held("still_refused", "no record")),
]  # fmt: skip


@pytest.mark.parametrize(("letter", "raw", "held"), [pytest.param(*case[1:], id=case[0]) for case in HELD_BACK])
def test_what_would_only_be_refused_again_is_held_back(letter: Filed, raw: bytes, held: Held) -> None:
    assert again(letter, raw) == held
    assert held.why in HELD


def test_a_letter_that_was_cut_is_held_back() -> None:
    letter = filed(written(PING))
    assert again(letter._replace(letter=msgspec.structs.replace(letter.letter, cut=True)), written(PING)) == Held("cut")


def test_a_reference_record_that_cannot_be_used_still_says_why() -> None:
    held = again(filed(b"{}", "reference_unusable", source(topic=VEHICLES.name)), b"{}")
    assert isinstance(held, Held)
    assert held.why == "still_refused"
    assert held.detail
