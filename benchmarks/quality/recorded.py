"""Scenarios from recorded trucks: their own fixes, with stops, detours and silences spliced in.

The recording is tests/acceptance/data/myanmar_trucks.csv.gz, two trucks of Drvr in Myanmar under the ISC licence (its
notice stands beside it). Three of its drives are moved in time, each becomes a permitted route, a stand for loading is
put before it and one for unloading after it. Places, speeds, intervals and delays stay as recorded.
"""

import csv
import gzip
import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.quality.splices import SPLICES, Fix, Splice
from models.times import HOUR_MS, MINUTE_MS, from_iso, to_iso
from simulator.forms import WASTES, item_form, named_truck, permit_form, route_form
from simulator.path import Point, distance_m, moved, path_of
from simulator.plates import plate_number
from simulator.sites import Place

DATA: Final = Path(__file__).parents[2] / "tests" / "acceptance" / "data" / "myanmar_trucks.csv.gz"
START_MS: Final = from_iso("2026-03-02T23:00:00Z")
ZONE_M: Final = 260.0


DRIVES: Final = (
    ("31cb5062", "2018-05-03T15:10:00Z", "2018-05-03T15:57:30Z"),
    ("31cb5062", "2018-05-03T16:12:30Z", "2018-05-03T16:53:00Z"),
    ("5a2b6ecc", "2018-05-04T04:02:30Z", "2018-05-04T05:03:00Z"),
)


def drives() -> list[list[Fix]]:
    """The recorded drives, one fix a second at most."""
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [_drive([row for row in rows if row["vehicle_id"].startswith(v)], a, b) for v, a, b in DRIVES]


def _drive(rows: list[dict[str, str]], from_iso_: str, to_iso_: str) -> list[Fix]:
    by_time = {_ms(row["pos_time"]): row for row in reversed(rows)}
    times = sorted(t for t in by_time if from_iso(from_iso_) <= t <= from_iso(to_iso_))
    return [
        Fix(
            t - times[0], max(_ms(row["received_ts"]) - t, 1000), float(row["lon"]), float(row["lat"]),
            round(float(row["speed"]), 1), int(row["azimuth"]) % 360,
        )
        for t in times
        for row in [by_time[t]]
    ]  # fmt: skip


def _ms(text: str) -> int:
    return from_iso(text.replace(" ", "T"))


def make(where: Path, times: int, seed: int) -> Path:
    """Writes one folder: every splice into every drive, so many times."""
    recorded = drives()
    folder = where / "recorded"
    folder.mkdir(parents=True)
    papers: dict[str, list[Any]] = {"vehicles.json": [], "permits.json": [], "zones": []}
    labels: list[dict[str, Any]] = []
    pings: list[tuple[int, dict[str, Any]]] = []
    number = 0
    for name, splice in SPLICES.items():
        for fixes in recorded:
            for _ in range(times):
                rng = Random(f"{seed} recorded {number}")
                made = splice(fixes, rng)
                _write_down(number, name, fixes, made, rng, papers, labels, pings)
                number += 1
    pings.sort(key=lambda row: row[0])
    (folder / "pings.ndjson").write_text("".join(json.dumps(row) + "\n" for _, row in pings), "utf-8")
    zones = {"type": "FeatureCollection", "features": papers.pop("zones")}
    contents = {**papers, "zones.geojson": zones}
    contents["labels.json"] = {"until": to_iso(pings[-1][0] + 30 * HOUR_MS), "trips": labels}
    for file, content in contents.items():
        (folder / file).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return folder


