"""The links in messages: each opens one incident for one person, until it expires."""

from models.party import is_party
from ops.case_link import LINK_LIFE_MS, CaseLink, case_link, link_key
from ops.party_link import party_address, party_link_key, party_link_of
from ops.settings import Settings
from streams.notifier.telling.sending import LinkOf


def link_of(settings: Settings) -> LinkOf | None:
    """What makes the links, None where no public address is set; raises BadSetting.

    A message that is tried again has the same link. That of a party opens its page for answers, and no officer's.
    """
    if not settings.public_address:
        return None
    key, party_key = link_key(settings), party_link_key(settings)

    def made(incident_id: str, person: str, made_ms: int) -> str:
        if is_party(person):
            return party_address(settings.public_address, party_link_of(incident_id, person, made_ms), party_key)
        link = CaseLink(made_ms, made_ms + LINK_LIFE_MS, person, incident_id)
        return case_link(settings.public_address, link, key)

    return made
