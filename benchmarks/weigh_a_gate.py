"""How long one fact takes to weigh at a gate with many manifests: `python -m benchmarks.weigh_a_gate 1000 10000`.

A year of one generator: four trucks of its permit that go twice a working day, a manifest a load; the last loads are
not received yet. What is timed is a fact of today: a truck that comes to the gate, and one that leaves it with a load.
"""

import argparse
import time
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from models.names import plate_key
from models.observation import Departure, Fact, Load, Presence
from models.reference import KINDS, Kind, ReferenceVersion
from models.reference_json import FILES, as_versions, read_records
from models.thresholds import Thresholds
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, from_iso, to_iso
from models.trip import Visit
from streams.judging.world import World
from streams.weighing.docket import Docket, Seen, encode_entry
from streams.weighing.weigh import weigh

NOW_MS: Final = from_iso("2026-11-02T01:00:00Z")
TRUCKS: Final = 4
FACTS: Final = 20


def main(counts: list[int]) -> None:
    """Prints the time a fact for each number of manifests."""
    for count in counts:
        world, docket = _world(count), docket_of(count)
        began_s = time.perf_counter()
        weigh(docket, [], NOW_MS - HOUR_MS, world)
        opened_ms = (time.perf_counter() - began_s) * 1000
        stay_us = _took_us([_comes(number) for number in range(FACTS)], docket, world)
        load_us = _took_us([_leaves(number) for number in range(FACTS)], docket, world)
        size, encode_s = saved(docket)
        print(
            f"{count:6} manifests: a stay {stay_us:7.0f} µs, a load {load_us:7.0f} µs; the book opened in"
            f" {opened_ms:.0f} ms; the case {size / 1000:5.0f} kB, encoded in {encode_s * 1000:.1f} ms"
        )


def saved(docket: Docket) -> tuple[int, float]:
    """Bytes of the gate's case as it is saved, and seconds of the processor to write it so."""
    began_s = time.process_time()
    size = len(encode_entry(docket.entries["gate:Z-GEN"]))
    return size, time.process_time() - began_s


