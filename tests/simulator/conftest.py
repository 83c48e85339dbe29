from pathlib import Path

import pytest

from models.times import from_iso
from simulator.scenario import write_scenario
from simulator.unit import FleetPlan
from simulator.world import build_world
from tests.simulator.observed import Seen

PLAN = FleetPlan(units=66, seed=11, start_ms=from_iso("2026-03-02T22:00:00Z"), minutes=240, share=0.78)


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """A scenario with every kind of incident, most of them twice, read back from its files."""
    folder: Path = tmp_path_factory.mktemp("scenario")
    write_scenario(build_world(PLAN), folder)
    return Seen(folder)
