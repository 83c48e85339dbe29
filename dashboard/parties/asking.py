"""A party is told: its message, its link, the line in the case's log and the row of the audit, in one transaction."""

from typing import Any, Final

import msgspec

from alerts.letters import Whereabouts, where_words
from alerts.party_letters import letter_to
from dashboard.incidents.noting import noted
from dashboard.parties.concerned import Share
from dashboard.parties.given import PartyDesk
from dashboard.road.surroundings import Surroundings, nearest
from models.event import short_hash
from models.incident import Incident
from models.party import Ask, Asked, Way
from models.telling import Telling
from ops.party_link import PARTY_LINK_LIFE_MS, party_link_of
from storage.audit import audit
from storage.case_links import add_link
from storage.incidents import append_log, save_step, tell
from storage.messages import NewMessage, add_message
from storage.now import database_now_ms
from storage.parties import add_ask, load_asks, settle_due
from storage.party_alerts import add_party_alerts
from storage.tellings import WaitingRow, add_tellings, put_in_message
from streams.notifier.telling.composing import Body

ITSELF: Final = "wastetrack"
ROLES: Final = {"carrier": ("ผู้ขนส่ง", "carrier"), "generator": ("ผู้ก่อกำเนิด", "generator")}
_AUDITED: Final[dict[Way, str]] = {
    "released": "released to party", "at_once": "party told at once", "after_hours": "party told after its hours",
}  # fmt: skip


def named(role: str, name: str) -> str:
    """A party as a log calls it, in both languages."""
    thai, english = ROLES[role]
    return f"{thai} / {english}: {name}"


async def asked_of(
    connection: Any, desk: PartyDesk, surroundings: Surroundings, share: Share, question: str, now_ms: int
) -> Asked:
    """What a party is told of its share as it stands, by whom, and what it is asked."""
    party, summary, place = share.party, share.summary, Whereabouts()
    if summary.lat is not None and summary.lon is not None:
        near = nearest(await surroundings.known(connection, now_ms), summary.lat, summary.lon)
        if near is not None:
            away_km = 0.0 if near.direction is None else near.km
            place = Whereabouts(name_th=near.known.name_th, name_en=near.known.name_en, away_km=away_km)
    thai, english = where_words(place)
    is_of_several = len(summary.plates) > 1
    return Asked(
        name=party.name, rules=summary.rules, since_ms=summary.started_ms,
        plate=", ".join(summary.plates) if is_of_several else summary.plate,
        province=None if is_of_several else summary.province, permit_no=summary.permit_no,
        lat=summary.lat, lon=summary.lon, place_th=thai,
        place_en=english, question=question, authority=desk.parties.authority,
    )  # fmt: skip


async def ask_party(
    connection: Any, desk: PartyDesk, incident: Incident, share: Share, asked: Asked, way: Way, by: str | None,
    now_ms: int,
) -> Incident:  # fmt: skip
    """Has a party told of its share and gives the incident after it; in the caller's transaction and turn of incidents.

    The audit is the last row, as its writers wait for each other.
    """
    party = share.party
    number = len(await load_asks(connection, [incident.incident_id], party.party_id)) + 1
    ask = Ask(
        incident_id=incident.incident_id, party=party.party_id, number=number, asked_ms=now_ms,
        until_ms=now_ms + PARTY_LINK_LIFE_MS, way=way, asked_by=by, asked=asked,
        message_id=short_hash("message", incident.incident_id, number, "asked", party.party_id),
    )  # fmt: skip
    await _put_message(connection, desk, ask)
    await add_ask(connection, ask)
    await add_party_alerts(connection, ask.party, share.summary.alert_ids, now_ms)
    await add_link(connection, party_link_of(ask.incident_id, ask.party, now_ms), by or ITSELF)
    await settle_due(connection, ask.incident_id, ask.party, "told", "told", now_ms)
    text = named(party.role, party.name) + (f"\n{asked.question}" if asked.question else "")
    changed, line = noted(incident, "party_told", incident.state, now_ms, who=by, text=text)
    if by is not None:
        changed = msgspec.structs.replace(changed, touched=True)
    if not await save_step(connection, changed, incident.version):
        raise RuntimeError(f"incident {incident.incident_id} changed though nobody else had the turn")
    await append_log(connection, [line])
    await tell(connection)
    await audit(connection, by or ITSELF, _AUDITED[way], f"{ask.incident_id} {ask.party}", asked.question)
    return changed


async def _put_message(connection: Any, desk: PartyDesk, ask: Ask) -> None:
    letter = letter_to(ask.asked, ask.until_ms, desk.timezone, buddhist=desk.buddhist)
    body = Body(
        person=ask.party, urgency="today", subject_th=letter.subject_th, subject_en=letter.subject_en,
        message_th=letter.message_th, message_en=letter.message_en, incident_ids=(ask.incident_id,), steps=("asked",),
        thread=short_hash("asked", ask.incident_id, ask.party),
    )  # fmt: skip
    message = NewMessage(
        message_id=ask.message_id, person=ask.party, channel=ask.party, is_immediate=False,
        body=msgspec.json.encode(body),
    )  # fmt: skip
    # The notifier goes by the database's clock, links by ours: neither is to wait for the other.
    due_ms = min(ask.asked_ms, await database_now_ms(connection))
    await add_message(connection, message, ask.asked_ms, due_ms)
    step: dict[str, Any] = {"incident_id": ask.incident_id, "round": ask.number, "step": "asked", "person": ask.party}
    telling = Telling(**step, channel=ask.party, is_immediate=False, due_ms=ask.asked_ms, why=ask.way)
    await add_tellings(connection, [telling])
    await put_in_message(connection, ask.message_id, [WaitingRow(**step, channel=ask.party, is_immediate=False)])
