"""Three parties, A, B and C, each with all that a party may have, and what of it an answer names."""

import io
import re
import zipfile
from typing import Any, Final

import httpx

from models.times import MINUTE_MS, to_iso
from storage.party_alerts import add_party_alerts
from tests.dashboard.pings import Fix, judged_to, put_fixes
from tests.dashboard.seed import (
    BASE_MS,
    alert_data,
    put_alert,
    put_event,
    put_reference,
    put_trip,
    put_unit,
    trip_data,
    unit_body,
)
from tests.dashboard.wait import until

PARTIES: Final = ("A", "B", "C")
SCOPES: Final = (
    ("an estate", "estate:EST-{}"),
    ("a generator", "generator:7{}1"),
    ("a processor", "processor:9{}1"),
    ("a carrier", "carrier:ขนส่ง{}"),
)
CROSSING: Final = (100.9, 12.9)
"""Where the trucks of all pass, in the eighth minute."""
OF_MANY: Final = frozenset({"V-1", "V-2", "V-3"})
"""Alerts that name others beside: nobody in a scope sees them."""
_IDS: Final = re.compile(r"\b(?:U|T|A|P|M|GEN|PROC|EST|70)-[ABC]\b|\b[79][ABC]1\b|V-[123]|ขนส่ง [ABC]")


def square(zone_id: str, kind: str, west: float, size: float, factory_no: str | None = None) -> dict[str, Any]:
    ring = [[west, 12], [west + size, 12], [west + size, 12 + size], [west, 12 + size], [west, 12]]
    return {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"zone_id": zone_id, "kind": kind, "name_th": zone_id, "name_en": zone_id, "factory_no": factory_no},
    }  # fmt: skip


def permit_of(one: str) -> dict[str, Any]:
    """Its allowed stop is a zone that is not there."""
    return {
        "permit_no": f"P-{one}", "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "generator": {"factory_no": f"7{one}1", "name_th": f"gen {one}", "name_en": "", "zone_id": f"GEN-{one}"},
        "items": [{"item_no": 1, "waste_code": "110302HA", "waste_name_th": "กาก", "management_code": "072", "quantity_t": 1.0, "monthly_t": [],
                   "processor": {"factory_no": f"9{one}1", "name_th": f"proc {one}", "name_en": "", "zone_id": f"PROC-{one}"}, "consent": "accepted"}],
        "routes": [], "vehicles": [{"plate": f"70-{one}", "province": "ระยอง"}], "allowed_stop_zone_ids": ["NOWHERE"], "time_windows": [],
    }  # fmt: skip


def manifest_of(one: str) -> dict[str, Any]:
    return {
        "manifest_no": f"M-{one}", "permit_no": f"P-{one}", "item_no": 1, "plate": f"70-{one}", "province": "ระยอง",
        "status": "issued", "planned_depart": to_iso(BASE_MS), "quantity_t": 6.0,
    }  # fmt: skip


def vehicle_of(one: str) -> dict[str, Any]:
    return {
        "unit_id": f"U-{one}", "plate": f"70-{one}", "province": "ระยอง", "carrier": f"ขนส่ง {one}",
        "valid_from": "2026-01-01", "valid_to": None,
    }  # fmt: skip


def whose(one: str) -> dict[str, Any]:
    """What names a party in its trips and alerts."""
    return {"unit_id": f"U-{one}", "plate": f"70-{one}", "permit_no": f"P-{one}"}


