"""What a text names, in any spelling: trucks, trips, permits, manifests and factories, and that each question is put down."""

from typing import Any

import httpx
import pytest

from tests.dashboard.seed import PERMIT_NO, put_reference, put_trip, put_unit, trip_data, unit_body

PERMIT: dict[str, Any] = {
    "permit_no": PERMIT_NO, "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
    "generator": {"factory_no": "3-53(4)-22/54รย", "name_th": "โรงงานสีทดสอบ", "name_en": "Test Paint", "zone_id": "Z-GEN-1"},
    "items": [{"item_no": 1, "processor": {"factory_no": "10190000525", "name_th": "ศูนย์กำจัด", "name_en": "Disposal Centre", "zone_id": "Z-P"}, "consent": "accepted"}],
}  # fmt: skip
MANIFEST: dict[str, Any] = {
    "manifest_no": "MF-69-0001", "permit_no": PERMIT_NO, "item_no": 1, "plate": "70-1234", "province": "ระยอง", "status": "issued",
    "planned_depart": "2026-11-02T01:00:00Z",
}  # fmt: skip


async def seed(rows: Any) -> None:
    truck = {"unit_id": "UNIT-A", "plate": "70-1234", "province": "ระยอง", "carrier": "ขนส่งดี", "valid_from": "2026-01-01", "valid_to": None}
    await put_reference(rows, "vehicles", "UNIT-A|2026-01-01", truck)
    gone = truck | {"unit_id": "UNIT-GONE", "plate": "70-1299"}
    await put_reference(rows, "vehicles", "UNIT-GONE|2026-01-01", gone)
    await put_reference(rows, "vehicles", "UNIT-GONE|2026-01-01", None)
    await put_unit(rows, unit_body("UNIT-A"))
    await put_unit(rows, unit_body("UNIT-B", plate="83-5678", carrier="Good Haul"))
    await put_reference(rows, "permits", "กอ12569000417", PERMIT | {"status": "submitted"})
    await put_reference(rows, "permits", "กอ12569000417", PERMIT)
    await put_reference(rows, "manifests", "MF690001", MANIFEST)
    await put_trip(rows, trip_data("T-1", 1, unit_id="UNIT-A", manifest_nos=["MF-69-0001"]), "completed")
    await put_trip(rows, trip_data("T-2", 2, unit_id="UNIT-A", permit_no="กอ.9"))
    await put_trip(rows, trip_data("T-3", 3, unit_id="UNIT-B", plate="83-5678", permit_no=None), plate_key="835678|TH-21")


KEYS = {"trucks": "unit_id", "trips": "trip_id", "permits": "permit_no", "manifests": "manifest_no", "factories": "factory_no"}
FOUND: tuple[Any, ...] = (
    ("a plate as written", "70-1234", {"trucks": ["UNIT-A"], "trips": ["T-2", "T-1"]}),
    ("a plate in Thai digits with a blank", "๗๐ ๑๒๓๔", {"trucks": ["UNIT-A"], "trips": ["T-2", "T-1"]}),
    ("a part of a plate", "1234", {"trucks": ["UNIT-A"], "trips": ["T-2", "T-1"]}),
    ("a unit that no reference data names", "unit-b", {"trucks": ["UNIT-B"], "trips": ["T-3"]}),
    ("a carrier, in any case", "good haul", {"trucks": ["UNIT-B"]}),
    ("a permit in another spelling", "กอ1 2569 000417", {"permits": [PERMIT_NO], "trips": ["T-1"]}),
    ("a manifest and the trip that carries it alone", "mf69-0001", {"manifests": ["MF-69-0001"], "trips": ["T-1"]}),
    ("a generator by its number", "353(4)22/54", {"factories": ["3-53(4)-22/54รย"]}),
    ("a generator by a part of its name", "โรงงานสี", {"factories": ["3-53(4)-22/54รย"]}),
    ("a processor by its English name", "disposal centre", {"factories": ["10190000525"]}),
    ("a trip by its id", "T-3", {"trips": ["T-3"]}),
    ("a truck whose papers have ended", "70-1299", {}),
    ("nothing", "nowhere to be found", {}),
    ("what would be SQL", "%'; --__", {}),
)


