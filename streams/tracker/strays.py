"""Strays: pings and rulings read where their unit is not at home any more, on their way to where it is.

They go by the outbox and topic `rulings`, whose key is the unit: the transaction that passes them by is the one that
sends them on. Their bytes stay, chained, where they were read.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec
import structlog

from models.ping import Ping
from models.ruling import Ruling
from models.topics import RULINGS
from storage.outbox import OutboxRow
from storage.pings import StoredPing, read_received
from streams.judging.interface import Arrival
from streams.tracker.holding import Holding
from streams.tracker.homes import is_home
from streams.tracker.intake import Read


class Stray(msgspec.Struct, frozen=True, kw_only=True, tag="stray"):
    """A ping that was read elsewhere: who sent it, and the record's topic, partition and offset.

    Its bytes come along sealed, should it be refused at home; empty where a former release passed it on.
    """

    unit_id: str
    ping: Ping
    sender: str
    topic: str
    partition: int
    offset: int
    sealed: bytes = b""


_DECODER: Final[msgspec.json.Decoder[Ruling | Stray]] = msgspec.json.Decoder(Ruling | Stray)


class Told(NamedTuple):
    """What topic `rulings` brought for the units at home here, and what is to be passed on to others."""

    rulings: list[Ruling]
    strays: list[Stray]
    passed_on: list[OutboxRow]


def told_to(holding: Holding, records: Iterable[Any]) -> Told:
    """Sorts records of `rulings`; one that cannot be read is logged and left out."""
    told = Told([], [], [])
    for record in records:
        body = record.value or b""
        try:
            one = _DECODER.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            structlog.get_logger("tracker").error("a ruling cannot be read", offset=record.offset, error=str(error))
            continue
        if not is_home(holding, one.unit_id):
            told.passed_on.append(_row(holding, one.unit_id, body))
        elif isinstance(one, Stray):
            told.strays.append(one)
        else:
            told.rulings.append(one)
    return told


def send_home(holding: Holding, reads: Sequence[Read], arrivals: dict[str, list[Arrival]]) -> list[OutboxRow]:
    """Takes out of `arrivals` the units that are at home elsewhere, and gives what brings their pings there."""
    away = [unit_id for unit_id in arrivals if not (unit_id in holding.units or is_home(holding, unit_id))]
    return [_sent(holding, reads, arrival) for unit_id in away for arrival in arrivals.pop(unit_id)]


async def unstored(connection: Any, strays: Sequence[Stray]) -> list[Stray]:
    """Of strays those that have not come here before, each once: what goes by the outbox may come again."""
    once = {_mark(stray.ping, stray): stray for stray in strays}
    if not once:
        return []
    unit_ids, receipts_ms = {stray.unit_id for stray in strays}, [stray.ping.receipt_ms for stray in strays]
    stored = await read_received(connection, sorted(unit_ids), min(receipts_ms), max(receipts_ms))
    known = {_mark(row.ping, row) for row in stored}
    return [stray for mark, stray in once.items() if mark not in known]


def _mark(ping: Ping, place: Stray | StoredPing) -> tuple[Any, ...]:
    """What a ping is known by: its record, which may hold several, and itself, its time as the device said it."""
    return (
        place.topic, place.partition, place.offset, ping.unit_id, ping.utc_ms + ping.shift_ms, ping.lat, ping.lon,
    )  # fmt: skip


def take_in(strays: Sequence[Stray], reads: int, arrivals: dict[str, list[Arrival]]) -> None:
    """Adds strays to the arrivals of their units; the tag of one is its place after all `reads`."""
    for place, stray in enumerate(strays):
        arrival = Arrival(ping=stray.ping, sender=stray.sender, tag=reads + place)
        arrivals.setdefault(stray.unit_id, []).append(arrival)


def _sent(holding: Holding, reads: Sequence[Read], arrival: Arrival) -> OutboxRow:
    read, unit_id = reads[arrival.tag], arrival.ping.unit_id
    stray = Stray(
        unit_id=unit_id, ping=arrival.ping, sender=read.sender, topic=read.topic, partition=read.partition,
        offset=read.offset, sealed=read.entry.sealed,
    )  # fmt: skip
    return _row(holding, unit_id, msgspec.json.encode(stray))


def _row(holding: Holding, unit_id: str, body: bytes) -> OutboxRow:
    return OutboxRow(owner=holding.number, topic=RULINGS.name, key=unit_id.encode(), body=body)
