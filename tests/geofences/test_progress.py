"""Progress along routes that cross themselves, double back and run in circles, at one ping a minute.

Places are metres east and north of a point near Rayong; a truck is driven along its route and seen at steps.
"""

import math
from itertools import pairwise
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofences.progress import Way, _likeliest, _likeliest_of_many, build_way, first_progress, next_progress
from geofences.projection import metres_per_unit, to_plane
from models.progress import Progress, told
from tests.builders import place

Places = list[tuple[float, float]]
ON_ROUTE_M: Final = 300
SCATTER_M: Final = 20
BLURRED_M: Final = 200
"""In a bend of 20° a scatter of 20 m to every side blurs so much of the way."""

SQUARE: Final[Places] = [(0, 0), (8_000, 0), (8_000, 8_000), (0, 8_000), (0, 0)]
SHAPES: Final[dict[str, Places]] = {
    "straight": [(0, 0), (20_000, 0)],
    "crosses itself": [(0, 0), (5_000, 0), (10_000, 5_000), (10_000, 7_000), (7_000, 8_000), (2_500, -4_000), (0, -6_000)],
    "there and back": [(0, 0), (10_000, 0), (0, 0)],
    "there and back on the other carriageway": [(0, 0), (10_000, 0), (10_000, 25), (0, 25)],
    "a spur on the way": [(0, 0), (10_000, 0), (10_000, 6_000), (10_000, 0), (20_000, 0)],
    "ends where it begins": SQUARE,
    "twice round": [*SQUARE, *SQUARE[1:]],
    "bends in the hills": [(0, 0), *((900 * (n % 2), 180 * n) for n in range(1, 30))],
}  # fmt: skip


def way_of(shape: Places) -> Way:
    return build_way([list(place(*each)) for each in shape])


def along(shape: Places, at_m: float) -> tuple[float, float]:
    """The place so many metres along a shape."""
    for (ax, ay), (bx, by) in pairwise(shape):
        metres = math.dist((ax, ay), (bx, by))
        if at_m <= metres:
            return ax + (bx - ax) * at_m / metres, ay + (by - ay) * at_m / metres
        at_m -= metres
    return shape[-1]


