"""How far a trip has come on its routes: packed in memory, it says what it said, and is saved as it was."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fix import Fix
from models.progress import Progress
from streams.judging.how_far import Along
from streams.judging.state import Fold, decode_fold, encode_fold
from tests.judging.test_held_once import on_a_trip

FIGURES = st.sampled_from((0.0, -0.0, 13.5171421, 11_093_086.365292365))
TIMES = st.integers(-1, 1 << 47)
FIXES = st.builds(
    Fix, utc_ms=TIMES, receipt_ms=TIMES, lat=FIGURES, lon=FIGURES, x=FIGURES, y=FIGURES, recv_ms=st.none() | TIMES,
    speed_kmh=st.none() | FIGURES, doubtful=st.booleans(), ext_power_on=st.none() | st.booleans(),
)  # fmt: skip
PROGRESS = st.builds(
    Progress, along_m=FIGURES, to_go_m=FIGURES, from_route_m=FIGURES,
    direction=st.sampled_from(("forward", "backward", "unknown")),
)  # fmt: skip


@given(FIXES, st.lists(st.tuples(FIGURES, PROGRESS), max_size=3))
def test_packed_it_says_what_it_said(fix: Fix, routes: list[tuple[float, Progress]]) -> None:
    """With the sign of each zero."""
    routes_m, progress = tuple(one for one, _ in routes), tuple(one for _, one in routes)
    along = Along.at(fix, routes_m, progress)
    assert repr((along.fix, along.routes_m, along.progress)) == repr((fix, routes_m, progress))
    assert along.utc_ms == fix.utc_ms
    assert repr(tuple(along.spot)) == repr((fix.utc_ms, fix.x, fix.y, fix.speed_kmh))


def test_it_is_saved_by_its_parts() -> None:
    """As every release since has read it."""
    trip = on_a_trip().fold.trip
    assert trip is not None
    fix = Fix(utc_ms=1, receipt_ms=2, lat=13.0, lon=100.0, x=1.0, y=2.0)
    trip.along = Along.at(fix, (5.0,), (Progress(along_m=1.0, to_go_m=4.0, from_route_m=0.5, direction="forward"),))
    body = encode_fold(Fold(trip=trip))
    assert msgspec.msgpack.decode(body)["trip"]["along"] == {
        "fix": msgspec.to_builtins(fix), "routes_m": [5.0],
        "progress": [{"along_m": 1.0, "to_go_m": 4.0, "from_route_m": 0.5, "direction": "forward"}],
    }  # fmt: skip
    read = decode_fold(body).trip
    assert read is not None
    assert read.along == trip.along


@pytest.mark.parametrize("broken", ({}, {"fix": 1}, 7))
def test_what_cannot_be_read_is_said_so(broken: object) -> None:
    fold = msgspec.msgpack.decode(encode_fold(Fold(trip=on_a_trip().fold.trip)))
    fold["trip"]["along"] = broken
    with pytest.raises(msgspec.ValidationError):
        decode_fold(msgspec.msgpack.encode(fold))