def _took_us(facts: list[Fact], docket: Docket, world: World) -> float:
    took_us = []
    for fact in facts:
        began_s = time.perf_counter()
        weigh(docket, [fact], fact.receipt_ms, world)
        took_us.append((time.perf_counter() - began_s) * 1e6)
    return sorted(took_us)[len(took_us) // 2]


def _left_ms(number: int, count: int) -> int:
    return NOW_MS - DAY_MS - (count - number) * 360 * DAY_MS // count


def _comes(number: int) -> Fact:
    at_ms = NOW_MS + number * MINUTE_MS
    key = plate_key("70-0001", "ระยอง")
    seen = Presence(zone_id="Z-GEN", plate="70-0001", province="ระยอง", plate_key=key, first_ms=at_ms)
    return Fact(kind="seen", key="seen", unit_id="unit-1", receipt_ms=at_ms, observation=seen)


def _leaves(number: int) -> Fact:
    """The truck leaves the gate, with no manifest of its own."""
    at_ms = NOW_MS + HOUR_MS + number * MINUTE_MS
    departure = Departure(zone_id="Z-GEN", left_ms=at_ms, permits=("P1",), manifests=())
    load = Load(
        trip_key=f"Z-GEN@{at_ms}", origin_zone_id="Z-GEN", started_ms=at_ms, permits=("P1",), manifests=(),
        generators=("Z-GEN",), departures=(departure,), state="on_the_way", visits=(), trip_id=f"now-{number}",
        plate="70-0001", province="ระยอง", plate_key=plate_key("70-0001", "ระยอง"),
    )  # fmt: skip
    return Fact(kind="seen", key="seen", unit_id="unit-1", receipt_ms=at_ms, observation=load)


def docket_of(count: int) -> Docket:
    """What is remembered of a gate with so many manifests."""
    docket = Docket()
    case = docket.case("gate:Z-GEN")
    for number in range(count):
        for seen in _seen(number, count):
            case.seen[f"{seen.unit_id} {seen.observation.name}"] = seen
    return docket


def _seen(number: int, count: int) -> Iterator[Seen]:
    """A load and the two visits that belong to it."""
    left_ms, truck = _left_ms(number, count), number % TRUCKS
    arrived_ms = left_ms + HOUR_MS
    unit_id, plate = f"unit-{truck}", f"70-{truck:04d}"
    of_truck: dict[str, Any] = {"plate": plate, "province": "ระยอง", "plate_key": plate_key(plate, "ระยอง")}
    for zone_id, first_ms in (("Z-GEN", left_ms - 20 * MINUTE_MS), ("Z-PROC", arrived_ms)):
        yield Seen(unit_id=unit_id, observation=Presence(
            zone_id=zone_id, first_ms=first_ms, last_ms=first_ms + 20 * MINUTE_MS, stopped_ms=first_ms, **of_truck,
        ))  # fmt: skip
    manifest = f"M{number}"
    departure = Departure(zone_id="Z-GEN", left_ms=left_ms, permits=("P1",), manifests=(manifest,))
    yield Seen(unit_id=unit_id, observation=Load(
        trip_key=f"Z-GEN@{left_ms}", origin_zone_id="Z-GEN", started_ms=left_ms, permits=("P1",), manifests=(manifest,),
        generators=("Z-GEN",), departures=(departure,), state="completed", ended_ms=arrived_ms + HOUR_MS // 3,
        visits=(Visit(zone_id="Z-PROC", factory_no="2", arrived_ms=arrived_ms, left_ms=arrived_ms + HOUR_MS // 3),),
        trip_id=f"trip-{number}", **of_truck,
    ))  # fmt: skip


def _world(count: int) -> World:
    records: dict[Kind, list[dict[str, Any]]] = {
        "vehicles": [
            {"unit_id": f"unit-{n}", "plate": f"70-{n:04d}", "province": "ระยอง", "carrier": "C", "vehicle_type": "T",
             "valid_from": "2020-01-01", "valid_to": None} for n in range(TRUCKS)
        ],
        "zones": [_zone("Z-GEN", "generator", 101.0), _zone("Z-PROC", "processor", 101.4)],
        "permits": [_permit()],
        "manifests": [_manifest(number, count) for number in range(count)],
    }  # fmt: skip
    versions: list[ReferenceVersion] = []
    for kind in KINDS:
        accepted, rejected = read_records(kind, FILES[kind], records[kind])
        if rejected:
            raise ValueError(str(rejected[0]))
        versions += as_versions(kind, accepted, len(versions) + 1)
    return World(versions, Thresholds(), ZoneInfo("Asia/Bangkok"))


def _zone(zone_id: str, kind: str, lon: float) -> dict[str, Any]:
    properties = {"zone_id": zone_id, "kind": kind, "name_th": zone_id, "name_en": zone_id, "radius_m": 300}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, 13.0]}, "properties": properties}


def _permit() -> dict[str, Any]:
    return {
        "permit_no": "P-1", "status": "approved", "valid_from": "2025-01-01", "valid_to": "2027-12-31",
        "generator": {"factory_no": "1", "name_th": "ก", "name_en": "G", "zone_id": "Z-GEN"},
        "items": [{
            "item_no": 1, "waste_code": "110302HA", "waste_name_th": "ก", "management_code": "072", "quantity_t": 1e6,
            "monthly_t": [1e5] * 12, "consent": "accepted",
            "processor": {"factory_no": "2", "name_th": "ข", "zone_id": "Z-PROC"},
        }],
        "routes": [], "vehicles": [{"plate": f"70-{n:04d}", "province": "ระยอง"} for n in range(TRUCKS)],
        "allowed_stop_zone_ids": [], "time_windows": [],
    }  # fmt: skip


def _manifest(number: int, count: int) -> dict[str, Any]:
    left_ms, truck = _left_ms(number, count), number % TRUCKS
    received = number < count - 20
    return {
        "manifest_no": f"M-{number}", "permit_no": "P-1", "item_no": 1, "plate": f"70-{truck:04d}", "province": "ระยอง",
        "quantity_t": 6.0, "planned_depart": to_iso(left_ms), "planned_arrive": to_iso(left_ms + HOUR_MS),
        "status": "received" if received else "issued", "weigh_out_t": 6.0, "weigh_in_t": 6.0 if received else None,
        "received_at": to_iso(left_ms + HOUR_MS + 10 * MINUTE_MS) if received else None,
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weigh_a_gate", description=__doc__)
    parser.add_argument("manifests", type=int, nargs="*", default=[1_000, 10_000], help="how many a gate has known")
    main(parser.parse_args().manifests)
