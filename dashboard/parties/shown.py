"""The parties of an incident as officers see them: told or not and why, and what they answered."""

from collections.abc import Sequence
from typing import Any

from alerts.party_turns import manner_of, was_immediate
from dashboard.parties import answers
from dashboard.parties.concerned import shares_of
from dashboard.parties.confirming import lacking_of
from dashboard.parties.given import PartyDesk
from dashboard.road.centre import shown_file
from models.incident import Incident
from models.party import PARTY_ROLES, Ask, Party, PartyAnswer, PartyDue
from models.road import RoadFile
from models.times import to_iso
from storage.merges import all_of
from storage.parties import load_answers, load_asks, load_dues, messages_of
from storage.road_files import read_files


async def show_parties(connection: Any, desk: PartyDesk, incident: Incident) -> answers.PartyList:
    """The parties that an incident concerns now, and those that were told of it before."""
    name, summary = incident.incident_id, incident.summary
    ids = await all_of(connection, name)
    asks, written = await load_asks(connection, ids), await load_answers(connection, ids)
    files, dues = await read_files(connection, ids), {due.party: due for due in await load_dues(connection, name)}
    messages = await messages_of(connection, [ask.message_id for ask in asks])
    found = await shares_of(connection, incident, desk.parties.addresses, desk.timezone)
    shares = {one.party.party_id: one.summary for one in found}
    parties = {one.party.party_id: one.party for one in found}
    parties |= {one.party: _of_before(one) for one in asks if one.party not in parties}
    manner = manner_of(desk.parties.manners, desk.parties.otherwise, summary.rules)
    waits = manner.how == "on_release" or was_immediate(incident)
    items = [
        answers.PartyShown(
            party=party_id, role=party.role, name=party.name, address=_address(desk, party_id),
            rules=shares[party_id].rules if party_id in shares else (),
            plates=shares[party_id].plates if party_id in shares else (), waits_for_release=waits,
            due=_due(dues.get(party_id)),
            asks=[_ask(one, messages[one.message_id]) for one in asks if one.party == party_id],
            answers=written_by(written, party_id),
            files=[shown_file(file) for file in files_of(files, party_id)],
        )
        for party_id, party in parties.items()
    ]  # fmt: skip
    return answers.PartyList(
        items=items, lacking=await lacking_of(connection, desk, incident),
        is_set_up=bool(desk.parties.addresses), authority=desk.parties.authority,
    )  # fmt: skip


def written_by(written: Sequence[PartyAnswer], party: str) -> list[answers.Written]:
    """What a party wrote, oldest first."""
    return [answers.Written(at=to_iso(one.at_ms), text=one.text) for one in written if one.party == party]


def files_of(files: Sequence[RoadFile], party: str) -> list[RoadFile]:
    """The files of a party."""
    return [file for file in files if file.person == party]


def _of_before(ask: Ask) -> Party:
    role, _, key = ask.party.partition(":")
    return Party(role=next(one for one in PARTY_ROLES if one == role), key=key, name=ask.asked.name)


def _address(desk: PartyDesk, party: str) -> answers.Address:
    if party not in desk.parties.addresses:
        return "missing"
    return "there" if desk.has_links else "no_links"


def _due(due: PartyDue | None) -> answers.DueShown | None:
    if due is None:
        return None
    return answers.DueShown(way=due.way, at=to_iso(due.due_ms), state=due.state, outcome=due.outcome)


def _ask(ask: Ask, message: dict[str, Any]) -> answers.AskShown:
    return answers.AskShown(
        asked_at=to_iso(ask.asked_ms), until=to_iso(ask.until_ms), way=ask.way, asked_by=ask.asked_by,
        rules=ask.asked.rules, question=ask.asked.question, state=message["state"], sent_at=_iso(message["sent_ms"]),
        delivered_at=_iso(message["delivered_ms"]), opened_at=_iso(message["opened_ms"]), error=message["last_error"],
    )  # fmt: skip


def _iso(at_ms: int | None) -> str | None:
    return None if at_ms is None else to_iso(at_ms)
