"""The links in messages: each opens one incident for one person, until it expires."""

from ops.case_link import LINK_LIFE_MS, CaseLink, case_link, link_key
from ops.settings import Settings
from streams.notifier.telling.sending import LinkOf


def link_of(settings: Settings) -> LinkOf | None:
    """What makes the links, None where no public address is set; raises BadSetting.

    A message that is tried again has the same link.
    """
    if not settings.public_address:
        return None
    key = link_key(settings)

    def made(incident_id: str, person: str, made_ms: int) -> str:
        link = CaseLink(made_ms, made_ms + LINK_LIFE_MS, person, incident_id)
        return case_link(settings.public_address, link, key)

    return made
