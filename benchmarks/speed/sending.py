"""Live traffic from a process of its own: every ping goes to gps.pings when it is due, by this machine's clock.

Some units are probes: each enters a restricted zone at a moment of its own, by which an alert is due.
"""

import sys
import time
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from confluent_kafka import Producer

from benchmarks.traffic.country import Floats
from benchmarks.traffic.driving import Moment
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic, lines_of
from models.decode import Accepted, decode_message
from ops.personal import Sealer
from ops.settings import load_from_process
from streams.gateway.records import HttpOrigin, Intake, Record
from streams.gateway.sink import partition_of

ZONE_ID: Final = "Z-PROBE"
ZONE_LON, ZONE_LAT = 98.9, 12.5
_ZONE_M: Final = 500.0
_DEGREE_M: Final = 108_700.0
_PROBE_MPS: Final = 15.0
_TICK_S: Final = 0.002
_LAST_S: Final = 1.2
"""So long before the end the last probe enters: it must be heard from inside."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent: some units of a plan, from `first` on, for so long; `out` tells how it went.

    `probes` of them, from `first_probe` on, are probes. None of these may have been heard before: it would have come
    from afar faster than a truck can.
    """

    plan: Plan
    units: int
    probes: int
    first: int = 0
    first_probe: int = 0
    seconds: float
    warm_s: float
    out: str


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """How many were sent, from when on, in what time, and how long after its moment the latest one went out.

    `probes` are those that were heard from inside: a few trucks of the traffic say nothing for a while.
    """

    pings: int
    probes: int
    began_ms: int
    seconds: float
    latest_ms: float


def probe_zone() -> dict[str, object]:
    """The restricted zone that probes enter, away from all roads."""
    properties = {
        "zone_id": ZONE_ID, "kind": "restricted", "name_th": "พื้นที่เฝ้าระวัง", "name_en": "Watched place",
        "factory_no": None, "radius_m": _ZONE_M,
    }  # fmt: skip
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [ZONE_LON, ZONE_LAT]}, "properties": properties,
    }  # fmt: skip


def main() -> None:
    """Makes all records, then sends each when it is due."""
    order = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Order)
    settings = load_from_process(None)
    due_ms, records, probes = _records(order, Sealer.from_settings(settings))
    producer = Producer({
        "bootstrap.servers": settings.kafka, "acks": "all", "linger.ms": 2, "queue.buffering.max.messages": 1_000_000,
        "log_level": 3,
    })  # fmt: skip
    began_ms = max(order.plan.start_ms, time.time_ns() // 1_000_000)
    Path(f"{order.out}.ready").touch()
    time.sleep(max(0.0, began_ms / 1000 - time.time()))
    shift_ms = began_ms - order.plan.start_ms
    latest_ms, number = 0.0, 0
    while number < len(records):
        now_ms = time.time_ns() // 1_000_000
        while number < len(records) and due_ms[number] + shift_ms <= now_ms:
            record = records[number]
            partition = partition_of(record.key, settings.partitions)
            producer.produce(
                record.topic, record.value, record.key, partition, timestamp=now_ms, headers=list(record.headers)
            )
            latest_ms = max(latest_ms, now_ms - due_ms[number] - shift_ms)
            number += 1
        producer.poll(0)
        time.sleep(_TICK_S)
    producer.flush(60)
    told = Sent(
        pings=number, probes=probes, began_ms=began_ms, seconds=time.time() - began_ms / 1000, latest_ms=latest_ms,
    )  # fmt: skip
    unnamed = Path(f"{order.out}.new")
    unnamed.write_bytes(msgspec.json.encode(told))
    unnamed.rename(order.out)


def _records(order: Order, sealer: Sealer) -> tuple[list[int], list[Record], int]:
    """Every record in the order in which it is due, when that is, and how many probes they show inside."""
    traffic = Traffic(order.plan)
    unit_ids = traffic.country.unit_ids
    enters_s = np.random.default_rng([order.plan.seed, 4]).uniform(order.warm_s, order.seconds - _LAST_S, order.probes)
    intake = Intake(sealer, None)
    due_ms: list[int] = []
    records: list[Record] = []
    inside: set[int] = set()
    units = range(order.first, order.first + order.units)
    for number in range(round(order.seconds * 1000 / order.plan.period_ms)):
        moment = _probed(traffic.fleet.period(number).of(units), enters_s, order)
        due_ms += moment.utc_ms.tolist()
        inside.update(_inside(moment, enters_s, order))
        for line in lines_of(moment, unit_ids, number):
            (found,) = decode_message(line.encode()).records
            assert isinstance(found, Accepted)
            records += intake.pings(found, HttpOrigin(f"{number:032x}", "vendor"), order.plan.start_ms)
    return due_ms, records, len(inside)


def _inside(moment: Moment, enters_s: Floats, order: Order) -> list[int]:
    """The probes that have entered by then."""
    probe = moment.unit - order.first_probe
    rows = np.flatnonzero((probe >= 0) & (probe < order.probes))
    entered = enters_s[probe[rows]] <= (moment.utc_ms[rows] - order.plan.start_ms) / 1000
    found: list[int] = probe[rows][entered].tolist()
    return found


def _probed(moment: Moment, enters_s: Floats, order: Order) -> Moment:
    """The same with the probes on their way towards the zone and into it."""
    probe = moment.unit - order.first_probe
    rows = np.flatnonzero((probe >= 0) & (probe < order.probes))
    left_s = enters_s[probe[rows]] - (moment.utc_ms[rows] - order.plan.start_ms) / 1000
    lon, lat = moment.lon.copy(), moment.lat.copy()
    lon[rows] = ZONE_LON - (_ZONE_M + left_s * _PROBE_MPS) / _DEGREE_M
    lat[rows] = ZONE_LAT
    return moment._replace(lon=lon, lat=lat)


if __name__ == "__main__":
    main()
