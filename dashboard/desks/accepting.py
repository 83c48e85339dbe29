"""Whether a hand-over may be accepted: by the person that it names, while it is open."""

from typing import Final, Literal

from models.desk import Handover, HandoverState

Why = Literal["accept", "accepted_before", "not_yours", "replaced"]

_BY_THE_NAMED: Final[dict[HandoverState, Why]] = {
    "open": "accept",
    "accepted": "accepted_before",
    "replaced": "replaced",
}


def accepting(handover: Handover, person: str) -> Why:
    """What comes of it when this person accepts."""
    return _BY_THE_NAMED[handover.state] if person == handover.to_person else "not_yours"
