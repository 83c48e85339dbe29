"""The verdict does not hang on the order of arrival: every golden scenario, the scenes across units, a recorded truck."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from geofences.geometry_check import geometry_problem
from models.event import ALERT_TYPES, Event
from models.reference_json import from_folder
from models.times import MINUTE_MS
from streams.compare import differences, final_states, version_faults
from tests.acceptance.recording import ASTRAY, UNIT, locations, papers, recorded
from tests.agreement.failing_vendor import LASTS_MIN, failing, sent_late
from tests.agreement.orders import in_any_order, received_ms, shaken, with_twins
from tests.agreement.scenes import ALL, RUNS_ON_MIN
from tests.builders import START_MS, Scene, judge
from tests.tracker.road import replayed

BY_RECEIPT = frozenset({"seven-hour-clock"})
"""Whether a clock runs 7 h ahead shows in how far its records lie ahead of their receipt: received otherwise, it shows otherwise.
Within the quarter of an hour by which the clock may be off, that scene is tried too.
"""
WORK = 1_200
"""So many pings in all for each scene: of a short one 20 orders are tried."""


def orders_of(pings: Sequence[Any]) -> range:
    return range(max(3, min(20, WORK // len(pings))))


@pytest.mark.parametrize("name", sorted(ALL.keys() - BY_RECEIPT))
def test_a_scene_in_any_order(name: str) -> None:
    scene = Scene()
    scene.reference, scene.rules = ALL[name].reference, ALL[name].rules
    pings = with_twins(ALL[name].pings, len(name))
    until = max((max(map(received_ms, pings)) - START_MS) / MINUTE_MS + 900, RUNS_ON_MIN[name])
    scene.pings = pings
    ours = judge(scene, until).events
    for seed in orders_of(pings):
        scene.pings = in_any_order(pings, seed)
        theirs = judge(scene, until).events
        assert version_faults(theirs) == [], seed
        assert differences(ours, theirs) == [], seed


def test_a_clock_seven_hours_ahead_in_any_order_that_shows_it() -> None:
    scene, until = Scene(), 900.0
    golden = ALL["seven-hour-clock"]
    scene.reference, scene.pings = golden.reference, golden.pings
    ours = judge(scene, until).events
    assert final_states(ours)
    for seed in range(20):
        scene.pings = shaken(golden.pings, seed, 9.0)
        theirs = judge(scene, until).events
        assert version_faults(theirs) == [], seed
        assert differences(ours, theirs) == [], seed


@pytest.mark.parametrize("seed", range(10))
def test_a_failing_vendor_in_any_order(seed: int) -> None:
    scene = failing(seed)
    pings, until = scene.pings, LASTS_MIN + 900
    ours = judge(scene, until).events
    orders = [sent_late(pings, 10 * seed + n) for n in range(2)] + [in_any_order(pings, seed + n) for n in range(2)]
    for number, scene.pings in enumerate(orders):
        theirs = judge(scene, until).events
        assert version_faults(theirs) == [], number
        assert differences(ours, theirs) == [], number


def test_most_failing_vendors_have_outages() -> None:
    found = [rule for seed in range(10) for rule in set(rules(judge(failing(seed), LASTS_MIN + 900).events))]
    assert found.count("vendor-outage") >= 7
    assert found.count("signal-lost") >= 7


def test_a_recorded_truck_in_any_order(tmp_path: Path) -> None:
    """Along its permit's route, and as a second device of a truck whose corridor lies elsewhere; every tenth ping, and the last ones."""
    rows = recorded()
    papers(rows, tmp_path)
    world_of = from_folder(tmp_path, geometry_problem).versions
    sent = [ping for ping in locations(rows) if ping["unit_id"] in (UNIT, ASTRAY)]
    pings = [*(ping for number, ping in enumerate(sent[:-60]) if number // 2 % 10 == 0), *sent[-60:]]
    until_ms = max(map(received_ms, pings)) + 900 * MINUTE_MS
    ours = replayed(pings, world_of, until_ms)
    assert verdicts(ours) == {"verified", "verified_with_alerts"}
    for seed in range(20):
        theirs = replayed(in_any_order(pings, seed), world_of, until_ms)
        assert version_faults(theirs) == [], seed
        assert differences(ours, theirs) == [], seed


def rules(events: list[Event]) -> list[str]:
    return [data["rule"] for kind, data in final_states(events).values() if kind == "alert"]


def verdicts(events: list[Event]) -> set[str]:
    return {data["verdict"] for kind, data in final_states(events).values() if kind not in ALERT_TYPES and "verdict" in data}
