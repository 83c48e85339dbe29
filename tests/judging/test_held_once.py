"""What a unit takes in memory: its equal parts are one, whether it grew here or was read."""

import gc
import tracemalloc
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fix import Fix, Run, begin_run
from streams.judging.held_once import hold_once
from streams.judging.state import Fold, HourCount, Unit, decode_unit, encode_unit
from streams.replay import Line, Replay
from tests.builders import UNIT, Scene, Track

MOST_BYTES = 4_500
COPIES = 300


def driven(scene: Scene, pings: list[dict[str, Any]]) -> Unit:
    run = Replay(scene.world(), lambda _: None, lambda _: None)
    for number, ping in enumerate(pings):
        run.feed(Line(file="pings", number=number, body=msgspec.json.encode(ping)))
    return run._units[UNIT]


def on_a_trip() -> Unit:
    unit = driven(Scene(), Track().stand(15).go(9_000).pings)
    assert unit.fold.trip is not None
    return unit


def parts(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from parts(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from parts(one)


@pytest.mark.parametrize("kind", (str, Fix, Run), ids=lambda kind: kind.__name__)
def test_equal_parts_of_a_unit_that_was_read_are_one(kind: type) -> None:
    found = [part for part in parts(decode_unit(encode_unit(on_a_trip()))) if isinstance(part, kind)]
    assert len(found) > len(set(found)), "the unit must hold some of them twice"
    assert len({id(part) for part in found}) == len(set(found))


def test_units_share_their_names_and_hours() -> None:
    body = encode_unit(on_a_trip())
    one, other = decode_unit(body), decode_unit(body)
    assert one.fold.trip is not None
    assert other.fold.trip is not None
    assert one.fold.trip.plate_key is other.fold.trip.plate_key
    assert all(isinstance(a, HourCount) and a is b for a, b in zip(one.clock.hours, other.clock.hours, strict=True))


def test_a_unit_on_a_trip_takes_little() -> None:
    """So much at most in all, its newest marks and what it saw on the way with it."""
    body = encode_unit(on_a_trip())
    decode_unit(body)
    gc.collect()
    tracemalloc.start()
    try:
        units = [decode_unit(body) for _ in range(COPIES)]
        assert tracemalloc.get_traced_memory()[0] / len(units) < MOST_BYTES
    finally:
        tracemalloc.stop()


@given(st.sampled_from((0.0, -0.0)), st.sampled_from((0.0, -0.0)))
def test_a_zero_keeps_its_sign(first: float, second: float) -> None:
    """They are equal, and written as other bytes."""
    fixes = tuple(Fix(utc_ms=ms, receipt_ms=ms, lat=lat, lon=0.0, x=lat, y=0.0) for ms, lat in ((1_000, first), (2_000, second)))
    fold = Fold(last=fixes[0], young=fixes, run=begin_run(fixes[1]))
    told = repr(fold)
    hold_once(fold)
    assert repr(fold) == told
