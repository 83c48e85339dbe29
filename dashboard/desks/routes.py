"""All routes about desks."""

from typing import Final

from dashboard.desks.desks import list_desks, put_desk, remove_desk
from dashboard.desks.handovers import accept_handover, hand_over, list_handovers
from dashboard.desks.presence import tell_gone, tell_here
from dashboard.desks.state import show_state

DESK_ROUTES: Final = (
    list_desks,
    put_desk,
    remove_desk,
    show_state,
    tell_here,
    tell_gone,
    list_handovers,
    hand_over,
    accept_handover,
)
