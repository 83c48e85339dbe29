"""The link by which a carrier or a generator answers about a case: signed as officers' are, with another key."""

from typing import Final

from models.times import DAY_MS
from ops.case_link import CaseLink, case_token
from ops.personal import derived_key
from ops.settings import Settings

PARTY_LINK_LIFE_MS: Final = 7 * DAY_MS
"""For so long a party may answer, and its link opens the case's page for answers."""

_LABEL: Final = "party link 1"


def party_link_key(settings: Settings) -> bytes:
    """The key that signs the links of parties: none of theirs opens an officer's page, nor the other way round."""
    return derived_key(settings, _LABEL)


def party_link_of(incident_id: str, party: str, made_ms: int) -> CaseLink:
    """What the link in a message that was made then says."""
    return CaseLink(made_ms, made_ms + PARTY_LINK_LIFE_MS, party, incident_id)


def party_address(base_url: str, link: CaseLink, key: bytes) -> str:
    """The address that lets a party answer: it names the case, and the token must be of that case."""
    return f"{base_url.rstrip('/')}/a/{link.incident_id}/{case_token(link, key)}"
