"""Noted: an observation in the book of a gate."""

from typing import NamedTuple

from models.observation import Load, Presence, Sighting, Stand


class Noted(NamedTuple):
    """An observation, whose it is, its name among all that was seen at the gate, and its place in their order."""

    name: str
    number: int
    unit_id: str
    observation: Presence | Stand | Load | Sighting


def load_of(noted: Noted | None) -> Load | None:
    """The trip that was noted; None where it was undone."""
    if noted is None or not isinstance(load := noted.observation, Load) or load.end_reason == "superseded":
        return None
    return load