@pytest.mark.parametrize(("q", "expected"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND])
async def test_what_a_text_names(api: httpx.AsyncClient, rows: Any, q: str, expected: dict[str, list[str]]):
    await seed(rows)
    found = (await api.get("/api/v1/lookups", params={"q": q})).json()
    assert {group: [item[key] for item in found[group]] for group, key in KEYS.items() if found[group]} == expected
    assert found["more"] == []


async def test_what_is_shown_of_each(api: httpx.AsyncClient, rows: Any):
    await seed(rows)

    async def first(group: str, q: str) -> Any:
        return (await api.get("/api/v1/lookups", params={"q": q})).json()[group][0]

    assert await first("trucks", "70-1234") == {
        "unit_id": "UNIT-A", "plate": "70-1234", "province": "ระยอง", "carrier": "ขนส่งดี", "valid_from": "2026-01-01", "valid_to": None,
        "seen_at": "2026-11-02T00:00:00.000Z", "by": "plate",
    }  # fmt: skip
    assert await first("permits", PERMIT_NO) == {
        "permit_no": PERMIT_NO, "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "generator_th": "โรงงานสีทดสอบ", "generator_en": "Test Paint",
    }  # fmt: skip
    assert await first("manifests", "MF690001") == {key: MANIFEST[key] for key in ("manifest_no", "permit_no", "plate", "province", "status")} | {
        "planned_depart": "2026-11-02T01:00:00.000Z"
    }
    assert await first("factories", "Disposal") == {
        "factory_no": "10190000525", "role": "processor", "name_th": "ศูนย์กำจัด", "name_en": "Disposal Centre", "zone_id": "Z-P",
        "permits": 1, "permit_nos": [PERMIT_NO],
    }  # fmt: skip
    assert (await first("trips", "T-2"))["by"] == "trip"


async def test_more_than_is_shown_is_said(api: httpx.AsyncClient, rows: Any):
    for number in range(21):
        await put_unit(rows, unit_body(f"U{number:02}", number))
    found = (await api.get("/api/v1/lookups", params={"q": "701234"})).json()
    assert [one["unit_id"] for one in found["trucks"]] == [f"U{number:02}" for number in range(20, 0, -1)], "newest first"
    assert found["more"] == ["trucks"]


@pytest.mark.parametrize("q", ("", "7", " - . ", "x" * 101))
async def test_too_little_or_too_much_is_refused(api: httpx.AsyncClient, rows: Any, q: str):
    answer = await api.get("/api/v1/lookups", params={"q": q})
    assert answer.status_code == 400
    assert "'q'" in answer.json()["detail"]
    assert await rows.fetchval("SELECT count(*) FROM lookups_made") == 0


PUT_DOWN: tuple[Any, ...] = (
    ("a name", "lookups", {"q": "70-1234"}, "name"),
    ("trips of a plate", "trips", {"plate": "70-1234"}, "name"),
    ("a track", "units/UNIT-A/track", {}, "track"),
    ("a playback", "playback", {"unit_id": "UNIT-A", "from": "2026-11-02T00:00:00Z", "to": "2026-11-02T01:00:00Z"}, "playback"),
)


@pytest.mark.parametrize(("path", "query", "kind"), [row[1:] for row in PUT_DOWN], ids=[row[0] for row in PUT_DOWN])
async def test_each_look_up_is_put_down_once(api: httpx.AsyncClient, rows: Any, path: str, query: dict[str, str], kind: str):
    await seed(rows)
    assert (await api.get(f"/api/v1/{path}", params=query | {"why": "ร้องเรียน"})).status_code == 200
    made = await rows.fetch("SELECT person, kind, what::text, why FROM lookups_made")
    assert [(row["person"], row["kind"], row["why"]) for row in made] == [("local", kind, "ร้องเรียน")]
    assert "1234" in made[0]["what"] or "UNIT-A" in made[0]["what"]


@pytest.mark.parametrize("path", ("trips", "alerts", "units", "summary", "zones"))
async def test_lists_are_no_look_ups(api: httpx.AsyncClient, rows: Any, path: str):
    assert (await api.get(f"/api/v1/{path}")).status_code == 200
    assert await rows.fetchval("SELECT count(*) FROM lookups_made") == 0
