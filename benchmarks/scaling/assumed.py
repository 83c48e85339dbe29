"""What is assumed where nothing could be measured here: each is a figure to be put right by whoever knows better."""

from typing import Final

import msgspec


class Assumed(msgspec.Struct, frozen=True, kw_only=True):
    """The figures; `REASONS` says what each means."""

    units_a_permit: float = 20.0
    places: float = 20_000.0
    manifests_a_day: float = 1.0
    working_days: float = 250.0
    day_share: float = 0.12
    hour_share: float = 0.4
    busy: float = 0.5
    replicas: float = 3.0
    kafka_days: float = 7.0
    kept_days: float = 30.0
    checkpoint_s: float = 900.0
    log_mb_s: float = 300.0
    database_cores: float = 32.0
    tracker_gb: float = 16.0
    in_force_s: float = 60.0
    broker_mb_s: float = 200.0
    broker_cores: float = 4.0
    full: float = 0.7


REASONS: Final = {
    "units_a_permit": "vehicles under one permit",
    "places": "zones in the whole country",
    "manifests_a_day": "manifests a vehicle and working day; each is told twice, issued and received",
    "working_days": "working days a year",
    "day_share": "of the 17 rounds a day that the measured trucks drive, what a vehicle drives: two",
    "hour_share": "vehicles that are at work at the busiest hour",
    "busy": "share of its core that a tracker is given to do; with the rest it makes up what was missed",
    "replicas": "copies that Kafka keeps of each record",
    "kafka_days": "days that Kafka keeps pings, as in [topics.md](topics.md)",
    "kept_days": "`WASTETRACK_KEEP_PINGS_DAYS`, where a lake has the older days",
    "checkpoint_s": "seconds between PostgreSQL's checkpoints; after each, a page that changes goes into the log whole",
    "log_mb_s": "MB/s of log that one PostgreSQL writes, and sends to its replica, day and night",
    "database_cores": "cores of the largest server that one would buy for PostgreSQL",
    "tracker_gb": "GB of memory that one tracker may take",
    "in_force_s": "seconds until a new paper must be in force",
    "broker_mb_s": "MB/s that one broker of Kafka writes, day and night",
    "broker_cores": "cores of such a broker",
    "full": "share of a disk that is filled",
}
