"""What the vendors' calls do, apart from HTTP: judge each record, write all, answer what became of them."""

import asyncio
import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from models.decode import Accepted, Decoded, Message, Refused, decode_message
from models.thresholds import Arrivals
from models.times import from_iso, to_iso
from models.vehicle import Vehicle
from models.vendor import vendor_of
from ops.metrics import GATEWAY_RECEIVED, GATEWAY_REJECTED, GATEWAY_WAITING, Metrics
from streams.gateway.accounts import Account
from streams.gateway.masterfile import MasterRow, VehicleDirectory, moved, read_row, removed, vehicle_record
from streams.gateway.records import HttpOrigin, Intake, Record, not_your_unit
from streams.gateway.sink import RecordSink
from streams.gateway.time_warnings import warning_of
from streams.gateway.vendor_book import VendorBook
from streams.input_guard import Sample

_BREATH: Final = 250  # records between two looks at other calls: some 4 ms
_REMEMBERED_S: Final = 600.0


class Unreadable(ValueError):
    """A message that is no readable form; its text says why."""


class TooManyRows(ValueError):
    """A message with more rows than one call may hold."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of a call's rows; `samples` tell it to the guard of the input.

    `warnings` is None save where the rows were only checked: then what is amiss with those that are accepted.
    """

    accepted: int
    rejected: list[dict[str, Any]]
    samples: tuple[Sample, ...] = ()
    warnings: list[dict[str, Any]] | None = None


