"""What to ask for: whole cores, memory and disks for a fleet, with room to spare."""

import math
from typing import Final

import msgspec

from benchmarks.scaling.assumed import Assumed
from benchmarks.scaling.figures import Figures
from benchmarks.scaling.needs import Fleet, needs, reference_bytes

_SPARE: Final = 2
_SERVERS: Final = 2
"""PostgreSQL and its replica."""
_LEAST_CORES: Final = 4
_LEAST_GB: Final = 16
"""Of memory, and what PostgreSQL takes for all else than the pages that change."""
_OTHERS_CORES: Final = 2
"""Notifier and dashboard."""
_HOURS_A_YEAR: Final = 8_760


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Cores, GB and TB in all; PostgreSQL and its replica are two servers alike, Kafka has `brokers` servers."""

    gateway_cores: int
    tracker_cores: int
    tracker_gb: int
    database_cores: int
    database_gb: int
    database_tb: float
    brokers: int
    broker_cores: int
    broker_tb: float
    lake_tb_a_year: float
    vendors_gbit: float
    inside_gbit: float

    @property
    def core_hours_a_year(self) -> float:
        """Of all servers, PostgreSQL's replica included."""
        servers = _SERVERS * self.database_cores + self.brokers * self.broker_cores
        return float((self.gateway_cores + self.tracker_cores + servers + _OTHERS_CORES) * _HOURS_A_YEAR)

    @property
    def disks_tb(self) -> float:
        """Of all servers, the lake left out."""
        return _SERVERS * self.database_tb + self.brokers * self.broker_tb


def order(fleet: Fleet, found: Figures, assumed: Assumed) -> Order:
    """Twice the processor that is in use, disks filled to `full` after a year; reference data as on the first day."""
    need = needs(fleet, found, assumed)
    held = need.units_bytes + need.trackers * reference_bytes(fleet, found, assumed, 1)
    brokers = max(3, math.ceil(need.broker_write_a_second / (assumed.broker_mb_s * 1e6)))
    return Order(
        gateway_cores=max(_SPARE, math.ceil(_SPARE * need.gateway_cores)), tracker_cores=need.trackers,
        tracker_gb=max(_LEAST_GB, math.ceil(_SPARE * held / 1e9)),
        database_cores=max(_LEAST_CORES, math.ceil(_SPARE * need.database_cores)),
        database_gb=_LEAST_GB + math.ceil(_SPARE * need.hot_bytes / 1e9),
        database_tb=(need.kept_bytes + need.told_a_year) / assumed.full / 1e12,
        brokers=brokers, broker_cores=int(assumed.broker_cores),
        broker_tb=need.kafka_bytes / brokers / assumed.full / 1e12, lake_tb_a_year=need.lake_a_year / 1e12,
        vendors_gbit=need.vendors_a_second * 8 / assumed.busy / 1e9,
        inside_gbit=need.inside_a_second * 8 / assumed.busy / 1e9,
    )  # fmt: skip
