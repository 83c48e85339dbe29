"""Local days: the time around another in which it is one date, also where clocks go back over midnight."""

from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from models.times import from_iso
from streams.judging.local_days import local_date, on_one_date_ms

QUARTER_MS = 900_000
TIMES = st.integers(from_iso("2009-01-01T00:00:00Z"), from_iso("2030-01-01T00:00:00Z"))
BACK_OVER_MIDNIGHT = st.integers(from_iso("2026-10-24T12:00:00Z"), from_iso("2026-10-25T12:00:00Z"))
ZONES = st.sampled_from(("Asia/Bangkok", "Asia/Beirut", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"))


@given(st.one_of(TIMES, BACK_OVER_MIDNIGHT), ZONES)
def test_it_is_one_date_from_end_to_end_and_another_beyond(at_ms: int, zone: str) -> None:
    timezone = ZoneInfo(zone)
    day, (from_ms, to_ms) = local_date(at_ms, timezone), on_one_date_ms(at_ms, timezone)
    assert from_ms <= at_ms < to_ms
    assert {local_date(one_ms, timezone) for one_ms in range(from_ms, to_ms, QUARTER_MS)} == {day}
    assert day not in (local_date(from_ms - 1, timezone), local_date(to_ms, timezone))
