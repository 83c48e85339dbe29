"""What of a refused record may be seen: the fields that are no person's, and no more of them than needed."""

import base64
import hashlib
import json
from typing import Any

import msgspec
import pytest

from models.dead_letter import MASK, MAX_SEALED_BYTES, REASONS, DeadLetter, Source, masked, shown_record
from models.decode import REASONS as DECODE_REASONS
from models.decode import Refused
from ops.dead_letters import dead_letter, sealed_bytes
from ops.personal import CannotOpen, Sealer

SEALER = Sealer(bytes(range(32)))


@pytest.mark.parametrize(
    ("raw", "shown"),
    (
        ({"unit_id": "u", "lat": "x", "hdrop": 1, "driver_id": "P", "license": "P", "driver_track1": "P", "other": "P"}, {"unit_id": "u", "lat": "x", "hdrop": 1}),
        ({"unit_id": {"license": "P"}, "seq": ["P"], "fix": None}, {"fix": None}),
        ({"unit_id": "u" * 80}, {"unit_id": "u" * 60 + "…"}),
        (
            {"position": {"latitude": 1, "attributes": {"driverUniqueId": "P"}, "address": "P"}, "device": {"uniqueId": "u", "phone": "P"}},
            {"position": {"latitude": 1}, "device": {"uniqueId": "u"}},
        ),
        ([{"unit_id": "u"}], None),
        ("P", None),
    ),
)  # fmt: skip
def test_only_fields_of_a_location_are_shown(raw: Any, shown: Any) -> None:
    assert shown_record(json.dumps(raw).encode()) == shown


@pytest.mark.parametrize("raw", (b"", b"{", b"[" * 100_000, b"\xff"))
def test_what_is_no_json_shows_nothing(raw: bytes) -> None:
    assert shown_record(raw) is None


def letter(raw: bytes, source: Source) -> DeadLetter:
    value = dead_letter(Refused(3, "lat_missing", "", raw, "u"), source, 1_800_000_000_000, SEALER)
    return msgspec.json.decode(value, type=DeadLetter)


def test_a_letter_holds_the_bytes_sealed_and_where_they_came_from() -> None:
    raw = b'{"unit_id":"u","license":"P"}'
    found = letter(raw, Source(index=3, topic="gps.raw", partition=1, offset=0))
    assert sealed_bytes(found, SEALER) == raw
    assert found == DeadLetter(
        reason="lat_missing", detail="", unit_id="u", source=Source(index=3, topic="gps.raw", partition=1, offset=0),
        received_at="2027-01-15T08:00:00.000Z", sha256=hashlib.sha256(raw).hexdigest(), record={"unit_id": "u"}, sealed=found.sealed,
    )  # fmt: skip


def test_a_source_names_only_what_it_has() -> None:
    assert msgspec.to_builtins(Source(index=0, request="r", sender="")) == {"index": 0, "request": "r", "sender": ""}
    assert msgspec.to_builtins(Source(index=0, topic="gps.raw", partition=0, offset=0)) == {"index": 0, "topic": "gps.raw", "partition": 0, "offset": 0}


def test_a_message_too_long_to_keep_is_kept_in_part_and_said_to_be() -> None:
    raw = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(MAX_SEALED_BYTES // 16))
    found = letter(raw, Source(index=0))
    assert found.cut
    assert sealed_bytes(found, SEALER) == raw[:MAX_SEALED_BYTES]
    assert found.sha256 == hashlib.sha256(raw).hexdigest()
    assert len(msgspec.json.encode(found)) < 1_000_000


def test_every_reason_says_in_words_what_is_wrong() -> None:
    assert set(DECODE_REASONS) < set(REASONS)
    assert all((words and words[0].islower()) or words.startswith(("utc_ts", "lat", "lon")) for words in REASONS.values())


@pytest.mark.parametrize(
    ("value", "seen"),
    (
        ({"unit_id": "u", "lat": "x", "license": "P", "other": 7}, {"unit_id": "u", "lat": "x", "license": MASK, "other": MASK}),
        ({"driver_id": None, "license": ""}, {"driver_id": None, "license": ""}),
        ({"vender_id": 43, "locations": [{"unit_id": "u", "driver_id": "P"}]}, {"vender_id": 43, "locations": [{"unit_id": "u", "driver_id": MASK}]}),
        ({"unit_id": {"license": "P"}, "seq": ["P"]}, {"unit_id": {"license": MASK}, "seq": [MASK]}),
        (
            {"position": {"latitude": 1, "attributes": {"driverUniqueId": "P"}}, "device": {"uniqueId": "u", "phone": "P"}},
            {"position": {"latitude": 1, "attributes": {"driverUniqueId": MASK}}, "device": {"uniqueId": "u", "phone": MASK}},
        ),
        (["P"], [MASK]),
    ),
)  # fmt: skip
def test_every_value_that_may_be_a_person_s_is_masked(value: Any, seen: Any) -> None:
    assert masked(value) == seen


def test_damaged_bytes_are_told_as_such() -> None:
    found = letter(b"{}", Source(index=0))
    for sealed in ("!", base64.b64encode(SEALER.seal(b"not packed")).decode()):
        with pytest.raises(CannotOpen, match=r"damaged|not sealed"):
            sealed_bytes(msgspec.structs.replace(found, sealed=sealed), SEALER)
