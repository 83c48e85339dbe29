"""The trips and alerts of a unit that went out: packed in memory, they say what they said."""

from hypothesis import given
from hypothesis import strategies as st

from models.alert import Evidence, EvidencePing, Finding
from models.trip import TripView, Visit
from streams.judging.published import Published, archive_of
from streams.judging.state import Unit, decode_unit, encode_unit

TIMES = st.sampled_from((0, 1, 1_772_414_930_996, 1_772_501_390_996))
NAMES = st.sampled_from(("", "Z-1", "กอ.1-2569-000403", "unit-1"))
MAYBE_NAMES = st.none() | NAMES
FIGURES = st.sampled_from((0.0, -0.0, 12.5, 1e300))
VISITS = st.builds(Visit, zone_id=NAMES, factory_no=MAYBE_NAMES, arrived_ms=TIMES, left_ms=st.none() | TIMES)
TRIPS = st.builds(
    TripView, state=st.sampled_from(("on_the_way", "ended")), started_ms=TIMES, unit_id=NAMES, plate=NAMES,
    province=NAMES, permit_no=MAYBE_NAMES, item_nos=st.lists(st.integers(0, 90), max_size=2).map(tuple),
    manifest_nos=st.lists(NAMES, max_size=2).map(tuple), generator_factory_no=MAYBE_NAMES, origin_zone_id=NAMES,
    visits=st.lists(VISITS, max_size=2).map(tuple), end_reason=st.sampled_from((None, "returned")),
    ended_ms=st.none() | TIMES, distance_km=FIGURES, unseen_s=FIGURES, quantity_t=st.none() | FIGURES,
)  # fmt: skip
MEASURED = st.dictionaries(NAMES, st.none() | FIGURES | NAMES | st.lists(NAMES, max_size=2), max_size=3)
PINGS = st.builds(EvidencePing, utc_ts=NAMES, recv_utc_ts=MAYBE_NAMES, lat=FIGURES, lon=FIGURES, speed=st.none() | FIGURES)
ALERTS = st.builds(
    Finding, rule=NAMES, episode=NAMES, severity=st.just("high"), urgency=st.just("today"),
    certainty=st.sampled_from(("observed", "likely")), started_ms=TIMES, reason_en=NAMES, reason_th=NAMES,
    evidence=st.builds(Evidence, thresholds=MEASURED, measured=MEASURED, pings=st.lists(PINGS, max_size=2).map(tuple)),
    trip_id=MAYBE_NAMES, ended_ms=st.none() | TIMES, lat=st.none() | FIGURES,
    close_reason=st.sampled_from((None, "cleared")),
)  # fmt: skip
ENTRIES = st.builds(
    Published, entity_id=NAMES, key=NAMES, version=st.integers(0, 9), touched_ms=TIMES, detected_ms=TIMES,
    late=st.booleans(), recalled=st.booleans(), trip=st.none() | TRIPS, alert=st.none() | ALERTS,
    alert_ids=st.lists(NAMES, max_size=2).map(tuple),
)  # fmt: skip


@given(st.lists(ENTRIES, max_size=4))
def test_packed_they_say_what_they_said(told: list[Published]) -> None:
    """With the sign of each zero."""
    assert list(map(repr, archive_of(told).each())) == list(map(repr, told))


@given(st.lists(ENTRIES, max_size=4), st.lists(ENTRIES, max_size=3))
def test_those_that_stay_and_those_that_come_after_them(was: list[Published], new: list[Published]) -> None:
    archive = archive_of(was)
    now = (*archive.each()[1:], *new)
    assert archive.followed_by(now) == archive_of(now)


@given(st.lists(ENTRIES, max_size=3))
def test_they_are_saved_one_by_one(told: list[Published]) -> None:
    """As every release since has read them."""
    unit = Unit(unit_id="unit-1", published=archive_of(told))
    assert list(map(repr, decode_unit(encode_unit(unit)).published.each())) == list(map(repr, told))
