"""What is remembered of a unit stays bounded whatever its device sends."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from streams.judging import fact_book, memory
from streams.judging.state import Unit, encode_unit
from streams.replay import Line, Replay
from tests.builders import UNIT, Scene, Track, a_ping, a_zone

SECONDS = 1 / 60


def flickering_power() -> Iterator[dict[str, Any]]:
    """On the road with a load, the device says by turns that it is cut off and that it is not."""
    yield from Track().stand(15).go(5000).pings
    for number in range(3000):
        yield a_ping(25 + number * 10 * SECONDS, 5000 + number % 2, ext_power_status=number % 2)


def in_and_out() -> Iterator[dict[str, Any]]:
    """Each fix by turns inside and outside of its generator's zone."""
    for number in range(5000):
        yield a_ping(number * 20 * SECONDS, 290 if number % 2 else 310)


def everywhere() -> Iterator[dict[str, Any]]:
    """Each fix fifty kilometres from the last."""
    for number in range(3000):
        yield a_ping(number * 20 * SECONDS, 50_000 * (number % 7))


@pytest.mark.parametrize("story", (flickering_power, in_and_out, everywhere), ids=lambda story: str(story.__doc__))
def test_a_unit_stays_small(story: Any) -> None:
    scene = Scene(zones=[a_zone("Z-DUMP", "restricted", 50_000, 0)])
    run = Replay(scene.world(), lambda _: None, lambda _: None)
    for number, ping in enumerate(story()):
        run.feed(Line(file="pings", number=number, body=msgspec.json.encode(ping)))
    unit: Unit = run._units[UNIT]
    assert len(unit.published.each()) <= memory.MOST
    assert len(unit.observed.each()) <= fact_book.MOST
    assert len(encode_unit(unit)) < 2_000_000
