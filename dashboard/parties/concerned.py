"""Whom an incident concerns: the carrier of its truck on that day, and the generator of its load by the papers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from models.incident import Incident, Summary
from models.names import normal_number
from models.party import Party
from models.permit import Factory, Permit
from models.reference import in_force
from ops.parties import PartyAddress
from storage.lists_trips import read_papers_of
from storage.merges import load_parts
from storage.reference import load_key, load_periods


async def parties_of(
    connection: Any, summary: Summary, addresses: Mapping[str, PartyAddress], timezone: tzinfo
) -> list[Party]:
    """The carrier and the generator of an incident, as far as vehicles and permits tell; as they are addressed."""
    carrier = await _carrier(connection, summary, timezone)
    generator = await _generator(connection, summary)
    found = [
        *([Party(role="carrier", key=carrier, name=carrier)] if carrier else []),
        *([_party(generator)] if generator is not None and generator.factory_no else []),
    ]
    return [_as_addressed(one, addresses) for one in found]


async def parties_of_case(
    connection: Any, incident: Incident, addresses: Mapping[str, PartyAddress], timezone: tzinfo
) -> list[Party]:
    """The parties of a case: those of itself, and those of each incident that is part of it; each once."""
    parts = (await load_parts(connection, [incident.incident_id])).get(incident.incident_id, [])
    found: dict[str, Party] = {}
    for summary in (incident.summary, *(part.incident.summary for part in parts)):
        for party in await parties_of(connection, summary, addresses, timezone):
            found.setdefault(party.party_id, party)
    return list(found.values())


def party_in(parties: Sequence[Party], role: str) -> Party | None:
    """The party of a role, None where it is not known who that is."""
    return next((one for one in parties if one.role == role), None)


def _as_addressed(party: Party, addresses: Mapping[str, PartyAddress]) -> Party:
    address = addresses.get(party.party_id)
    if address is None or not address.name:
        return party
    return Party(role=party.role, key=party.key, name=address.name)


def _party(factory: Factory) -> Party:
    return Party(
        role="generator", key=factory.factory_no, name=factory.name_th or factory.name_en or factory.factory_no
    )


async def _carrier(connection: Any, summary: Summary, timezone: tzinfo) -> str | None:
    """That of the truck on the day on which it began: a truck may have been sold since."""
    if summary.unit_id is None:
        return None
    day = datetime.fromtimestamp(summary.started_ms / 1000, UTC).astimezone(timezone).date()
    periods = await load_periods(connection, [summary.unit_id])
    holding = [one for one in periods if one.holds_on(day) and one.carrier]
    return max(holding, key=lambda one: one.valid_from).carrier if holding else None


async def _generator(connection: Any, summary: Summary) -> Factory | None:
    told = None if summary.trip_id is None else await read_papers_of(connection, summary.trip_id)
    number = told[0] if told is not None and told[0] else summary.permit_no
    if not number:
        return None
    versions = await load_key(connection, "permits", normal_number(number))
    newest = in_force(versions, summary.started_ms)
    return newest.body.generator if newest is not None and isinstance(newest.body, Permit) else None
