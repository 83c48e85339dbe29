"""A case and its link, and a phone that asks with it."""

import base64
import hashlib
from typing import Any, Final

import httpx

from models.names import normal_number
from models.times import HOUR_MS
from ops.case_link import CaseLink, case_token, link_key
from ops.personal import new_key
from ops.settings import Settings
from storage.now import database_now_ms
from tests.dashboard.incidents.seed import gather_all, tell
from tests.dashboard.seed import PERMIT_NO, put_reference, put_trip, put_unit, trip_data, unit_body

KEY: Final = new_key()
SOMCHAI: Final = "somchai"
TUS: Final = {"Tus-Resumable": "1.0.0"}
JPEG: Final = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
HERE: Final = {"lat": 12.6702, "lon": 101.1305, "accuracy_m": 9.0}


async def put_case(rows: Any, db: Any, **changes: Any) -> str:
    """A case of one alert, changed as is said, its truck and trip, and the papers it drives under; gives its id."""
    await gather_all(db)
    await put_reference(rows, "zones", "Z-PROC-1", zone("Z-PROC-1", "processor", "โรงงานกำจัดบ้านฉาง", "Ban Chang plant", 12.75))
    await put_reference(rows, "zones", "Z-EST", zone("Z-EST", "estate", "นิคมฯ มาบตาพุด", "Map Ta Phut", 12.7))
    await put_reference(rows, "permits", normal_number(PERMIT_NO), permit())
    await put_reference(rows, "vehicles", "U1|2026-01-01", {
        "unit_id": "U1", "plate": "70-1234", "province": "ระยอง", "carrier": "ขนส่งดี", "carrier_phone": "038-123-456",
        "valid_from": "2026-01-01",
    })  # fmt: skip
    await put_unit(rows, unit_body("U1", speed=41.0))
    await put_trip(rows, trip_data("T1"))
    await tell(rows, "A1", **changes)
    await gather_all(db)
    return str(await rows.fetchval("SELECT incident_id FROM incidents"))


def zone(zone_id: str, kind: str, name_th: str, name_en: str, lat: float) -> dict[str, Any]:
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [101.13, lat]},
        "properties": {"zone_id": zone_id, "kind": kind, "name_th": name_th, "name_en": name_en, "radius_m": 300},
    }  # fmt: skip


def permit() -> dict[str, Any]:
    processor = {"factory_no": "72190300225402", "name_th": "โรงงานกำจัดบ้านฉาง", "name_en": "Ban Chang plant", "zone_id": "Z-PROC-1"}
    return {
        "permit_no": PERMIT_NO, "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "generator": {"factory_no": "72190300225401", "name_th": "โรงงาน", "name_en": "Factory", "zone_id": "Z-GEN-1"},
        "items": [{"item_no": 1, "processor": processor, "consent": "accepted", "waste_code": "110302HA"}],
        "routes": [{
            "route_id": "R1", "item_nos": [1], "corridor_m": 300,
            "line": {"type": "LineString", "coordinates": [[101.13, 12.6 + n * 0.0003 + (n % 7) * 0.001] for n in range(500)]},
        }],
    }  # fmt: skip


async def token_for(rows: Any, settings: Settings, incident_id: str, person: str = SOMCHAI, life_ms: int = HOUR_MS) -> str:
    """A link's token by the database's clock, which is that of this machine."""
    now_ms = await database_now_ms(rows)
    return case_token(CaseLink(now_ms, now_ms + life_ms, person, incident_id), link_key(settings))


def by(token: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | more


def metadata(body: bytes, **more: str) -> str:
    told = {"sha256": hashlib.sha256(body).hexdigest(), "filename": "ภาพ 1.jpg", "filetype": "image/jpeg"} | more
    return ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in told.items())


async def announce(api: httpx.AsyncClient, token: str, body: bytes, **more: str) -> httpx.Response:
    told = {"Upload-Length": str(len(body)), "Upload-Metadata": metadata(body, **more)}
    return await api.post("/api/v1/road/files", headers=by(token) | told | TUS)


async def send(api: httpx.AsyncClient, token: str, file_id: str, offset: int, piece: bytes) -> httpx.Response:
    told = TUS | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    return await api.patch(f"/api/v1/road/files/{file_id}", headers=by(token) | told, content=piece)


def file_id_of(announced: httpx.Response) -> str:
    return announced.headers["Location"].rpartition("/")[2]
