"""What the routes and the follower of parties share: who they are by the settings, and the key of their links."""

from functools import cached_property
from zoneinfo import ZoneInfo

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from ops.case_link import CaseLink
from ops.parties import Parties, read_parties
from ops.party_link import party_link_key
from ops.settings import Settings


class PartyDesk:
    """What is set of parties; the key is not asked for before a link is."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.parties: Parties = read_parties(settings)
        self.timezone = ZoneInfo(settings.timezone)
        self.buddhist = settings.calendar == "buddhist"
        self.has_links = bool(settings.public_address)

    @cached_property
    def key(self) -> bytes:
        """The key of parties' links; raises BadSetting."""
        return party_link_key(self._settings)


GivenPartyDesk = NamedDependency[SkipValidation[PartyDesk]]
GivenPartyLink = NamedDependency[SkipValidation[CaseLink]]