async def put_parties(rows: Any, *, are_told: bool = True) -> None:
    """Each party has an estate with a generator in it, a processor, papers, a truck, a trip, an alert, a track and events.

    `are_told`: carriers and generators were told of the alerts of their own.
    """
    await put_reference(rows, "zones", "FUEL", square("FUEL", "fuel", 99, 0.1))
    for number, one in enumerate(PARTIES):
        await _put_papers(rows, one, 100.0 + number)
        trip = trip_data(f"T-{one}", number, **whose(one), generator_factory_no=f"7{one}1", origin_zone_id=f"GEN-{one}", manifest_nos=[f"M-{one}"])
        await put_trip(rows, trip, plate_key=f"70{one}|TH-21")
        await put_event(rows, "wastetrack.trip.started", trip)
        if are_told:
            for party in (f"carrier:ขนส่ง{one}", f"generator:7{one}1"):
                await add_party_alerts(rows, party, [f"A-{one}"], BASE_MS)
        await put_told(rows, alert_data(f"A-{one}", number + 5, **whose(one), trip_id=f"T-{one}", vendor=None))
        await put_unit(rows, unit_body(f"U-{one}", 10, plate=f"70-{one}", carrier=f"ขนส่ง {one}", trip_id=f"T-{one}", permit_no=f"P-{one}"))
    lon, lat = CROSSING
    fixes = [Fix(unit_id=f"U-{one}", utc_ms=BASE_MS + minute * MINUTE_MS, lon=lon + minute * 1e-4, lat=lat) for one in PARTIES for minute in (8, 9)]
    await put_fixes(rows, fixes)
    await judged_to(rows, BASE_MS + 10 * MINUTE_MS)
    await put_told(rows, alert_data("V-1", 9, rule="vendor-outage", trip_id=None, unit_id=None, permit_no=None, vendor="043", trip_ids=["T-A", "T-B"]))
    await put_told(rows, _measuring("V-2", "impossible-move", {"other_unit_id": "U-B"}, trip_id="T-A"))
    await put_told(rows, _measuring("V-3", "emerging-site", {"stops": [{"unit_id": "U-A"}, {"unit_id": "U-B"}], "vehicles": 2}, trip_id=None))


async def put_told(rows: Any, alert: dict[str, Any]) -> None:
    """An open alert with its event."""
    await put_alert(rows, alert)
    await put_event(rows, "wastetrack.alert.opened", alert)
    await rows.execute("NOTIFY wastetrack_events")


async def gathered(rows: Any) -> dict[str, str]:
    """The incidents of the parties, once all alerts are gathered: that of A's trip holds one alert more than A may see."""

    async def all_are() -> bool:
        found = await rows.fetchval("SELECT count(*) FROM incident_alerts JOIN alerts USING (alert_id)")
        return bool(found == await rows.fetchval("SELECT count(*) FROM alerts"))

    await until(all_are, "every alert belongs to an incident")
    found = await rows.fetch("SELECT alert_id, incident_id FROM incident_alerts WHERE alert_id = ANY($1::text[])", [f"A-{one}" for one in PARTIES])
    return {row["alert_id"][-1]: row["incident_id"] for row in found}


def own(one: str) -> set[str]:
    """All by which a party may be known."""
    ids = {f"{kind}-{one}" for kind in ("U", "T", "A", "P", "M", "GEN", "PROC", "EST", "70")}
    return ids | {f"7{one}1", f"9{one}1", f"ขนส่ง {one}"}


def ids_in(text: str) -> set[str]:
    return set(_IDS.findall(text))


def text_of(answer: httpx.Response) -> str:
    """What a body says; a spreadsheet is a folder of texts, packed."""
    if not answer.headers.get("content-type", "").startswith("application/vnd.openxmlformats"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist())


async def _put_papers(rows: Any, one: str, west: float) -> None:
    for zone_id, kind, at, size, factory in (
        (f"EST-{one}", "estate", west, 0.5, None), (f"GEN-{one}", "generator", west + 0.1, 0.1, f"7{one}1"),
        (f"PROC-{one}", "processor", west + 0.7, 0.1, f"9{one}1"),
    ):  # fmt: skip
        await put_reference(rows, "zones", zone_id, square(zone_id, kind, at, size, factory))
    await put_reference(rows, "permits", f"P{one}", permit_of(one))
    await put_reference(rows, "vehicles", f"U-{one}|2026-01-01", vehicle_of(one))
    await put_reference(rows, "manifests", f"M{one}", manifest_of(one))


def _measuring(alert_id: str, rule: str, measured: dict[str, Any], **changes: Any) -> dict[str, Any]:
    alert = alert_data(alert_id, 9, rule=rule, **whose("A"), **changes)
    return alert | {"evidence": {"thresholds": {}, "measured": measured, "pings": []}}
