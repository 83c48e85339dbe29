"""Orders of arrival: the same pings, received otherwise than they were sent; some come twice, some differ from their twin."""

import random
from collections.abc import Sequence
from typing import Any, Final

from models.times import HOUR_MS, MINUTE_MS, from_iso, to_iso

REACH_MS: Final = 23 * HOUR_MS
"""How late a ping may come: what is received over 24 h after its fix is judged no more."""
_DELAYS_MIN: Final = (0, 0, 0, 0, 0.5, 3, 9, 45, 150, 600)

Ping = dict[str, Any]


def received_ms(ping: Ping) -> int:
    """The receipt that a ping claims."""
    return from_iso(ping.get("recv_utc_ts") or ping["utc_ts"])


def _fix_ms(ping: Ping) -> int:
    return from_iso(ping["utc_ts"])


def with_twins(pings: Sequence[Ping], seed: int) -> list[Ping]:
    """Some of the pings have a second record of the same time, which tells another place, another speed, or no fix."""
    chance = random.Random(seed)
    twins = ({"lat": 0.02}, {"lon": -0.004}, {"speed": 3.0})
    found = list(pings)
    for ping in pings:
        if chance.random() < 0.06:
            twin = dict(ping, recv_utc_ts=to_iso(received_ms(ping)))
            found.append(twin | ({"fix": 0} if chance.random() < 0.2 else {k: twin.get(k, 0) + v for k, v in chance.choice(twins).items()}))
    return sorted(found, key=received_ms)


def in_any_order(pings: Sequence[Ping], seed: int) -> list[Ping]:
    """The pings as they might have come: by even seeds all of them once the story is over, by odd ones here and there.

    One in ten comes twice; none comes later than it would be judged.
    """
    chance = random.Random(seed)
    coming = [*pings, *(ping for ping in pings if chance.random() < 0.1)]
    chance.shuffle(coming)
    if seed % 2 == 0:
        end_ms = max(map(received_ms, pings))
        at_last = [dict(ping, recv_utc_ts=to_iso(min(end_ms + 1000 * n, _fix_ms(ping) + REACH_MS))) for n, ping in enumerate(coming)]
        return sorted(at_last, key=received_ms)
    delayed = [dict(ping, recv_utc_ts=to_iso(received_ms(ping) + round(chance.choice(_DELAYS_MIN) * MINUTE_MS))) for ping in coming]
    return sorted(delayed, key=received_ms)


def shaken(pings: Sequence[Ping], seed: int, most_min: float) -> list[Ping]:
    """The pings each received up to so many minutes later."""
    chance = random.Random(seed)
    coming = [dict(ping, recv_utc_ts=to_iso(received_ms(ping) + round(chance.uniform(0, most_min) * MINUTE_MS))) for ping in pings]
    return sorted(coming, key=received_ms)
