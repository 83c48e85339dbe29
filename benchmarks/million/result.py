"""What a run has found, as it is kept, and in words."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

import msgspec

from benchmarks.million.across import Across
from benchmarks.million.driving import Driven
from benchmarks.million.held import Held
from benchmarks.million.manifests import Kept
from benchmarks.million.order import MILLION, Order

FILE: Final = "million.json"


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """All shards together; `us_a_ping` over all pings, `cores` what a million units need that send once a minute."""

    units: int
    pings: int
    events: int
    us_a_ping: float
    us_a_ping_least: float
    us_a_ping_greatest: float
    cores: float
    bytes_a_unit: float
    peak_bytes: int
    papers: int
    us_a_paper: float


class EachSecond(msgspec.Struct, frozen=True, kw_only=True):
    """A look at few units that send every second: `cores` is what a million of them need."""

    units: int
    pings: int
    us_a_ping: float
    cores: float


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All that is kept; `together` where all units were held at once, else `peak_bytes` is that of one shard."""

    sum: Sum
    each_second: EachSecond
    held: Held
    manifest: Kept
    across: Across
    machine: dict[str, str | float | int]
    order: Order
    together: bool
    at_once: int
    took_s: float
    shards: list[Driven]


def summed(shards: Sequence[Driven]) -> Sum:
    """Of shards of one order."""
    pings, units = sum(one.pings for one in shards), sum(one.units for one in shards)
    us_a_ping = sum(one.us_a_ping * one.pings for one in shards) / pings
    return Sum(
        units=units, pings=pings, events=sum(one.events for one in shards), us_a_ping=us_a_ping,
        us_a_ping_least=min(one.us_a_ping for one in shards),
        us_a_ping_greatest=max(one.us_a_ping for one in shards), cores=_cores(us_a_ping, 60),
        bytes_a_unit=sum(one.bytes_a_unit * one.units for one in shards) / units,
        peak_bytes=max(one.peak_bytes for one in shards), papers=sum(one.papers for one in shards),
        us_a_paper=median(one.renew_s / one.papers * 1e6 for one in shards),
    )  # fmt: skip


def each_second_of(shard: Driven) -> EachSecond:
    """What a shard tells whose units send every second."""
    us_a_ping = shard.us_a_ping
    return EachSecond(units=shard.units, pings=shard.pings, us_a_ping=us_a_ping, cores=_cores(us_a_ping, 1))


def in_words(result: Result) -> Iterator[str]:
    """The result, a line a thing."""
    total, second, held = result.sum, result.each_second, result.held
    yield f"{total.units:,} units, {total.pings:,} pings, {total.events:,} events"
    yield (
        f"{total.us_a_ping:.1f} us a ping ({total.us_a_ping_least:.1f} to {total.us_a_ping_greatest:.1f}):"
        f" a million units once a minute take {total.cores:.2f} of these cores"
    )
    yield f"{second.us_a_ping:.1f} us a ping where each comes a second after another: {second.cores:.0f} cores"
    yield (
        f"a unit: {held.bytes_a_unit:,.0f} B after the run ({total.bytes_a_unit:,.0f} B after its first ping),"
        f" {held.state_bytes:,.0f} B saved; a million: {held.bytes_a_unit * MILLION / 1e9:.1f} GB"
    )
    kept = result.manifest
    yield f"a manifest: {kept.bytes_each:,.0f} B, and {kept.us_each:.1f} us whenever the papers change"
    across = result.across
    yield f"across units: {across.facts / across.pings:.3f} facts a ping, {across.weigh_us:.1f} us each"
    what = "all units at once" if result.together else "one shard"
    yield f"most memory of a process, {what} with all its pings: {total.peak_bytes / 1e6:,.0f} MB"


def _cores(us_a_ping: float, period_s: int) -> float:
    return us_a_ping * MILLION / period_s / 1e6
