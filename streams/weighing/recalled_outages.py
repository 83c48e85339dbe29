"""Recalled outages: what went out of a vendor's outages, read back from events, until what its units tell claims it."""

from collections.abc import Sequence
from typing import Final

import msgspec

from alerts.vendor_outage import Count, Outage, episode_of
from models.times import HOUR_MS, MINUTE_MS
from streams.judging.published import Published
from streams.weighing.docket import Docket, ToldOutage, Vendor, vendor_key

JUDGED_MS: Final = 26 * HOUR_MS
"""Pings come at most 24 h late: an outage that began earlier is not found anew, and not taken back."""
KEPT_MS: Final = JUDGED_MS + HOUR_MS
CLAIM_MS: Final = 30 * MINUTE_MS
"""So long units that are judged anew have time to tell of their outings again."""


def recall_outage(docket: Docket, vendor: str, told: Published, trip_ids: Sequence[str], now_ms: int) -> str | None:
    """Gives a vendor's entry back what it told, to wait for its units; the key, None where it is known or past."""
    key, alert = vendor_key(vendor), told.alert
    entry = docket.vendor(key)
    if alert is None or told.entity_id in entry.outages:
        return None
    counted = Count(silent=alert.evidence.measured["silent"], under_way=alert.evidence.measured["under_way"])
    outage = Outage(
        started_ms=alert.started_ms, ended_ms=alert.ended_ms, count=counted, units=(), trip_ids=tuple(trip_ids)
    )
    if is_past(outage, now_ms):
        return None
    named = msgspec.structs.replace(alert, episode=episode_of(vendor, alert.started_ms))
    published = msgspec.structs.replace(told, alert=named, key=f"{named.rule}/{named.episode}", touched_ms=now_ms)
    entry.outages[told.entity_id] = ToldOutage(outage=outage, published=published)
    entry.due_ms = min(now_ms + CLAIM_MS, entry.due_ms or now_ms + CLAIM_MS)
    docket.dues.put(key, entry.due_ms)
    return key


def stop_waiting(vendor: Vendor, now_ms: int) -> int | None:
    """Treats as its own what no unit has claimed in time; when the next one's time is over."""
    ends_ms = None
    for alert_id, told in vendor.outages.items():
        if not told.published.recalled:
            continue
        until_ms = told.published.touched_ms + CLAIM_MS
        if until_ms > now_ms:
            ends_ms = until_ms if ends_ms is None else min(ends_ms, until_ms)
        else:
            published = msgspec.structs.replace(told.published, recalled=False)
            vendor.outages[alert_id] = ToldOutage(outage=told.outage, published=published)
    return ends_ms


def is_past(outage: Outage, now_ms: int) -> bool:
    """Whether an outage ended so long ago that nothing can change it any more, and it need not be remembered."""
    return outage.ended_ms is not None and outage.ended_ms < now_ms - KEPT_MS
