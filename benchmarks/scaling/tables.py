"""The tables of docs/scaling.md."""

from collections.abc import Iterable, Sequence

import msgspec

from benchmarks.scaling.assumed import REASONS, Assumed
from benchmarks.scaling.buying import order
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
        ("tracker: decode, 26 rules, rows, across units", _us(found.tracker_us), first_case),
        ("PostgreSQL for it", _us(found.database_us), first_case),
        ("gateway, calls of 1,000 locations", _us(found.gateway_us), gateway),
        (
            f"judging alone, {found.judged_units:,} units for an hour, once a minute",
            _us(found.judging_us), million,
        ),
        ("judging alone, once a second", _us(found.judging_each_second_us), million),
        ("judging alone, each ping in full", _us(found.judging_in_full_us), million),
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
    rows: tuple[tuple[str, str], ...] = (
        ("pings a second", "{rate:,.0f}"), ("while what was missed is made up", "{peak_rate:,.0f}"),
        ("**gateways**: cores", "{gateway_cores:.2f}"), ("**trackers**: cores in use", "{tracker_cores:.2f}"),
        ("the same while manifests are told all day", "{changing_cores:.2f}"),
        ("trackers of a core each", "{trackers:,}"), ("`WASTETRACK_PARTITIONS`, at least", "{partitions:,}"),
        ("units in memory, all trackers, GB", "{units_gb:,.1f}"),
        ("**PostgreSQL**: cores", "{database_cores:.2f}"),
        ("pages that change all the time, GB", "{hot_gb:,.2f}"), ("its log, MB/s", "{log_mb:,.1f}"),
        ("whole pages after checkpoints on top, MB/s at most", "{pages_mb:,.1f}"),
        ("its disk, GB a day", "{disk_gb:,.0f}"), ("kept for {kept_days:.0f} days, TB", "{kept_tb:,.1f}"),
        ("**Kafka**: {replicas:.0f} copies for {kafka_days:.0f} days, TB", "{kafka_tb:,.1f}"),
        ("**network** from vendors, MB/s", "{vendors_mb:,.1f}"), ("among the servers, MB/s", "{inside_mb:,.1f}"),
        ("**lake**, GB a day", "{lake_gb:,.0f}"), ("TB a year", "{year_tb:,.1f}"),
    )  # fmt: skip
    columns = [_sizes(needs(fleet, found, assumed)) for fleet in FLEETS]
    named = msgspec.structs.asdict(assumed)
    return _table(
        ("", *map(_name, FLEETS)),
        ((what.format(**named), *(text.format(**column) for column in columns)) for what, text in rows),
    )


def to_buy(found: Figures, assumed: Assumed) -> str:
    """A list for those who buy."""
    rows: tuple[tuple[str, str], ...] = (
        ("gateway, behind a proxy", "{0.gateway_cores:,} cores"),
        ("trackers", "{0.tracker_cores:,} cores, {0.tracker_gb:,} GB"),
        (
            "PostgreSQL, and a replica alike",
            "2 servers of {0.database_cores:,} cores, {0.database_gb:,} GB, {0.database_tb:,.1f} TB NVMe",
        ),
        ("Kafka", "{0.brokers:,} servers of {0.broker_cores} cores, 16 GB, {0.broker_tb:,.1f} TB"),
        ("notifier, dashboard", "2 cores, 4 GB"), ("lake, a year", "{0.lake_tb_a_year:,.1f} TB"),
        ("network from vendors; among the servers", "{0.vendors_gbit:,.2f}; {0.inside_gbit:,.2f} Gbit/s"),
        ("in sum: core-hours a year", "{0.core_hours_a_year:,.0f}"), ("disks without the lake", "{0.disks_tb:,.1f} TB"),
    )  # fmt: skip
    columns = [order(fleet, found, assumed) for fleet in FLEETS]
    return _table(("", *map(_name, FLEETS)), ((what, *map(text.format, columns)) for what, text in rows))


def ceilings(found: Figures, assumed: Assumed) -> str:
    """How full each thing is that there is one of; what is too full in bold."""
    named = msgspec.structs.asdict(assumed)
    rows = [
        (one.what, one.full_at.format(**named), *(_share(one.share(fleet, found, assumed)) for fleet in FLEETS))
        for one in CEILINGS
    ]
    fullest = ("*first to be full*", "", *(f"*{first(fleet, found, assumed).what}*" for fleet in FLEETS))
    return _table(("of which there is one", "full at", *map(_name, FLEETS)), [*rows, fullest])


def _sizes(need: Needs) -> dict[str, float]:
    """Its figures, bytes in the unit in which they are told."""
    return msgspec.structs.asdict(need) | {
        "units_gb": need.units_bytes / 1e9, "hot_gb": need.hot_bytes / 1e9, "log_mb": need.log_a_second / 1e6,
        "pages_mb": need.pages_a_second / 1e6, "disk_gb": need.disk_a_day / 1e9, "kept_tb": need.kept_bytes / 1e12,
        "kafka_tb": need.kafka_bytes / 1e12, "vendors_mb": need.vendors_a_second / 1e6,
        "inside_mb": need.inside_a_second / 1e6, "lake_gb": need.lake_a_day / 1e9, "year_tb": need.lake_a_year / 1e12,
    }  # fmt: skip


def _name(fleet: Fleet) -> str:
    return f"{fleet.units:,} once a {'minute' if fleet.period_s == 60 else 'second'}"


def _us(value: float) -> str:
    return f"{value:,.1f} µs"


def _share(share: float) -> str:
    percent = f"{share * 100:,.0f} %" if share >= 0.1 else f"{share * 100:.2g} %"
    return f"**{percent}**" if share >= 1 else percent


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    told = [f"| {' | '.join(line)} |" for line in (head, *rows)]
    return "\n".join([told[0], "|---" * len(head) + "|", *told[1:]])
