"""Codes of the second factor: RFC 6238's own vectors, the drift of a phone's clock, and each code once."""

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from cryptography.hazmat.primitives import hashes
from hypothesis import given
from hypothesis import strategies as st

from dashboard.people.totp import code_of, key_address, key_text, new_key, picture_of, step_at, step_of

KEY = b"12345678901234567890"
KEYS: dict[str, tuple[bytes, Any]] = {
    "SHA1": (KEY, hashes.SHA1()),
    "SHA256": (b"12345678901234567890123456789012", hashes.SHA256()),
    "SHA512": (b"1234567890123456789012345678901234567890123456789012345678901234", hashes.SHA512()),
}
VECTORS = (
    (59, "94287082", "46119246", "90693936"),
    (1_111_111_109, "07081804", "68084774", "25091201"),
    (1_111_111_111, "14050471", "67062674", "99943326"),
    (1_234_567_890, "89005924", "91819424", "93441116"),
    (2_000_000_000, "69279037", "90698825", "38618901"),
    (20_000_000_000, "65353130", "77737706", "47863826"),
)
"""Appendix B of RFC 6238: seconds since the epoch, and the codes of eight digits."""


@pytest.mark.parametrize(("at_s", "sha1", "sha256", "sha512"), VECTORS)
def test_the_vectors_of_the_rfc(at_s: int, sha1: str, sha256: str, sha512: str) -> None:
    step = step_at(at_s * 1000)
    for name, wanted in (("SHA1", sha1), ("SHA256", sha256), ("SHA512", sha512)):
        key, algorithm = KEYS[name]
        assert code_of(key, step, 8, algorithm) == wanted, name
        assert code_of(key, step, 6, algorithm) == wanted[-6:], name


NOW_MS = 1_111_111_111_000
STEP = step_at(NOW_MS)
TAKEN = (
    ("the code of now", 0, 0, STEP),
    ("the one before, of a phone that is late", -1, 0, STEP - 1),
    ("the one after, of a phone that is early", 1, 0, STEP + 1),
    ("two before", -2, 0, None),
    ("two after", 2, 0, None),
    ("one that was taken", 0, STEP, None),
    ("one before the last that was taken", -1, STEP, None),
    ("the next one after the last that was taken", 1, STEP, STEP + 1),
)


@pytest.mark.parametrize(("ahead", "taken_step", "found"), [pytest.param(*case[1:], id=case[0]) for case in TAKEN])
def test_a_code_is_taken_once_and_within_one_step(ahead: int, taken_step: int, found: int | None) -> None:
    assert step_of(KEY, code_of(KEY, STEP + ahead), NOW_MS, taken_step) == found


TYPED = (
    ("with a blank in the midst", "050 471", True),
    ("by a Thai keyboard", "๐๕๐๔๗๑", True),
    ("a digit short", "05047", False),
    ("nothing", "", False),
    ("words", "secret", False),
)


@pytest.mark.parametrize(("text", "right"), [pytest.param(*case[1:], id=case[0]) for case in TYPED])
def test_a_code_is_read_as_it_is_typed(text: str, right: bool) -> None:
    assert (step_of(KEY, text, NOW_MS, 0) is not None) == right


@given(st.binary(min_size=20, max_size=20), st.integers(10**9, 2**41), st.integers(-1, 1))
def test_each_code_within_the_drift_is_taken_and_then_no_more(key: bytes, now_ms: int, ahead: int) -> None:
    found = step_of(key, code_of(key, step_at(now_ms) + ahead), now_ms, -1)
    assert found is not None
    assert step_of(key, code_of(key, found), now_ms, found) in {None, *range(found + 1, found + 3)}  # codes may repeat by chance


def test_the_key_is_shown_as_text_as_address_and_as_picture() -> None:
    address = key_address(KEY, "somchai")
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/wastetrack:somchai")
    fields = parse_qs(parts.query)
    assert base64.b32decode(fields["secret"][0]) == KEY
    assert {name: fields[name] for name in ("issuer", "digits", "period")} == {"issuer": ["wastetrack"], "digits": ["6"], "period": ["30"]}
    assert base64.b32decode(key_text(KEY).replace(" ", "")) == KEY
    kind, _, data = picture_of(address).partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert ET.fromstring(base64.b64decode(data)).tag == "{http://www.w3.org/2000/svg}svg"


def test_keys_are_long_and_never_the_same() -> None:
    assert {len(new_key()) for _ in range(9)} == {20}
    assert len({new_key() for _ in range(9)}) == 9
