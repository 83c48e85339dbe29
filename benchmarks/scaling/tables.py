"""The tables of docs/scaling.md."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from benchmarks.scaling.assumed import REASONS, Assumed
from benchmarks.scaling.buying import Order, order
from benchmarks.scaling.ceilings import CEILINGS, first
from benchmarks.scaling.figures import Figures
from benchmarks.scaling.needs import FLEETS, Fleet, Needs, needs


def tables(found: Figures, assumed: Assumed) -> dict[str, str]:
    """Each table by the name of its place."""
    return {
        "measured": measured(found), "assumed": assumptions(assumed), "needs": what_each_needs(found, assumed),
        "ceilings": ceilings(found, assumed), "buy": to_buy(found, assumed),
    }  # fmt: skip


def measured(found: Figures) -> str:
    """All that the rest is worked out of."""
    speed, million, stored = "`make bench`, case {}", "`benchmarks.million`", "`benchmarks.scaling.storing`"
    first_case, gateway = speed.format(1), speed.format(7)
    rows = (
        ("tracker: decode, all rules, across units, rows", _us(found.tracker_us), first_case),
        ("PostgreSQL for it", _us(found.database_us), first_case),
        ("gateway, calls of 1,000 locations", _us(found.gateway_us), gateway),
        (
            f"judging alone, {found.judged_units:,} units for an hour, once a minute",
            _us(found.judging_us), million,
        ),
        ("judging alone, once a second", _us(found.judging_each_second_us), million),
        ("a unit in a tracker's memory, after an hour", f"{found.unit_bytes:,.0f} B", million),
        ("a unit's state as saved", f"{found.state_bytes:,.0f} B", million),
        (
            "a version of reference data: in each tracker; whenever any is added",
            f"{found.paper_bytes:,.0f} B; {_us(found.paper_us)}", million,
        ),
        ("the same of a manifest", f"{found.manifest_bytes:,.0f} B; {_us(found.manifest_us)}", million),
        ("a ping as a vendor sends it", f"{found.call_bytes:,.0f} B", stored),
        ("in Kafka, headers and sealed bytes included", f"{found.kafka_bytes:,.0f} B", stored),
        (
            "in PostgreSQL: row, its index, sealed bytes, what is told",
            " + ".join(
                f"{one:,.0f}" for one in (found.row_bytes, found.index_bytes, found.raw_bytes, found.told_bytes)
            ) + " B", stored,
        ),
        ("in PostgreSQL's log", f"{found.log_bytes:,.0f} B", stored),
        ("in columns, packed", f"{found.columns_bytes:,.0f} B", stored),
        (
            "facts across units; to weigh one; gates that it changes",
            f"{found.facts:.3f}; {_us(found.weigh_us)}; {found.saves_a_fact:.2f}", million,
        ),
        (
            "to save a gate with a year of 1,000 manifests",
            f"{found.case_bytes / 1000:,.0f} kB; {_us(found.case_us)}", million,
        ),
    )  # fmt: skip
    return f"On {found.machine}; a ping each, where nothing else is named.\n\n" + _table(
        ("what", "measured", "by"), rows
    )


def assumptions(assumed: Assumed) -> str:
    """What nobody has measured."""
    return _table(("assumed", "what"), ((f"{getattr(assumed, name):,g}", REASONS[name]) for name in REASONS))


def what_each_needs(found: Figures, assumed: Assumed) -> str:
    """A column a fleet."""
    rows: tuple[tuple[str, Callable[[Needs], float]], ...] = (
        ("pings a second", lambda need: need.rate), ("while what was missed is made up", lambda need: need.peak_rate),
        ("**gateways**: cores in use", lambda need: need.gateway_cores),
        ("**trackers**: cores in use", lambda need: need.tracker_cores),
        ("trackers of a core each", lambda need: need.trackers),
        ("`WASTETRACK_PARTITIONS`, at least", lambda need: need.partitions),
        ("units in memory, all trackers, GB", lambda need: need.units_bytes / 1e9),
        ("**PostgreSQL**: cores in use", lambda need: need.database_cores),
        ("pages that change all the time, GB", lambda need: need.hot_bytes / 1e9),
        ("its log, MB/s", lambda need: need.log_a_second / 1e6),
        ("whole pages after checkpoints on top, MB/s at most", lambda need: need.pages_a_second / 1e6),
        ("its disk, GB a day", lambda need: need.disk_a_day / 1e9),
        (f"pings and bytes for {assumed.kept_days:.0f} days, TB", lambda need: need.kept_bytes / 1e12),
        ("trips, alerts and events, for ever, TB a year", lambda need: need.told_a_year / 1e12),
        (
            f"**Kafka**: {assumed.replicas:.0f} copies for {assumed.kafka_days:.0f} days, TB",
            lambda need: need.kafka_bytes / 1e12,
        ),
        ("**network** from vendors, MB/s", lambda need: need.vendors_a_second / 1e6),
        ("among the servers, MB/s", lambda need: need.inside_a_second / 1e6),
        ("**lake**, GB a day", lambda need: need.lake_a_day / 1e9), ("TB a year", lambda need: need.lake_a_year / 1e12),
    )  # fmt: skip
    columns = [needs(fleet, found, assumed) for fleet in FLEETS]
    return _fleets(("",), ((what, *(figure(value(column)) for column in columns)) for what, value in rows))


def to_buy(found: Figures, assumed: Assumed) -> str:
    """A list for those who buy."""
    rows: tuple[tuple[str, Callable[[Order], str]], ...] = (
        ("gateways, behind a proxy", lambda one: f"{one.gateway_cores:,} cores"),
        ("trackers", lambda one: f"{one.tracker_cores:,} cores, {one.tracker_gb:,} GB"),
        (
            "PostgreSQL, and a replica alike",
            lambda one: f"2 servers: {one.database_cores:,} cores, {one.database_gb:,} GB,"
            f" {figure(one.database_tb)} TB NVMe",
        ),
        (
            "Kafka",
            lambda one: f"{one.brokers:,} servers: {one.broker_cores} cores, 16 GB, {figure(one.broker_tb)} TB",
        ),
        ("notifier and dashboard", lambda _: "2 cores, 4 GB"),
        ("lake, a year", lambda one: f"{figure(one.lake_tb_a_year)} TB"),
        ("network from vendors, Gbit/s", lambda one: figure(one.vendors_gbit)),
        ("among the servers, Gbit/s", lambda one: figure(one.inside_gbit)),
        ("in sum: core-hours a year", lambda one: figure(one.core_hours_a_year)),
        ("disks without the lake, TB", lambda one: figure(one.disks_tb)),
    )  # fmt: skip
    columns = [order(fleet, found, assumed) for fleet in FLEETS]
    return _fleets(("",), ((what, *map(value, columns)) for what, value in rows))


def ceilings(found: Figures, assumed: Assumed) -> str:
    """How full each thing is that there is one of; what is too full in bold."""
    named = msgspec.structs.asdict(assumed)
    rows = [
        (one.what, one.full_at.format(**named), *(_share(one.share(fleet, found, assumed)) for fleet in FLEETS))
        for one in CEILINGS
    ]
    fullest = [
        (f"*fullest {when}*", "", *(f"*{first(fleet, found, assumed, aged=aged).what}*" for fleet in FLEETS))
        for when, aged in (("on the first day", False), ("after a year", True))
    ]
    return _fleets(("of which there is one", "full at"), [*rows, *fullest])


def figure(value: float) -> str:
    """A figure with as many digits as it is worth."""
    if isinstance(value, int) or value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def _name(fleet: Fleet) -> str:
    return f"{fleet.units:,} once a {'minute' if fleet.period_s == 60 else 'second'}"


def _us(value: float) -> str:
    return f"{value:,.1f} µs"


def _share(share: float) -> str:
    percent = f"{share * 100:,.0f} %" if share >= 0.1 else f"{share * 100:.2g} %"
    return f"**{percent}**" if share >= 1 else percent


def _fleets(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return _table((*head, *map(_name, FLEETS)), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    told = [f"| {' | '.join(line)} |" for line in (head, *rows)]
    return "\n".join([told[0], "|---" * len(head) + "|", *told[1:]])
