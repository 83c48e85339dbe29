"""The docket as it is saved, read back; what cannot be read of it is told again by events and units."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import msgspec
import structlog

from alerts import vendor_outage
from models.observation import Fact
from storage.cases import CaseRow, load_cases
from storage.facts import JudgeRow
from storage.told import read_told_of_rules
from storage.unit_states import read_states
from streams.compare import ACROSS_UNITS, is_across_units
from streams.judging import state
from streams.judging.fact_book import SEEN_KEY
from streams.judging.salvage import salvaged as salvaged_unit
from streams.judging.state import Unit, decode_unit
from streams.judging.told import Told, recalled
from streams.weighing.case_ledger import KEPT_MS
from streams.weighing.docket import FORMAT, Case, Docket, decode_entry, form_of
from streams.weighing.recalled_outages import recall_outage
from streams.weighing.salvage import Salvaged, salvaged

_SINCE: Final = msgspec.msgpack.Decoder(int)
_PAGE: Final = 500
_MORE_RULES: Final = ("impossible-move",)
"""Rules that tell of two units in some of their alerts."""


class ReadBack(msgspec.Struct):
    """The docket; what units have told before, to be weighed again; and the entries that could not be read whole."""

    docket: Docket
    facts: list[Fact]
    rewrite: set[str]


async def read_docket(connection: Any, shard: int, row: JudgeRow) -> ReadBack:
    """The docket of a shard. Where an entry cannot be read whole, its alerts' ids and versions come from their events.

    What was seen of late comes from the units' states then, and no receipt of before is asked for a visit there.
    """
    docket, rewrite = Docket(), set[str]()
    docket.since_ms, docket.reached_ms = since_ms_of(row), row.watermark_ms
    for case in await load_cases(connection, shard):
        found = _read(case)
        if not found.whole:
            rewrite.add(case.key)
            if isinstance(found.entry, Case):
                found.entry.since_ms = row.watermark_ms
        docket.put(case.key, found.entry)
    if not rewrite:
        return ReadBack(docket, [], rewrite)
    structlog.get_logger("tracker").error(
        "cases cannot be read whole: units tell again what was seen", cases=sorted(rewrite)[:20], number=len(rewrite)
    )
    known = set(_published_ids(docket))
    for told in await read_told_of_rules(connection, [*ACROSS_UNITS, *_MORE_RULES], row.watermark_ms - KEPT_MS):
        data = msgspec.json.decode(told.data)
        entry = recalled(Told(type=told.type, data=data, at_ms=told.at_ms))
        if data["rule"] == vendor_outage.RULE:
            key = recall_outage(docket, data["vendor"], entry, data["trip_ids"], row.watermark_ms)
            rewrite |= set() if key is None else {key}
        elif is_across_units(data) and entry.entity_id not in known:
            docket.recalled[entry.entity_id] = entry
    return ReadBack(docket, [fact async for fact in _told_again(connection, row.watermark_ms)], rewrite)


def _read(case: CaseRow) -> Salvaged:
    if case.format == FORMAT:
        try:
            entry = decode_entry(case.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            pass
        else:
            if isinstance(entry, form_of(case.key)):
                return Salvaged(entry=entry, whole=True)
    return salvaged(case.key, case.body)


def _published_ids(docket: Docket) -> Iterator[str]:
    """The alerts that the entries remember themselves."""
    for entry in docket.entries.values():
        if isinstance(entry, Case):
            yield from (published.entity_id for published in entry.published.values())


async def _told_again(connection: Any, at_ms: int) -> AsyncIterator[Fact]:
    """The facts that units have told and that still hold."""
    after = ""
    while rows := await read_states(connection, after, _PAGE):
        after = rows[-1].unit_id
        for row in rows:
            unit = _unit(row.unit_id, row.format, row.body)
            for told in unit.observed.each():
                yield Fact(
                    kind="seen", key=SEEN_KEY, unit_id=unit.unit_id, receipt_ms=at_ms, observation=told.observation
                )


def _unit(unit_id: str, format_: int, body: bytes) -> Unit:
    if format_ == state.FORMAT:
        try:
            return decode_unit(body)
        except msgspec.MsgspecError:
            pass
    return salvaged_unit(unit_id, body)[0]


def since_ms_of(row: JudgeRow) -> int:
    """Up to which receipt nobody was watching; -1 where somebody always was."""
    try:
        return _SINCE.decode(row.body) if row.body else -1
    except msgspec.MsgspecError:
        return row.watermark_ms
