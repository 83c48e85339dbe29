"""The life of a trip is a table: every state has an answer to every sighting."""

import pytest

from models.trip import SIGHTINGS, STATES, TRANSITIONS, Sighting, TripState


def test_every_state_answers_every_sighting() -> None:
    assert set(TRANSITIONS) == {(state, sighting) for state in STATES for sighting in SIGHTINGS}


@pytest.mark.parametrize(
    ("says", "state", "sighting", "after"),
    (
        ("the last processor reached is arrival", "on_the_way", "inside_last", "arrived"),
        ("a short visit lapses", "arrived", "left_early", "on_the_way"),
        ("leaving after a stay completes", "arrived", "stayed_and_left", "completed"),
        ("a receipt completes what has arrived", "arrived", "received", "completed"),
        ("and never what has not", "on_the_way", "received", "on_the_way"),
        ("2 h complete", "arrived", "waited_out", "completed"),
        ("a return ends what is on its way", "on_the_way", "back_at_origin", "ended"),
        ("and nothing that has arrived", "arrived", "back_at_origin", "arrived"),
        ("a turn at the gate ends it", "on_the_way", "undone", "ended"),
        ("cancelled manifests end what is on its way", "on_the_way", "cancelled", "ended"),
        ("and nothing that has arrived", "arrived", "cancelled", "arrived"),
    ),
)
def test_what_follows(says: str, state: TripState, sighting: Sighting, after: TripState) -> None:
    assert TRANSITIONS[state, sighting] == after, says


@pytest.mark.parametrize("state", ("completed", "ended"))
def test_what_is_over_stays_over(state: TripState) -> None:
    assert {TRANSITIONS[state, sighting] for sighting in SIGHTINGS} == {state}