class Truck:
    """A truck that is followed along a way."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.progress: Progress | None = None
        self.seen_at = (0.0, 0.0)

    def see(self, east_m: float, north_m: float, *, minutes: float = 1, driven_m: float = 0) -> Progress:
        """The progress at a place, so many minutes after the one before."""
        lon, lat = place(east_m, north_m)
        x, y = to_plane(lon, lat)
        if self.progress is None:
            self.progress = first_progress(self.way, x, y, metres_per_unit(lat))
        else:
            driven_m = max(driven_m, math.dist(self.seen_at, (east_m, north_m)))
            self.progress = next_progress(
                self.way, self.progress, x, y, metres_per_unit(lat), driven_m=driven_m, elapsed_s=60 * minutes,
                on_route_m=ON_ROUTE_M,
            )  # fmt: skip
        self.seen_at = east_m, north_m
        return self.progress


def driven(shape: Places, step_m: float, from_m: float, random: Random) -> list[tuple[float, Progress]]:
    """How far the truck truly was at each minute, and where it was taken to be, by fixes that scatter."""
    truck, found = Truck(way_of(shape)), []
    for number in range(int((truck.way.length_m - from_m) // step_m) + 1):
        true_m = from_m + number * step_m
        east_m, north_m = along(shape, true_m)
        scatter = random.uniform(-SCATTER_M, SCATTER_M), random.uniform(-SCATTER_M, SCATTER_M)
        found.append((true_m, truck.see(east_m + scatter[0], north_m + scatter[1], driven_m=step_m)))
    return found


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("step_m", (150, 700, 1000, 1500))
@pytest.mark.parametrize("from_m", (0, 130, 640))
def test_a_truck_that_drives_its_route_is_where_it_is(name: str, step_m: float, from_m: float) -> None:
    for true_m, progress in driven(SHAPES[name], step_m, min(from_m, step_m - 1), Random(1)):
        assert progress.along_m == pytest.approx(true_m, abs=BLURRED_M)
        assert progress.from_route_m <= 1.5 * SCATTER_M
        assert progress.direction != "backward"


@st.composite
def wanderings(draw: st.DrawFn) -> Places:
    """Routes that turn by up to 140° at each place, and cross themselves as often as not."""
    shape, heading = [(0.0, 0.0)], 0.0
    for turn, metres in draw(st.lists(st.tuples(st.integers(-140, 140), st.integers(200, 3_000)), min_size=2, max_size=25)):
        heading += math.radians(turn)
        shape.append((shape[-1][0] + metres * math.cos(heading), shape[-1][1] + metres * math.sin(heading)))
    return shape


STEPS = st.sampled_from((150, 500, 1000, 1500))


@settings(max_examples=60)
@given(wanderings(), STEPS, st.integers(0, 1000), st.randoms(use_true_random=False))
def test_on_any_route_it_is_never_further_off_than_a_minute_s_way(shape: Places, step_m: float, from_m: float, random: Random) -> None:
    way_m = way_of(shape).length_m
    for true_m, progress in driven(shape, step_m, min(from_m, step_m - 1), random):
        assert abs(progress.along_m - true_m) <= step_m + 100
        assert progress.along_m + progress.to_go_m == pytest.approx(way_m)
        assert 0 <= progress.per_cent <= 100


@settings(max_examples=200)
@given(
    wanderings(), st.integers(-3_000, 3_000), st.integers(-3_000, 3_000), st.integers(0, 40_000),
    st.sampled_from((0.0, 150.0, 900.0, 4_000.0)), st.booleans(),
)  # fmt: skip
def test_the_pieces_that_are_left_out_are_none_of_the_likeliest(
    shape: Places, east_m: int, north_m: int, from_m: int, driven_m: float, twice: bool
) -> None:
    """Piece by piece the same point is found as by working out all of them, to the bit, also where two are as near."""
    way = way_of([*shape, *reversed(shape)] if twice else shape)
    lon, lat = place(east_m, north_m)
    x, y = to_plane(lon, lat)
    asked = way, 0, len(way.x), x, y, metres_per_unit(lat), float(from_m), driven_m
    assert _likeliest(*asked) == _likeliest_of_many(*asked)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(500, 3000), st.integers(-2000, 2000)), min_size=1, max_size=15), STEPS)
def test_the_way_back_counts_backwards(steps: Places, step_m: float) -> None:
    """On a route that leads ever further east a truck that drives it backwards is where it is, too."""
    shape: Places = [(0, 0)]
    for east_m, north_m in steps:
        shape.append((shape[-1][0] + east_m, north_m))
    way_m = way_of(shape).length_m
    truck = Truck(way_of(shape))
    for number in range(int(way_m // step_m) + 1):
        progress = truck.see(*along(shape, way_m - number * step_m), driven_m=step_m)
        assert progress.along_m == pytest.approx(way_m - number * step_m, abs=100)
        assert progress.direction == ("backward" if number else "unknown")


@settings(max_examples=40)
@given(st.sampled_from(sorted(SHAPES)), st.integers(0, 19_000), st.randoms(use_true_random=False))
def test_a_truck_that_stands_makes_no_way(name: str, at_m: int, random: Random) -> None:
    shape = SHAPES[name]
    truck = Truck(way_of(shape))
    where = along(shape, at_m)
    began = truck.see(*where)
    for _ in range(30):
        progress = truck.see(where[0] + random.uniform(-SCATTER_M, SCATTER_M), where[1] + random.uniform(-SCATTER_M, SCATTER_M))
        assert abs(progress.along_m - began.along_m) <= 3 * SCATTER_M
    assert progress.direction == "unknown"


def test_a_crossing_is_passed_on_the_road_that_the_truck_is_on() -> None:
    shape = SHAPES["crosses itself"]
    truck = Truck(way_of(shape))
    for at_m in (2_000, 3_000, 4_000, 4_850):
        truck.see(*along(shape, at_m))
    progress = truck.see(*along(shape, 5_000))  # 4.2 m from the road on which it comes by again, 16 km on
    assert progress.along_m == pytest.approx(5_000, abs=20)


def test_a_short_cut_is_seen_when_the_truck_is_back_on_the_route() -> None:
    truck = Truck(way_of(SHAPES["ends where it begins"]))
    for east_m in (3_000, 4_000):
        truck.see(east_m, 0)
    for north_m in (1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000):
        off = truck.see(4_000, north_m)
    assert off.along_m < 9_000
    assert truck.see(4_000, 8_000).along_m == pytest.approx(20_000, abs=50)


def test_a_glitch_is_forgotten_at_the_next_fix() -> None:
    truck = Truck(way_of(SHAPES["straight"]))
    for east_m in (3_000, 4_000):
        truck.see(east_m, 0)
    truck.see(5_000, 40_000)
    assert truck.see(6_000, 0).along_m == pytest.approx(6_000, abs=5)
    truck.see(19_000, 0)
    assert truck.see(8_000, 0).along_m == pytest.approx(8_000, abs=5)


@pytest.mark.parametrize(
    ("says", "name", "before", "after", "minutes", "along_m"),
    (
        ("after half an hour's silence", "straight", (2_000, 0), (19_000, 0), 30, 19_000),
        ("on a spur that the silence hides", "a spur on the way", (9_000, 0), (10_000, 3_000), 5, 13_000),
        ("as far from the route as it likes", "straight", (2_000, 0), (3_000, 5_000), 5, 3_000),
        ("beyond the end", "straight", (19_000, 0), (21_000, 0), 2, 20_000),
    ),
)
def test_where_it_comes_up_again(says: str, name: str, before: tuple[float, float], after: tuple[float, float], minutes: float, along_m: float) -> None:
    truck = Truck(way_of(SHAPES[name]))
    truck.see(*before)
    assert truck.see(*after, minutes=minutes).along_m == pytest.approx(along_m, abs=60), says


def test_what_is_told_of_it() -> None:
    progress = Truck(way_of(SHAPES["straight"])).see(5_000, 120)
    assert progress.per_cent == pytest.approx(25, abs=0.05)
    assert progress.from_route_m == pytest.approx(120, abs=1)
    assert told(progress) == {"along_km": 5.0, "to_go_km": 15.0}
    assert told(None) == {}


def test_a_route_without_length_is_done() -> None:
    progress = Truck(way_of([(0, 0), (0, 0)])).see(500, 0)
    assert (progress.along_m, progress.to_go_m, progress.per_cent) == (0, 0, 100)
    assert progress.from_route_m == pytest.approx(500, abs=1)