def _write_down(
    number: int, name: str, recorded: list[Fix], made: Splice, rng: Random, papers: dict[str, list[Any]],
    labels: list[dict[str, Any]], pings: list[tuple[int, dict[str, Any]]],
) -> None:  # fmt: skip
    """The papers, label and pings of one drive, in a country of its own: each is moved half a degree from the last."""
    shift = Point(0.0, 0.5 * (number % 40) - 10.0)
    way = [Point(fix.lon + shift.lon, fix.lat + shift.lat) for fix in recorded]
    unit_id, plate = f"031DRVR{number:020d}", plate_number(170_000 + number)
    ends = (("GEN", "generator", way[0]), ("PRO", "processor", way[-1]))
    places = [
        Place(f"Z-{code}-REC-{number}", kind, "ที่ทดลอง", kind, "", at, ZONE_M, f"{code}{number:010d}")
        for code, kind, at in ends
    ]
    papers["zones"] += [place.feature() for place in places]
    papers["vehicles.json"].append(
        {"unit_id": unit_id, "plate": plate, "province": "ระยอง", "carrier": "ตัวอย่าง", "vehicle_type": "truck",
         "valid_from": "2025-01-01", "valid_to": None}
    )  # fmt: skip
    permit = permit_form(
        f"กอ.1-2569-{950_000 + number}", places[0], [item_form(1, rng.choice(WASTES), places[1])],
        [route_form("R1", [1], path_of(_thinned(way), 60))], [named_truck(plate, "TH-21", rng)],
        date(2026, 1, 1), date(2026, 12, 31),
    )  # fmt: skip
    papers["permits.json"].append(permit)
    start_ms = START_MS + rng.randrange(8 * 60) * MINUTE_MS
    pings += _sent(unit_id, made.fixes, shift, start_ms, rng)
    begins = {rule: to_iso(start_ms + at_ms) for rule, (_, at_ms) in made.must.items()}
    severity = {rule: level for rule, (level, _) in made.must.items()}
    high = any(level in {"high", "critical"} for level in severity.values())
    gap_ms = max(b.at_ms - a.at_ms for a, b in zip(made.fixes, made.fixes[1:], strict=False))
    seen = "verified_with_alerts" if high else "verified"
    labels.append(
        {"unit_id": unit_id, "units": [unit_id], "plate": plate, "kind": f"recorded_{name}", "benign": not severity,
         "permit_no": permit["permit_no"], "processor_zone_id": places[1].zone_id,
         "must": [[rule] for rule in severity],
         "severity": severity, "never": [], "verdict": seen if gap_ms <= 10 * MINUTE_MS else "unverified",
         "advisory": False, "from": min(begins.values(), default=None), "from_by_rule": begins, "completes": 1}
    )  # fmt: skip


def _thinned(way: list[Point]) -> list[Point]:
    kept = [way[0]]
    for at in way:
        if distance_m(kept[-1], at) > 40:
            kept.append(at)
    return [*kept, way[-1]]


def _sent(
    unit_id: str, fixes: list[Fix], shift: Point, start_ms: int, rng: Random
) -> list[tuple[int, dict[str, Any]]]:
    """The pings with their receipts: loading before the drive, the drive, unloading after it."""
    first, last = fixes[0], fixes[-1]
    loading = [Fix(first.at_ms - n * 60_000, 2000, first.lon, first.lat, 0.0, 0) for n in range(18, 0, -1)]
    unloading = [Fix(last.at_ms + n * 60_000, 2000, last.lon, last.lat, 0.0, 0) for n in range(1, 150, 3)]
    rows = []
    for fix in (*loading, *fixes, *unloading):
        at = Point(fix.lon + shift.lon, fix.lat + shift.lat)
        if fix.speed == 0.0:
            at = moved(at, rng.gauss(0, 2), rng.gauss(0, 2))
        utc_ms = start_ms + fix.at_ms
        row = {
            "unit_id": unit_id, "utc_ts": to_iso(utc_ms), "recv_utc_ts": to_iso(utc_ms + fix.delay_ms),
            "lat": round(at.lat, 7), "lon": round(at.lon, 7), "speed": fix.speed, "course": fix.course, "fix": 1,
        }  # fmt: skip
        rows.append((utc_ms + fix.delay_ms, row))
    return rows