class Calls:
    """The work behind the gateway's calls."""

    def __init__(
        self, sink: RecordSink, intake: Intake, vehicles: VehicleDirectory, metrics: Metrics, max_rows: int,
        now_ms: Callable[[], int], today: Callable[[], date], limits: Arrivals | None = None,
    ) -> None:  # fmt: skip
        """`limits` say which times a check warns of; the defaults where there are none."""
        self._sink, self._intake, self._vehicles, self._metrics = sink, intake, vehicles, metrics
        self._max_rows = max_rows
        self._now_ms, self._today = now_ms, today
        self._limits = limits or Arrivals()
        self.book = VendorBook(now_ms())
        """What became of each account's records."""
        self._recent: dict[str, tuple[float, dict[str, Vehicle]]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def locations(
        self, body: bytes, account: Account, *, backup: bool, read: Callable[[bytes], Message] = decode_message
    ) -> Outcome:
        """Writes what may be accepted, dead-letters the rest. Raises Unreadable, TooManyRows, sink.BrokerAway."""
        receipt_ms = self._now_ms()
        message = self._read(body, read)
        self._metrics.count(GATEWAY_RECEIVED, len(message.records), way="http")
        origin = HttpOrigin(uuid.uuid4().hex, account.name)
        # An arrival clock that has not been told where it stood would believe the first record, whatever it claims.
        await self._sink.begun()
        records: list[Record] = []
        refusals: list[Refused] = []
        for begin in range(0, len(message.records), _BREATH):
            if begin:
                await asyncio.sleep(0)
            mine, refused = _parted(account, message.records[begin : begin + _BREATH])
            records += self._intake.posted_all(mine, origin, receipt_ms, backup=backup)
            records += [self._intake.dead(one, origin, receipt_ms) for one in refused]
            refusals += refused
        self._metrics.put(GATEWAY_WAITING, self._intake.waiting)
        await self._safe(records)
        for refusal in refusals:
            self._metrics.count(GATEWAY_REJECTED, reason=refusal.reason)
        self._note(account, message.records, refusals, receipt_ms)
        return Outcome(
            len(message.records) - len(refusals),
            [{"index": refusal.index, "reason": refusal.reason} for refusal in refusals],
            _samples(account, message.records, refusals),
        )

    def _note(
        self, account: Account, records: Sequence[Decoded], refusals: Sequence[Refused], receipt_ms: int
    ) -> None:
        # Locations have their times in one form, whose order as text is the order in time.
        ahead_after = to_iso(receipt_ms + int(self._limits.ahead_s * 1000))
        ahead = [
            (one.location.unit_id, from_iso(one.location.utc_ts) - receipt_ms)
            for one in records
            if isinstance(one, Accepted)
            and one.location.utc_ts > ahead_after
            and account.may_speak_for(one.location.unit_id)
        ]
        reasons = [refusal.reason for refusal in refusals]
        self.book.note(account.name, len(records) - len(refusals), reasons, ahead, receipt_ms)

    async def check(self, body: bytes, account: Account) -> Outcome:
        """What `locations` would answer now, and which times are amiss; writes nothing. Raises what reading does."""
        receipt_of = self._intake.tried(self._now_ms())
        records = self._read(body).records
        refusals: list[Refused] = []
        warnings: list[dict[str, Any]] = []
        for begin in range(0, len(records), _BREATH):
            if begin:
                await asyncio.sleep(0)
            mine, refused = _parted(account, records[begin : begin + _BREATH])
            refusals += refused
            for one in mine:
                warning = warning_of(from_iso(one.location.utc_ts), receipt_of(one), self._limits)
                if warning is not None:
                    warnings.append({"index": one.index, "warning": warning})
        rejected = [{"index": refusal.index, "reason": refusal.reason} for refusal in refusals]
        return Outcome(len(records) - len(refusals), rejected, warnings=warnings)

    def _read(self, body: bytes, read: Callable[[bytes], Message] = decode_message) -> Message:
        message = read(body)
        if message.unreadable:
            raise Unreadable(f"{message.unreadable.reason} {message.unreadable.detail}".strip())
        if len(message.records) > self._max_rows:
            raise TooManyRows
        return message

    async def _safe(self, records: list[Record]) -> None:
        records = self._intake.due(records)
        await self._sink.write(records)
        self._intake.written(records)

    async def masterfile(self, body: bytes, account: Account) -> Outcome:
        """Writes the rows of a master file. Raises as `locations`, and accounts.DirectoryAway."""
        try:
            found = msgspec.json.decode(body)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise Unreadable("not_json") from error
        values = found if isinstance(found, list) else [found]
        if not isinstance(found, list | dict):
            raise Unreadable("neither a row nor a list of rows")
        if len(values) > self._max_rows:
            raise TooManyRows
        rows: list[MasterRow] = []
        rejected: list[dict[str, Any]] = []
        for index, value in enumerate(values):
            row = read_row(value)
            if isinstance(row, MasterRow) and not account.may_speak_for(row.unit_id):
                row = "not_your_unit"
            if isinstance(row, MasterRow):
                rows.append(row)
            else:
                rejected.append({"index": index, "reason": row})
        async with self._one_at_a_time:  # two calls about one unit must see each other's rows
            stored = await self._stored({row.unit_id for row in rows})
            written: list[Vehicle] = []
            for row in rows:
                changes = moved(row, self._periods(row.unit_id, stored), self._today())
                self._remember(changes)
                written.extend(changes)
            await self._write(written)
        return Outcome(len(rows), rejected)

    async def remove(self, unit: str, account: Account) -> Outcome:
        """Ends a unit's period today. Raises sink.BrokerAway, accounts.DirectoryAway."""
        if not account.may_speak_for(unit):
            return Outcome(0, [{"index": 0, "reason": "not_your_unit"}])
        async with self._one_at_a_time:
            changes = removed(self._periods(unit, await self._stored({unit})), self._today())
            self._remember(changes)
            await self._write(changes)
        return Outcome(1, []) if changes else Outcome(0, [{"index": 0, "reason": "unit_unknown"}])

    async def _write(self, vehicles: Sequence[Vehicle]) -> None:
        now_ms = self._now_ms()
        try:
            await self._sink.write([vehicle_record(vehicle, now_ms) for vehicle in vehicles])
        except BaseException:
            for vehicle in vehicles:
                self._recent.pop(vehicle.unit_id, None)
            raise

    async def _stored(self, unit_ids: Collection[str]) -> dict[str, list[Vehicle]]:
        """The periods kept of each of these units."""
        stored: dict[str, list[Vehicle]] = {}
        for vehicle in await self._vehicles.periods_of(unit_ids) if unit_ids else ():
            stored.setdefault(vehicle.unit_id, []).append(vehicle)
        self._recent = {
            unit: kept for unit, kept in self._recent.items() if time.monotonic() - kept[0] < _REMEMBERED_S
        }
        return stored

    def _periods(self, unit_id: str, stored: Mapping[str, Sequence[Vehicle]]) -> list[Vehicle]:
        """A unit's periods as kept, overlaid by those written so lately that they may not have been stored yet."""
        periods = {vehicle.key: vehicle for vehicle in stored.get(unit_id, ())}
        if unit_id in self._recent:
            periods |= self._recent[unit_id][1]
        return list(periods.values())

    def _remember(self, vehicles: Sequence[Vehicle]) -> None:
        for vehicle in vehicles:
            _, rows = self._recent.get(vehicle.unit_id, (0.0, {}))
            self._recent[vehicle.unit_id] = (time.monotonic(), rows | {vehicle.key: vehicle})


def _parted(account: Account, records: Sequence[Decoded]) -> tuple[list[Accepted], list[Refused]]:
    """Those that may be accepted from this account, and the refusals of the others."""
    mine: list[Accepted] = []
    refusals: list[Refused] = []
    for one in records:
        if isinstance(one, Refused):
            refusals.append(one)
        elif account.may_speak_for(one.location.unit_id):
            mine.append(one)
        else:
            refusals.append(not_your_unit(one))
    return mine, refusals


def _samples(account: Account, records: Sequence[Decoded], refusals: Sequence[Refused]) -> tuple[Sample, ...]:
    """Each record's vendor, and whether it was refused."""
    bad = {refusal.index for refusal in refusals}
    told: dict[tuple[str | None, bool], Sample] = {}
    samples: list[Sample] = []
    for one in records:
        unit = one.location.unit_id if isinstance(one, Accepted) else one.unit_id or ""
        kind = vendor_of(unit, ""), one.index in bad  # whose code is the same, or that has none, has the same vendor
        sample = told.get(kind)
        if sample is None:
            sample = told[kind] = Sample(account.vendor_behind(unit), kind[1])
        samples.append(sample)
    return tuple(samples)
