"""Outages: a vendor's units that fall silent together, by what each unit told of itself."""

import msgspec

from alerts import vendor_outage
from alerts.vendor_outage import Count
from models.alert import CloseReason
from models.event import build_event, short_hash
from models.observation import Fact
from models.ruling import Excused
from models.thresholds import VendorOutage
from streams.judging.event_data import alert_data
from streams.judging.state import Published
from streams.weighing.docket import Member, Outage, Vendor
from streams.weighing.weighed import Weighed


def take(out: Weighed, name: str, vendor: Vendor, fact: Fact, limits: VendorOutage) -> None:
    """Takes in that a unit of a vendor set out, came to rest, fell silent or was heard again."""
    member = vendor.members.get(fact.unit_id, Member(under_way=False))
    if fact.kind == "silent":
        member = Member(
            under_way=member.under_way,
            silent_utc_ms=fact.last_utc_ms,
            silent_receipt_ms=fact.last_receipt_ms,
            trip_id=fact.trip_id,
        )
        vendor.members[fact.unit_id] = member
        if vendor.outage is not None:
            _join(out, name, vendor, vendor.outage, fact, limits)
        else:
            again_ms = fact.last_receipt_ms + int(limits.again_s * 1000)
            vendor.again_ms = tuple(sorted({*vendor.again_ms, again_ms}))
            _judge(out, name, vendor, fact.last_receipt_ms, fact.receipt_ms, limits)
        return
    if fact.kind == "heard":
        vendor.members[fact.unit_id] = Member(under_way=member.under_way)
        if vendor.outage is not None and fact.unit_id in vendor.outage.missing:
            _return(out, name, vendor, vendor.outage, fact, limits)
        return
    if fact.kind == "idle":
        vendor.members.pop(fact.unit_id, None)
        return
    vendor.members[fact.unit_id] = Member(under_way=True, trip_id=fact.trip_id)


def again(out: Weighed, name: str, vendor: Vendor, until_ms: int, limits: VendorOutage) -> None:
    """Judges a vendor's silences again that were due for it by a time."""
    due = [at_ms for at_ms in vendor.again_ms if at_ms <= until_ms]
    vendor.again_ms = tuple(at_ms for at_ms in vendor.again_ms if at_ms > until_ms)
    for at_ms in due:
        if vendor.outage is not None:
            _end_if_small(out, name, vendor, vendor.outage, at_ms, None, limits)
        else:
            newest_ms = at_ms - int(limits.again_s * 1000) + int(limits.within_s * 1000)
            _judge(out, name, vendor, newest_ms, at_ms, limits)


def _judge(out: Weighed, name: str, vendor: Vendor, newest_ms: int, at_ms: int, limits: VendorOutage) -> None:
    """Judges the silences that began within three minutes up to `newest_ms` (the last ping's receipt)."""
    from_ms = newest_ms - int(limits.within_s * 1000)
    silent = {
        unit: member
        for unit, member in vendor.members.items()
        if member.silent_receipt_ms is not None and from_ms <= member.silent_receipt_ms <= newest_ms
    }
    if not silent:
        return
    first_ms = min(member.silent_receipt_ms or 0 for member in silent.values())
    heard_from_ms = first_ms - int(limits.heard_s * 1000)
    population = [
        member
        for member in vendor.members.values()
        if member.under_way and (member.silent_receipt_ms is None or member.silent_receipt_ms >= heard_from_ms)
    ]
    count = Count(silent=len(silent), under_way=len(population))
    if vendor_outage.judge(count, limits) != "outage":
        return
    started_ms = min(member.silent_utc_ms or 0 for member in silent.values())
    units = tuple(sorted(silent))
    trip_ids = tuple(sorted(member.trip_id for member in silent.values() if member.trip_id is not None))
    published = Published(
        entity_id=short_hash("alert", name, vendor_outage.RULE, started_ms),
        key=f"{vendor_outage.RULE}/{name}@{started_ms}",
        version=0,
        touched_ms=at_ms,
        detected_ms=at_ms,
    )
    outage = Outage(
        published=published, started_ms=started_ms, longest_ms=first_ms + int(limits.longest_min * 60_000), count=count,
        units=units, trip_ids=trip_ids, missing=units,
    )  # fmt: skip
    vendor.outage = _say(out, name, outage, at_ms, limits, ended_ms=None, close_reason=None)
    vendor.again_ms = (outage.longest_ms,)
    for unit in units:
        out.rulings.append(Excused(unit_id=unit, alert_id=published.entity_id, from_ms=started_ms, until_ms=None))


