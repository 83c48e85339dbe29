"""All routes about who is told."""

from typing import Final

from dashboard.duty.inbox import list_inbox
from dashboard.duty.rosters import delete_roster, list_rosters, put_roster
from dashboard.duty.told import list_told, open_incident
from dashboard.duty.trials import show_trial, try_channel
from dashboard.duty.untold import list_untold

DUTY_ROUTES: Final = (
    list_rosters, put_roster, delete_roster, list_told, open_incident, try_channel, show_trial, list_inbox,
    list_untold,
)  # fmt: skip
