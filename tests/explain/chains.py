"""Chains of a scene's alerts and trips."""

import msgspec

from models.reference import KINDS, ReferenceVersion
from models.reference_json import FILES, as_versions, read_records
from streams.explain.build import why
from streams.explain.chain import Why
from streams.explain.from_scenario import Recorder
from streams.replay import Line
from tests.builders import Scene, ms


def versions_of(scene: Scene) -> list[ReferenceVersion]:
    """A scene's reference data as `Scene.world` has it."""
    versions: list[ReferenceVersion] = []
    for kind in KINDS:
        accepted, _ = read_records(kind, FILES[kind], scene.reference.get(kind, []))
        versions += as_versions(kind, accepted, len(versions) + 1)
    return versions


def recorded(scene: Scene, until: float | None = None) -> Recorder:
    """A scene replayed with all that chains are made of; `until` is a minute."""
    recorder = Recorder(scene.world(), versions_of(scene))
    bodies = (ping if isinstance(ping, bytes) else msgspec.json.encode(ping) for ping in scene.pings)
    lines = (Line(file="pings.ndjson", number=number, body=body) for number, body in enumerate(bodies, 1))
    recorder.read(lines, None if until is None else ms(until))
    return recorder


def chain_of(scene: Scene, entity_id: str, until: float | None = None) -> Why:
    """The chain of one alert or trip."""
    return why(recorded(scene, until).case(entity_id))
