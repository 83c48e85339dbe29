"""What a unit has told to the rules across units: packed in memory, it says what it said."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from models.observation import RESTATED_MS, Departure, Load, Observed, Outing, Presence, Sighting, Stand
from models.trip import Visit
from streams.judging.noted import Noted, goes_on, kept
from streams.judging.state import Unit, decode_unit, encode_unit

TIMES = st.sampled_from((0, 1, 1_772_414_930_996, 1_772_414_990_996, 1_772_501_390_996))
MAYBE_TIMES = st.none() | TIMES
NAMES = st.sampled_from(("", "Z-1", "กอ.1-2569-000403", "Z-2@1772414930996"))
SOME_NAMES = st.lists(NAMES, max_size=2).map(tuple)
PLACES = st.sampled_from((0.0, -0.0, 13.5171421, 99.6508903))
PLATE = {"plate": st.sampled_from(("70-1234", "ผก-1")), "province": NAMES, "plate_key": NAMES}
DEPARTURES = st.builds(Departure, zone_id=NAMES, left_ms=TIMES, permits=SOME_NAMES, manifests=SOME_NAMES)
VISITS = st.builds(Visit, zone_id=NAMES, factory_no=st.none() | NAMES, arrived_ms=TIMES, left_ms=MAYBE_TIMES)
SEEN = st.one_of(
    st.builds(Presence, **PLATE, zone_id=NAMES, first_ms=TIMES, last_ms=MAYBE_TIMES, stopped_ms=MAYBE_TIMES),
    st.builds(Stand, **PLATE, lat=PLACES, lon=PLACES, first_ms=TIMES, last_ms=MAYBE_TIMES, trip_key=st.none() | NAMES),
    st.builds(
        Outing, first_ms=TIMES, last_ms=MAYBE_TIMES, next_ms=MAYBE_TIMES, trip_key=st.none() | NAMES, vendor=NAMES,
    ),
    st.builds(Sighting, number=st.integers(-1, 1 << 40), plate_key=NAMES, utc_ms=TIMES, receipt_ms=TIMES, lat=PLACES, lon=PLACES),
    st.builds(
        Load, **PLATE, trip_key=NAMES, origin_zone_id=NAMES, started_ms=TIMES, permits=SOME_NAMES, manifests=SOME_NAMES,
        generators=SOME_NAMES, departures=st.lists(DEPARTURES, max_size=2).map(tuple),
        visits=st.lists(VISITS, max_size=2).map(tuple), trip_id=st.none() | NAMES,
        state=st.sampled_from(("on_the_way", "completed")),
    ),
)  # fmt: skip
TOLD = st.builds(Observed, observation=SEEN, touched_ms=TIMES | st.just(RESTATED_MS))


def said(entries: Sequence[Observed]) -> list[str]:
    """With the sign of each zero."""
    return list(map(repr, entries))


@given(st.lists(TOLD, max_size=6))
def test_packed_they_say_what_they_said(told: list[Observed]) -> None:
    assert said(Noted.of(told).each()) == said(told)


@given(st.lists(TOLD, max_size=6))
def test_they_are_saved_one_by_one(told: list[Observed]) -> None:
    """As every release since has read them."""
    unit = Unit(unit_id="unit-1", observed=Noted.of(told))
    assert said(decode_unit(encode_unit(unit)).observed.each()) == said(told)


@given(st.lists(TOLD, max_size=6, unique_by=lambda entry: entry.observation.name), st.lists(TOLD, max_size=3))
def test_what_is_asked_for_is_found_and_nothing_is_lost(told: list[Observed], newest: list[Observed]) -> None:
    page = Noted.of(told).page().begun_with(newest)
    rows, found = page.known(newest)
    assert said(list(map(page.opened, rows.values()))) == said(told)
    asked = {entry.observation.name for entry in newest}
    by_name = {entry.observation.name: entry for entry in told}
    assert all(found[name] == by_name[name] for name in asked & by_name.keys())
    assert Noted.closed(page, [*rows.values(), *map(page.row_of, newest)]).each() == (*told, *newest)


@given(st.lists(TOLD, max_size=8), st.integers(0, 100_000_000), st.integers(1, 5))
def test_kept_is_what_goes_on_and_what_is_new(told: list[Observed], kept_ms: int, most: int) -> None:
    page = Noted.of(told).page()
    left = [page.opened(row) for row in kept(page.rows, kept_ms, len(told))]
    oldest_ms = max((entry.touched_ms for entry in told), default=0) - kept_ms
    assert said(left) == said([entry for entry in told if goes_on(entry) or entry.touched_ms > oldest_ms])
    assert len(kept(page.rows, kept_ms, most)) <= most
