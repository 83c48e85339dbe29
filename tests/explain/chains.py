"""Chains of a scene's alerts and trips."""

import msgspec

from streams.explain.build import why
from streams.explain.chain import Why
from streams.explain.from_scenario import Recorder
from streams.replay import Line
from tests.builders import Scene, ms


def recorded(scene: Scene, until: float | None = None) -> Recorder:
    """A scene replayed with all that chains are made of; `until` is a minute."""
    recorder = Recorder(scene.world())
    bodies = (ping if isinstance(ping, bytes) else msgspec.json.encode(ping) for ping in scene.pings)
    lines = (Line(file="pings.ndjson", number=number, body=body) for number, body in enumerate(bodies, 1))
    recorder.read(lines, None if until is None else ms(until))
    return recorder


def chain_of(scene: Scene, entity_id: str, until: float | None = None) -> Why:
    """The chain of one alert or trip."""
    return why(recorded(scene, until).case(entity_id))
