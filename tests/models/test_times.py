"""Times on the wire and inside."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.times import UnreadableTime, from_iso, to_iso

NINE_OCLOCK = int(datetime(2026, 11, 2, 9, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "at_ms"),
    (
        ("2026-11-02T09:00:00Z", NINE_OCLOCK),
        ("2026-11-02T09:00:00.000Z", NINE_OCLOCK),
        ("2026-11-02T16:00:00+07:00", NINE_OCLOCK),
        ("2026-11-02T09:00:00", NINE_OCLOCK),  # no zone means UTC
        (" 2026-11-02 09:00:00.0019 ", NINE_OCLOCK + 1),  # finer digits are cut
        ("1970-01-01T00:00:00Z", 0),
    ),
)
def test_times_are_read(text: str, at_ms: int) -> None:
    assert from_iso(text) == at_ms


@pytest.mark.parametrize(
    ("text", "at_ms"),
    (
        ("2026-11-02T09:00:00.456Z", NINE_OCLOCK + 456),
        ("2026-11-02T09:00:00.457Z", NINE_OCLOCK + 457),  # of a second that was read before
        ("20261102T090000.4560456Z", NINE_OCLOCK + 456),
        ("20261102T090000.4560457Z", NINE_OCLOCK + 456),  # the same but for digits that are cut
        ("    20261102T090000.457Z", NINE_OCLOCK + 457),
    ),
)
def test_a_second_that_is_known_changes_nothing(text: str, at_ms: int) -> None:
    assert [from_iso(text), from_iso(text)] == [at_ms] * 2


@pytest.mark.parametrize("text", ("", "yesterday", "2026-13-01T00:00:00Z", "1969-12-31T23:59:59Z", "2300-01-01T00:00:00Z", "09:00"))
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTime):
        from_iso(text)


def test_a_time_has_always_three_decimals() -> None:
    assert to_iso(NINE_OCLOCK) == "2026-11-02T09:00:00.000Z"
    assert to_iso(NINE_OCLOCK + 7) == "2026-11-02T09:00:00.007Z"


@given(st.integers(0, 9_214_646_399_999))
def test_what_is_written_reads_back(at_ms: int) -> None:
    assert from_iso(to_iso(at_ms)) == at_ms
