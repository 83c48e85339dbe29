"""emerging-site: which stop makes a place a site, and that only the set of stops decides it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import emerging_site
from alerts.emerging_site import Site, SiteStop, find_sites
from geofences.projection import metres_per_unit, to_plane
from models.thresholds import EmergingSite
from models.times import DAY_MS, HOUR_MS
from tests.alerts import said
from tests.builders import place

LIMITS = EmergingSite()


def stop(day: float, truck: str, east_m: float = 0, north_m: float = 0) -> SiteStop:
    lon, lat = place(east_m, north_m)
    x, y = to_plane(lon, lat)
    at_ms = 40 * DAY_MS + round(day * DAY_MS)
    return SiteStop(
        first_ms=at_ms, last_ms=at_ms + HOUR_MS, unit_id=f"unit {truck}", plate_key=truck, lat=lat, lon=lon, x=x, y=y, metres_per_unit=metres_per_unit(lat),
    )  # fmt: skip


def opened(stops: tuple[SiteStop, ...] | list[SiteStop]) -> list[tuple[float, str]]:
    return [(site.opening.first_ms / DAY_MS - 40, site.opening.plate_key) for site in find_sites(stops, LIMITS)]


@pytest.mark.parametrize(
    ("says", "stops", "expected"),
    (
        ("three stops by two trucks", (stop(0, "A"), stop(1, "B"), stop(2, "A")), [(2, "A")]),
        ("two stops", (stop(0, "A"), stop(1, "B")), []),
        ("three by one truck", (stop(0, "A"), stop(1, "A"), stop(2, "A")), []),
        ("then a second truck makes it", (stop(0, "A"), stop(1, "A"), stop(2, "A"), stop(3, "B")), [(3, "B")]),
        ("199 m from the third", (stop(0, "A", -199), stop(1, "B", 199), stop(2, "A")), [(2, "A")]),
        ("201 m from the third", (stop(0, "A", -201), stop(1, "B", 100), stop(2, "A")), []),
        ("in a row along the road", (stop(0, "A", 0), stop(1, "B", 150), stop(2, "A", 300)), []),
        ("the same three, the middle one last", (stop(0, "A", 0), stop(1, "B", 300), stop(2, "A", 150)), [(2, "A")]),
        ("within 30 days to the minute", (stop(0, "A"), stop(1, "B"), stop(30, "C")), [(30, "C")]),
        ("a little longer apart", (stop(0, "A"), stop(1, "B"), stop(30.001, "C")), []),
        ("further stops belong to the site", tuple(stop(day, "AB"[day % 2], day * 10) for day in range(9)), [(2, "A")]),
        ("a month later too", (*(stop(day, "AB"[day % 2]) for day in range(3)), *(stop(40 + day, "AB"[day % 2]) for day in range(3))), [(2, "A")]),
        (
            "another place has its own site",
            (stop(0, "A"), stop(1, "B"), stop(2, "A"), stop(3, "A", 900), stop(4, "B", 900), stop(5, "A", 900)),
            [(2, "A"), (5, "A")],
        ),
        (
            "beside a site's edge a place may be one of its own, counting stops of both",
            (stop(0, "A", 100), stop(1, "B", 100), stop(2, "A"), stop(3, "B", 250)),
            [(2, "A"), (3, "B")],
        ),
    ),
)
def test_which_stop_makes_a_site(says: str, stops: tuple[SiteStop, ...], expected: list[tuple[float, str]]) -> None:
    assert [(round(day, 3), truck) for day, truck in opened(stops)] == expected, says


STOPS = st.lists(
    st.builds(stop, st.integers(0, 90), st.sampled_from("ABC"), st.sampled_from(range(-600, 601, 75)), st.sampled_from((0, 120, 250))),
    max_size=14, unique=True,
)  # fmt: skip


@given(STOPS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(stops: list[SiteStop], random) -> None:
    assert find_sites(random.sample(stops, len(stops)), LIMITS) == find_sites(stops, LIMITS)


@given(STOPS)
def test_sites_are_found_as_by_looking_at_all_pairs(stops: list[SiteStop]) -> None:
    """Without cells: each stop against each one before it."""
    ordered = sorted(stops, key=lambda one: (one.first_ms, one.unit_id, one.plate_key, one.last_ms, one.x, one.y))
    centres: list[SiteStop] = []
    for number, one in enumerate(ordered):

        def metres(other: SiteStop, one: SiteStop = one) -> float:
            return float(((other.x - one.x) ** 2 + (other.y - one.y) ** 2) ** 0.5 * one.metres_per_unit)

        near = [other for other in ordered[: number + 1] if metres(other) <= 200 and one.first_ms - other.first_ms <= 30 * DAY_MS]
        if len(near) >= 3 and len({other.plate_key for other in near}) >= 2 and all(metres(centre) > 200 for centre in centres):
            centres.append(one)
    assert [site.opening for site in find_sites(stops, LIMITS)] == centres


def test_a_late_stop_moves_the_opening_to_the_stop_that_was_third_in_truth() -> None:
    seen = (stop(0, "A"), stop(1, "B"), stop(3, "C"))
    assert [round(day) for day, _ in opened(seen)] == [3]
    assert [round(day) for day, _ in opened((*seen, stop(2, "D")))] == [2]


def test_a_stop_told_twice_counts_once() -> None:
    assert opened((stop(0, "A"), stop(1, "B"), stop(1, "B"))) == []


def test_a_radius_of_nothing_is_a_radius() -> None:
    here = (stop(0, "A"), stop(1, "B"), stop(2, "A"))
    assert len(find_sites(here, EmergingSite(radius_m=0))) == 1


def test_what_is_said() -> None:
    (site,) = find_sites((stop(0, "A"), stop(1, "B", 50), stop(2, "A")), LIMITS)
    found = emerging_site.finding(site, LIMITS)
    said.check(found)
    assert isinstance(site, Site)
    assert (found.unit_id, found.episode, found.started_ms) == ("unit A", str(site.opening.first_ms), site.opening.first_ms)
    assert (found.ended_ms, found.severity, found.urgency, found.certainty) == (found.started_ms, "high", "today", "likely")
    assert [one["unit_id"] for one in found.evidence.measured["stops"]] == ["unit A", "unit B", "unit A"]
    assert found.evidence.measured["vehicles"] == 2
