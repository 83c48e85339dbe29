"""Traffic as a scenario folder: papers, and pings as bare locations, one a line, not packed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.traffic.country import WITH_MANIFESTS, Country, permit_no, plate_of
from benchmarks.traffic.driving import Fleet, Moment
from benchmarks.traffic.plan import Plan
from models.times import HOUR_MS, MINUTE_MS, to_iso
from simulator.scenario import PAPERS

_FORM: Final = (
    '{"unit_id":"%s","driver_id":null,"seq":%d,"utc_ts":"%s","recv_utc_ts":"%s","lat":%.7f,"lon":%.7f,"alt":12,'
    '"speed":%.1f,"engine_status":1,"fix":1,"license":null,"course":%d,"hdop":0.9,"num_sats":11,"gsm_cell":0,'
    '"gsm_loc":0,"gsm_rssi":0,"mileage":0,"ext_power_status":%d,"ext_power":24.1,"high_acc_count":0,'
    '"high_de_acc_count":0,"over_speed_count":0,"max_speed":0}\n'
)


class Traffic:
    """The traffic of a plan: its papers, and its pings minute by minute."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.country = Country(plan)
        self.fleet = Fleet(self.country)

    def write(self, folder: Path, pings: int) -> None:
        """Writes a folder that holds the first `pings` of the traffic."""
        self.write_papers(folder, pings)
        with (folder / "pings.ndjson").open("w", encoding="ascii", buffering=1 << 20) as file:
            for number, line in enumerate(self.lines()):
                if number == pings:
                    break
                file.write(line)

    def write_papers(self, folder: Path, pings: int = 0) -> None:
        """Writes the reference data alone, with manifests for so many pings."""
        folder.mkdir(parents=True, exist_ok=True)
        minutes = (pings // self.plan.units + 1) * self.plan.period_ms // MINUTE_MS
        papers = (
            self.country.permits(), self.country.zones(), self.country.vehicles(), self._manifests(minutes),
        )  # fmt: skip
        for name, content in zip(PAPERS, papers, strict=True):
            (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    def lines(self, units: int | None = None) -> Iterator[str]:
        """Every ping as a line, without end, in the order of receipt; of the first `units` alone where so asked."""
        unit_ids = self.country.unit_ids
        number = 0
        while True:
            moment = self.fleet.period(number)
            yield from lines_of(moment if units is None else moment.of(range(units)), unit_ids, number)
            number += 1

    def _manifests(self, minutes: int) -> list[dict[str, Any]]:
        """A manifest for each departure under the permits that use them, and one for trucks that are long away."""
        found: list[dict[str, Any]] = []
        for index, departures in enumerate(self.fleet.departures_ms(minutes)):
            permit = int(self.country.permit_of_unit[index])
            if permit % WITH_MANIFESTS:
                continue
            found += [manifest(index, permit, at_ms) for at_ms in departures]
        return found


def manifest(index: int, permit: int, at_ms: int) -> dict[str, Any]:
    """A truck's manifest, by which it leaves at a time."""
    return {
        "manifest_no": f"M-{index:06d}-{at_ms // 1000}", "permit_no": permit_no(permit), "item_no": 1,
        "plate": plate_of(index), "province": "TH-21", "quantity_t": 12.0, "planned_depart": to_iso(at_ms),
        "planned_arrive": to_iso(at_ms + HOUR_MS), "status": "issued", "weigh_out_t": None, "weigh_in_t": None,
        "received_at": None,
    }  # fmt: skip


def lines_of(moment: Moment, unit_ids: list[str], number: int) -> Iterator[str]:
    """The pings of a period as lines."""
    rows = zip(*(column.tolist() for column in moment), strict=True)
    for unit, utc_ms, recv_ms, lon, lat, speed_kmh, course_deg, on_power in rows:
        yield _FORM % (
            unit_ids[unit], number, to_iso(utc_ms), to_iso(recv_ms), lat, lon, speed_kmh, course_deg, on_power,
        )  # fmt: skip