def _join(out: Weighed, name: str, vendor: Vendor, outage: Outage, fact: Fact, limits: VendorOutage) -> None:
    """A further unit of the vendor falls silent while the outage goes on: it is excused too."""
    if fact.unit_id not in outage.units:
        trips = {*outage.trip_ids, *([fact.trip_id] if fact.trip_id else [])}
        outage = msgspec.structs.replace(
            outage,
            units=tuple(sorted({*outage.units, fact.unit_id})),
            trip_ids=tuple(sorted(trips)),
            count=Count(silent=len(outage.units) + 1, under_way=max(outage.count.under_way, len(outage.units) + 1)),
        )
        outage = _say(out, name, outage, fact.receipt_ms, limits, ended_ms=None, close_reason=None)
    vendor.outage = msgspec.structs.replace(outage, missing=tuple(sorted({*outage.missing, fact.unit_id})))
    out.rulings.append(
        Excused(unit_id=fact.unit_id, alert_id=outage.published.entity_id, from_ms=outage.started_ms, until_ms=None)
    )


def _return(out: Weighed, name: str, vendor: Vendor, outage: Outage, fact: Fact, limits: VendorOutage) -> None:
    """A unit is heard again; with the last of them the outage is over, for all of them at that time."""
    missing = tuple(unit for unit in outage.missing if unit != fact.unit_id)
    vendor.outage = outage = msgspec.structs.replace(outage, missing=missing)
    _end_if_small(out, name, vendor, outage, fact.receipt_ms, fact.last_utc_ms, limits)


def _end_if_small(
    out: Weighed, name: str, vendor: Vendor, outage: Outage, at_ms: int, heard_utc_ms: int | None, limits: VendorOutage
) -> None:
    """Ends an outage of which nobody is silent still or, once it has lasted long, too few to be one."""
    if outage.missing and (at_ms < outage.longest_ms or len(outage.missing) >= limits.units):
        return
    ended_ms = outage.started_ms + int(limits.longest_min * 60_000) if heard_utc_ms is None else heard_utc_ms
    outage = _say(out, name, outage, at_ms, limits, ended_ms=ended_ms, close_reason="signal_restored")
    vendor.outage, vendor.again_ms = None, ()
    for unit in outage.units:
        out.rulings.append(
            Excused(unit_id=unit, alert_id=outage.published.entity_id, from_ms=outage.started_ms, until_ms=ended_ms)
        )


def _say(
    out: Weighed,
    name: str,
    outage: Outage,
    at_ms: int,
    limits: VendorOutage,
    *,
    ended_ms: int | None,
    close_reason: CloseReason | None,
) -> Outage:
    said = vendor_outage.finding(
        name, outage.started_ms, outage.count, limits, ended_ms=ended_ms, close_reason=close_reason
    )
    was = outage.published
    published = msgspec.structs.replace(was, alert=said, version=was.version + 1, touched_ms=at_ms)
    data = alert_data(published) | {"vendor": name, "trip_ids": list(outage.trip_ids)}
    kind = "closed" if close_reason is not None else "opened" if was.version == 0 else "updated"
    out.events.append(build_event(f"wastetrack.alert.{kind}", at_ms, name, data))
    return msgspec.structs.replace(outage, published=published)
