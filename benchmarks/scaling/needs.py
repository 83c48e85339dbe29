"""What a fleet needs, worked out of the figures."""

import math
from typing import Final

import msgspec

from benchmarks.scaling.assumed import Assumed
from benchmarks.scaling.figures import Figures

_DAY_S: Final = 86_400
_YEAR_DAYS: Final = 365
_PAGE_BYTES: Final = 8_192
_LEAST_TRACKERS: Final = 2
_TOLD_TWICE: Final = 2


class Fleet(msgspec.Struct, frozen=True):
    """So many units that send a ping each `period_s`."""

    units: int
    period_s: int

    @property
    def rate(self) -> float:
        """Pings a second."""
        return self.units / self.period_s


FLEETS: Final = (Fleet(10_000, 60), Fleet(100_000, 60), Fleet(1_000_000, 60), Fleet(1_000_000, 1))


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """Cores are those of the machine that was measured on; bytes are whole bytes, a second or a day as named."""

    rate: float
    peak_rate: float
    make_up_min: float
    gateway_cores: float
    tracker_cores: float
    trackers: int
    partitions: int
    units_bytes: float
    database_cores: float
    hot_bytes: float
    log_a_second: float
    pages_a_second: float
    disk_a_day: float
    kept_bytes: float
    told_a_year: float
    kafka_bytes: float
    broker_write_a_second: float
    vendors_a_second: float
    inside_a_second: float
    lake_a_day: float
    lake_a_year: float


def needs(fleet: Fleet, found: Figures, assumed: Assumed) -> Needs:
    """What a fleet comes to. What is told of trucks goes by what they do, however often they send."""
    rate, deeds = fleet.rate, deeds_a_second(fleet)
    tracker_cores = rate * tracker_us(fleet, found) / 1e6
    trackers = max(_LEAST_TRACKERS, math.ceil(tracker_cores / assumed.busy))
    pages = fleet.units * _PAGE_BYTES / max(assumed.checkpoint_s, fleet.period_s)
    day_bytes = found.row_bytes + found.index_bytes + found.raw_bytes
    pings_a_day, told_a_day = rate * day_bytes * _DAY_S, deeds * found.told_bytes * _DAY_S * assumed.day_share
    log = rate * day_bytes + deeds * assumed.hour_share * max(0.0, found.log_bytes - day_bytes)
    lake = rate * (found.columns_bytes + found.raw_bytes) * _DAY_S
    return Needs(
        rate=rate, peak_rate=rate / assumed.busy, make_up_min=60 * assumed.busy / (1 - assumed.busy),
        gateway_cores=rate * found.gateway_us / 1e6, tracker_cores=tracker_cores, trackers=trackers,
        partitions=max(6, 2 * trackers), units_bytes=fleet.units * found.unit_bytes,
        database_cores=rate * found.database_us / 1e6, hot_bytes=fleet.units * _PAGE_BYTES,
        log_a_second=log, pages_a_second=pages, disk_a_day=pings_a_day + told_a_day,
        kept_bytes=pings_a_day * assumed.kept_days, told_a_year=told_a_day * assumed.working_days,
        kafka_bytes=rate * found.kafka_bytes * _DAY_S * assumed.kafka_days * assumed.replicas,
        broker_write_a_second=rate * found.kafka_bytes * assumed.replicas,
        vendors_a_second=rate * found.call_bytes,
        inside_a_second=rate * (found.kafka_bytes * (assumed.replicas + 1) + found.row_bytes + found.raw_bytes),
        lake_a_day=lake, lake_a_year=lake * _YEAR_DAYS,
    )  # fmt: skip


def deeds_a_second(fleet: Fleet) -> float:
    """How often a second comes what a ping of the measured trucks brought on average, were all at work as they were."""
    return fleet.units / 60


def tracker_us(fleet: Fleet, found: Figures) -> float:
    """Of a ping; where they come each second the judging costs what was measured of that, all else the same."""
    if fleet.period_s >= 60:
        return found.tracker_us
    return max(0.0, found.tracker_us - found.judging_us) + found.judging_each_second_us


def renew_s(fleet: Fleet, found: Figures, assumed: Assumed, days: float) -> float:
    """Seconds of a core to build the reference data, after so many working days: all that was ever told."""
    told = manifests_told(fleet, assumed) * days
    return (papers(fleet, assumed) * found.paper_us + told * found.manifest_us) / 1e6


def papers(fleet: Fleet, assumed: Assumed) -> float:
    """Vehicles, permits and zones; manifests come each day."""
    return fleet.units * (1 + 1 / assumed.units_a_permit) + assumed.places


def manifests_told(fleet: Fleet, assumed: Assumed) -> float:
    """Versions of manifests told on a working day."""
    return fleet.units * assumed.manifests_a_day * _TOLD_TWICE


def reference_bytes(fleet: Fleet, found: Figures, assumed: Assumed, days: float) -> float:
    """Of each tracker's memory after so many working days: all that was ever told."""
    told = manifests_told(fleet, assumed) * days
    return papers(fleet, assumed) * found.paper_bytes + told * found.manifest_bytes
