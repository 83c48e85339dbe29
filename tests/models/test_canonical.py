"""Canonical JSON: RFC 8785's own examples, and the order of two pings of one time."""

from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from models.canonical import canonical, canonical_atom, location_tie
from models.ping import Location


@pytest.mark.parametrize(
    ("value", "text"),
    (
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        ([1.0, 4.50, 2e-3, 1e30, 333333333.33333329], "[1,4.5,0.002,1e+30,333333333.3333333]"),
        ("€$\u000f\nA'B\"\\\\\"/", '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ({"€": 1, "\r": 2, "1": 3, "😀": 4, "ö": 5}, '{"\\r":2,"1":3,"ö":5,"€":1,"😀":4}'),
    ),
)
def test_the_rfcs_examples(value: Any, text: str) -> None:
    assert canonical(value) == text.encode()


@pytest.mark.parametrize("value", (float("nan"), float("inf"), 2**53))
def test_numbers_that_json_does_not_hold_are_refused(value: float) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)


def test_the_tie_of_a_location() -> None:
    location = Location(unit_id="a", utc_ts="2026-11-02T00:35:02.458Z", recv_utc_ts="2026-11-02T00:35:03.000Z", lat=13.0, lon=100.5, fix=1)
    assert location_tie(location) == '{"fix":1,"lat":13,"lon":100.5,"unit_id":"a","utc_ts":"2026-11-02T00:35:02.458Z"}'


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.none())
@example(0.0)
@example(-0.0)
@example(100.0)
@example(1e-4)
@example(9.9e-5)
@example(1e16)
@example(9_999_999_999_999_998.0)
@example("a1")
@example("é")
def test_an_atom_is_what_the_whole_would_hold(value: str | float | None) -> None:
    assert canonical_atom(value).encode() == canonical(value)
