"""Whom an incident concerns: the carrier of its truck on that day, and the generator of its load by the papers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

import msgspec

from dashboard.incidents.summary import plates_of, summarise
from models.incident import GatheredAlert, Incident, Report, Summary
from models.names import normal_number
from models.party import Party
from models.permit import Factory, Permit
from models.reference import in_force
from ops.parties import PartyAddress
from storage.incidents import load_members
from storage.lists_trips import read_papers_of
from storage.reference import load_key, load_periods


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What of an incident concerns a party: all, of a case of several incidents the alerts of its trucks and papers."""

    party: Party
    summary: Summary


async def parties_of(
    connection: Any, summary: Report, addresses: Mapping[str, PartyAddress], timezone: tzinfo
) -> list[Party]:
    """The carrier and the generator of an incident or an alert, as far as papers tell; as they are addressed."""
    carrier = await _carrier(connection, summary, timezone)
    generator = await _generator(connection, summary)
    found = [
        *([Party(role="carrier", key=carrier, name=carrier)] if carrier else []),
        *([_party(generator)] if generator is not None and generator.factory_no else []),
    ]
    return [_as_addressed(one, addresses) for one in found]


async def shares_of(
    connection: Any, incident: Incident, addresses: Mapping[str, PartyAddress], timezone: tzinfo
) -> list[Share]:
    """What each party of an incident may be told of it; of a case of several incidents nothing of another's trucks."""
    if not incident.summary.merged_ids:
        parties = await parties_of(connection, incident.summary, addresses, timezone)
        return [Share(party=one, summary=incident.summary) for one in parties]
    alerts = (await load_members(connection, [incident.incident_id]))[incident.incident_id]
    found: dict[str, tuple[Party, list[GatheredAlert]]] = {}
    known: dict[tuple[object, ...], list[Party]] = {}
    for alert in alerts:
        papers = alert.unit_id, alert.trip_id, alert.permit_no, _day(alert.started_ms, timezone)
        if papers not in known:
            known[papers] = await parties_of(connection, alert, addresses, timezone)
        for party in known[papers]:
            found.setdefault(party.party_id, (party, []))[1].append(alert)
    return [Share(party=party, summary=_summary(own)) for party, own in found.values()]


def _summary(alerts: Sequence[GatheredAlert]) -> Summary:
    return msgspec.structs.replace(summarise(alerts), plates=plates_of(alerts))


def _as_addressed(party: Party, addresses: Mapping[str, PartyAddress]) -> Party:
    address = addresses.get(party.party_id)
    if address is None or not address.name:
        return party
    return Party(role=party.role, key=party.key, name=address.name)


def _party(factory: Factory) -> Party:
    return Party(
        role="generator", key=factory.factory_no, name=factory.name_th or factory.name_en or factory.factory_no
    )


def _day(at_ms: int, timezone: tzinfo) -> date:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(timezone).date()


async def _carrier(connection: Any, summary: Report, timezone: tzinfo) -> str | None:
    """That of the truck on the day on which it began: a truck may have been sold since."""
    if summary.unit_id is None:
        return None
    day = _day(summary.started_ms, timezone)
    periods = await load_periods(connection, [summary.unit_id])
    holding = [one for one in periods if one.holds_on(day) and one.carrier]
    return max(holding, key=lambda one: one.valid_from).carrier if holding else None


async def _generator(connection: Any, summary: Report) -> Factory | None:
    told = None if summary.trip_id is None else await read_papers_of(connection, summary.trip_id)
    number = told[0] if told is not None and told[0] else summary.permit_no
    if not number:
        return None
    versions = await load_key(connection, "permits", normal_number(number))
    newest = in_force(versions, summary.started_ms)
    return newest.body.generator if newest is not None and isinstance(newest.body, Permit) else None
