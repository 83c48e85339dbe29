"""Outages: a vendor's units that fall silent together, by what each unit told of its outings."""

from collections.abc import Sequence
from itertools import count

import msgspec

from alerts import vendor_outage
from alerts.vendor_outage import Outage, Silence, find_outages, longest_ms
from models.alert import Finding
from models.event import build_event, short_hash
from models.observation import Fact, Outing
from models.ruling import Excused, Ruling
from models.thresholds import VendorOutage
from streams.judging.event_data import alert_data
from streams.judging.published import Published
from streams.judging.recall import as_alert
from streams.weighing.docket import Docket, ToldOutage, Vendor, logbook_key, vendor_key, vendor_named
from streams.weighing.recalled_outages import JUDGED_MS, KEPT_MS, is_past, stop_waiting
from streams.weighing.telling import tell_units
from streams.weighing.weighed import Weighed


def take(docket: Docket, fact: Fact, limits: VendorOutage, out: Weighed) -> dict[str, int]:
    """Takes in what a unit tells of its outings; the vendors whose outages may be others then, and since when."""
    now = fact.observation if isinstance(fact.observation, Outing) else None
    was = fact.was if isinstance(fact.was, Outing) else None
    changed: dict[str, int] = {}
    for vendor in sorted({outing.vendor for outing in (was, now) if outing is not None}):
        told = now if now is not None and now.vendor == vendor else None
        key = vendor_key(vendor)
        changed_ms = _enter(docket, key, fact, was, told, limits, out)
        if changed_ms is not None:
            changed[key] = changed_ms
    return changed


def judge_vendor(
    docket: Docket, key: str, now_ms: int, limits: VendorOutage, out: Weighed, *, late: bool = False,
    changed_ms: int | None = None,
) -> None:  # fmt: skip
    """Brings a vendor's outages up to a time, and tells its units; without `changed_ms` only time has gone by."""
    vendor, roll = docket.vendor(key), docket.roll(key, limits)
    settled_ms, claimed_by_ms = now_ms - JUDGED_MS, stop_waiting(vendor, now_ms)
    if vendor.unjudged_ms is not None:
        changed_ms = settled_ms  # what has changed since judging failed is not remembered
    elif changed_ms is None:
        changed_ms = now_ms - int(limits.again_s * 1000)
    since_ms = max(settled_ms, changed_ms - int(limits.within_s * 1000))
    known = [
        told.outage
        for told in vendor.outages.values()
        if _stands(told) and not told.published.recalled
        and told.outage.started_ms < since_ms and not is_past(told.outage, now_ms)
    ]
    known.sort(key=lambda outage: outage.started_ms)
    found = find_outages(roll, known, since_ms, settled_ms, now_ms, limits)
    teller = _Teller(vendor, vendor_named(key), now_ms, limits, out)
    taken = {teller.say(outage, alert_id, late=late) for outage, alert_id in _matched(found, vendor)}
    for alert_id in vendor.outages.keys() - taken:
        teller.take_back(alert_id)
    tell_units(vendor.told, _rulings(vendor), settled_ms, out)
    vendor.due_ms = _due_ms(found, roll.silences, claimed_by_ms, now_ms, limits)
    docket.dues.put(key, vendor.due_ms)
    out.changed.add(key)


def _enter(
    docket: Docket, key: str, fact: Fact, was: Outing | None, now: Outing | None, limits: VendorOutage, out: Weighed
) -> int | None:
    """Enters an outing in its unit's logbook and its vendor's roll; since when outages may be others, None if none."""
    roll, logbook = docket.roll(key, limits), docket.logbook(key, fact.unit_id)
    out.changed.add(logbook_key(key, fact.unit_id))
    begun: dict[int, Outing | None] = {} if was is None else {was.first_ms: None}
    if now is not None:
        begun[now.first_ms] = msgspec.structs.replace(now, vendor="")
    changed = []
    for first_ms, outing in begun.items():
        # By what is known here, not by what the unit thinks that it told: a fact told twice is told once.
        changed.append(roll.enter(fact.unit_id, logbook.outings.pop(first_ms, None), outing))
        if outing is not None:
            logbook.outings[first_ms] = outing
    kept_ms = fact.receipt_ms - KEPT_MS
    for outing in [one for one in logbook.outings.values() if one.next_ms is not None and one.next_ms < kept_ms]:
        roll.enter(fact.unit_id, logbook.outings.pop(outing.first_ms), None)
    return min((at_ms for at_ms in changed if at_ms is not None), default=None)


def _matched(found: Sequence[Outage], vendor: Vendor) -> list[tuple[Outage, str]]:
    """Each outage and the id of its alert: that of the same beginning, else of one that it overlaps, else none."""
    begun = {told.outage.started_ms: alert_id for alert_id, told in vendor.outages.items()}
    free = {alert_id: told for alert_id, told in vendor.outages.items() if _stands(told)}
    for outage in found:
        free.pop(begun.get(outage.started_ms, ""), None)
    pairs: list[tuple[Outage, str]] = []
    for outage in found:
        alert_id = begun.get(outage.started_ms)
        if alert_id is None:
            alert_id = next((name for name, told in free.items() if _overlap(told.outage, outage)), "")
            free.pop(alert_id, None)
        pairs.append((outage, alert_id))
    return pairs


