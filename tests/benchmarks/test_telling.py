"""Manifests told while a tracker works: a round in which none could be told is not measured as one with papers."""

from types import SimpleNamespace

import pytest

from benchmarks.speed.services import NotMeasured
from benchmarks.speed.telling import manifests_told
from benchmarks.traffic.plan import Plan


def test_where_nothing_can_be_told_nothing_is_measured() -> None:
    ground = SimpleNamespace(database="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(NotMeasured, match="no manifests"), manifests_told(ground, Plan()):  # type: ignore[arg-type]
        pass