def _overlap(one: Outage, other: Outage) -> bool:
    first, second = sorted((one, other), key=lambda outage: outage.started_ms)
    return first.ended_ms is None or second.started_ms <= first.ended_ms


def _stands(told: ToldOutage) -> bool:
    alert = told.published.alert
    return alert is not None and alert.close_reason != "late_evidence"


class _Teller:
    """Publishes what is new of one vendor's outages."""

    def __init__(self, vendor: Vendor, name: str, now_ms: int, limits: VendorOutage, out: Weighed) -> None:
        self._outages = vendor.outages
        self._name, self._now_ms, self._limits, self._out = name, now_ms, limits, out

    def say(self, outage: Outage, alert_id: str, *, late: bool) -> str:
        """Tells an outage under its alert's id, or a new one, unless it is told; returns the id."""
        said = vendor_outage.finding(self._name, outage, self._limits)
        told = self._outages.get(alert_id)
        if told is None:
            alert_id = self._new_id(outage.started_ms)
            published = Published(
                entity_id=alert_id, key=f"{vendor_outage.RULE}/{said.episode}", version=0, touched_ms=self._now_ms,
                detected_ms=self._now_ms, late=late,
            )  # fmt: skip
            told = self._outages[alert_id] = ToldOutage(outage=outage, published=published)
            if not said.is_open:
                told = self._put(told, outage, msgspec.structs.replace(said, ended_ms=None, close_reason=None))
        same = as_alert(told.published, said) if told.published.recalled else None
        if same is not None and told.outage.trip_ids == outage.trip_ids:
            self._outages[alert_id] = ToldOutage(outage=outage, published=same)
        elif told.published.alert != said or told.outage != outage:
            self._put(told, outage, said)
        return alert_id

    def take_back(self, alert_id: str) -> None:
        """Closes what later evidence refutes, and forgets what nothing can change any more."""
        told = self._outages[alert_id]
        alert, outage = told.published.alert, told.outage
        if told.published.recalled:
            return
        if outage.started_ms < self._now_ms - KEPT_MS and not (_stands(told) and outage.ended_ms is None):
            del self._outages[alert_id]
        elif alert is not None and _stands(told):
            ended_ms = outage.started_ms if alert.ended_ms is None else alert.ended_ms
            refuted = msgspec.structs.replace(alert, close_reason="late_evidence", ended_ms=ended_ms)
            self._put(told, outage, refuted)

    def _put(self, told: ToldOutage, outage: Outage, said: Finding) -> ToldOutage:
        was, known = told.published.alert, told.published
        published = msgspec.structs.replace(
            known, alert=said, version=known.version + 1, touched_ms=self._now_ms, recalled=False
        )
        told = ToldOutage(outage=outage, published=published)
        self._outages[published.entity_id] = told
        opens = said.is_open and (was is None or not was.is_open)
        kind = "opened" if opens else "updated" if said.is_open else "closed"
        data = alert_data(published) | {"vendor": self._name, "trip_ids": list(outage.trip_ids)}
        self._out.events.append(build_event(f"wastetrack.alert.{kind}", self._now_ms, self._name, data))
        return told

    def _new_id(self, started_ms: int) -> str:
        names = (
            short_hash("alert", self._name, vendor_outage.RULE, started_ms, *([number] if number else []))
            for number in count()
        )
        return next(name for name in names if name not in self._outages)


def _rulings(vendor: Vendor) -> dict[str, Ruling]:
    """What each unit of an outage is to know of it."""
    return {
        f"{alert_id} {unit_id}": Excused(
            unit_id=unit_id, alert_id=alert_id, from_ms=told.outage.started_ms, until_ms=told.outage.ended_ms
        )
        for alert_id, told in vendor.outages.items()
        if _stands(told)
        for unit_id in told.outage.units
    }


def _due_ms(
    found: Sequence[Outage], silences: Sequence[Silence], claimed_by_ms: int | None, now_ms: int, limits: VendorOutage
) -> int | None:
    """When outages are judged without a fact: once all silences within minutes of one are known, and at the longest.

    `claimed_by_ms` is when the first recalled one stops waiting for its units.
    """
    again_ms = int(limits.again_s * 1000)
    recent = (silence.from_ms + again_ms for silence in reversed(silences))
    again = []
    for due_ms in recent:
        if due_ms <= now_ms:
            break
        again.append(due_ms)
    longest = [longest_ms(outage.started_ms, limits) for outage in found if outage.ended_ms is None]
    claimed_by = () if claimed_by_ms is None else (claimed_by_ms,)
    return min((at_ms for at_ms in (*again, *longest, *claimed_by) if at_ms > now_ms), default=None)
