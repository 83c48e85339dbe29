"""A judged trip in a scope: its page, its files and its explanation name no place and no paper that is another's."""

import json
from typing import Any, Final

import httpx
import pytest

from models.times import from_iso
from storage.party_alerts import add_party_alerts
from tests.builders import PERMIT, ROAD_M, UNIT, Scene, Track, a_manifest, a_permit, a_zone, an_item, at
from tests.dashboard.people.bench import with_token
from tests.dashboard.seed import put_reference
from tests.dashboard.seed_trip import key_of, put_scene
from tests.dashboard.test_errors import check_problem

ALIEN: Final = "Z-ALIEN"
"""Another's factory, off the road, at which the truck stands on its way and after it."""
REST: Final = a_zone("Z-REST", "rest_area", 14_000)
DRIVEN: Final = Track().stand(15).go(8000).go(8000, 3000).stand(8).go(8000, 0).go(14_000).stand(10).go(ROAD_M).stand(10).go(8000, 3000).stand(8)
SCENE: Final = Scene(
    DRIVEN.pings, zones=[REST, a_zone(ALIEN, "processor", 8000, 3000, factory_no="F-ALIEN")],
    manifests=[a_manifest("M-1", 15, received=70, weigh_out_t=6.1, weigh_in_t=5.0)],
)  # fmt: skip
PARTIES: Final = ("generator:FGEN", "processor:FZPROC", "carrier:ขนส่งดี")


async def put_others(rows: Any) -> None:
    """A permit of the other factory, which names the truck as well."""
    alien = {"factory_no": "F-ALIEN", "name_th": "อื่น", "name_en": "Alien", "zone_id": ALIEN}
    permit = a_permit("กอ.1-ALIEN", generator=alien, items=[an_item(to=ALIEN)], routes=[])
    await put_reference(rows, "permits", key_of("permits", permit), permit)


def named(body: Any, *left_out: str) -> str:
    """A body as text, without some of its members."""
    return json.dumps({name: value for name, value in body.items() if name not in left_out}, ensure_ascii=False)


@pytest.mark.parametrize("party", PARTIES)
async def test_a_trip_s_page_is_that_of_the_party(guarded: httpx.AsyncClient, rows: Any, party: str) -> None:
    found = await put_scene(rows, SCENE, until=120)
    await put_others(rows)
    everybody, asker = await with_token(rows, "all"), await with_token(rows, "one", "viewer", (party,))
    path = f"/api/v1/trips/{found.trip_id}/story"
    if not party.startswith("processor"):
        assert (await guarded.get(path, headers=asker)).json()["alerts"] == [], "a party is yet to be told"
        await add_party_alerts(rows, party, [alert["alert_id"] for alert in found.alerts], 0)
    whole, part = [(await guarded.get(path, headers=headers)).json() for headers in (everybody, asker)]
    assert ALIEN in named(whole, "alerts"), "without a scope the place is named"
    own_papers = {ALIEN} if party.startswith("carrier") else set()
    assert {zone["properties"]["zone_id"] for zone in part["zones"]} - own_papers == {"Z-GEN", "Z-PROC", "Z-REST"}
    assert [permit["permit_no"] for permit in part["permits"]] == [PERMIT]
    assert [manifest["manifest_no"] for manifest in part["manifests"]] == ["M-1"]
    departed = found.trip["started_at"]
    seen = whole["fixes"] if party.startswith("carrier") else [fix for fix in whole["fixes"] if fix["utc_ts"] >= departed]
    assert whole["fixes"][0]["utc_ts"] < departed, "without a scope its loading is shown"
    assert (len(part["timeline"]), part["fixes"]) == (len(whole["timeline"]), seen)
    if not own_papers:
        assert "ALIEN" not in named(part, "alerts")
        assert [row["zone_ids"] for row in part["timeline"] if row["kind"] == "stop"] == [[], ["Z-REST"]]
    for form in ("gpx", "kml", "geojson", "csv"):
        answers = [await guarded.get(f"/api/v1/trips/{found.trip_id}/track.{form}", headers=headers) for headers in (everybody, asker)]
        assert answers[0].content == answers[1].content, form


async def test_an_explanation_ends_where_the_trip_ends(guarded: httpx.AsyncClient, rows: Any) -> None:
    found = await put_scene(rows, SCENE, until=120)
    await rows.execute("UPDATE trips SET ended_ms = $1", from_iso(found.trip["completed_at"]))
    await put_others(rows)
    everybody, asker = await with_token(rows, "all"), await with_token(rows, "one", "viewer", ("generator:FGEN",))
    assert found.alerts
    untold = (await guarded.get(f"/api/v1/trips/{found.trip_id}/why", headers=asker)).json()
    assert (untold["decisions"], untold["steps"] != [], untold["pings"] != []) == ([], True, True), "what rules said waits, the trip does not"
    for alert in found.alerts:
        check_problem(await guarded.get(f"/api/v1/alerts/{alert['alert_id']}/why", headers=asker), 404)
    await add_party_alerts(rows, "generator:FGEN", [alert["alert_id"] for alert in found.alerts], 0)
    for address in (f"/api/v1/trips/{found.trip_id}/why", *(f"/api/v1/alerts/{alert['alert_id']}/why" for alert in found.alerts)):
        whole, part = [(await guarded.get(address, headers=headers)).json() for headers in (everybody, asker)]
        assert ALIEN in json.dumps(whole["references"]), address
        told = [part["alert"] or {}, *part["decisions"]]
        if not any(ALIEN in json.dumps(one) for one in told):
            assert "ALIEN" not in json.dumps(part, ensure_ascii=False), address
        begin, end = found.trip["started_at"], found.trip["completed_at"]
        assert {True} == {begin <= ping["utc_ts"] <= end for ping in part["pings"]}, address
        assert len(part["pings"]) < len(whole["pings"])
        assert ("พื้นที่ Z-GEN" in json.dumps(part, ensure_ascii=False), len(part["notes"]) - len(whole["notes"])) == (True, 1)
        assert whole["trip"].pop("verdict"), "of which only those are told who see all alerts"
        assert (part["trip"], part["alert"], part["steps"]) == (whole["trip"], whole["alert"], whole["steps"]), "one's own is told whole"
        assert {one["verdict"] for one in part["versions"]} == {None}
        assert all(one["of_this"] for one in part["decisions"])


async def test_to_a_carrier_a_permit_names_its_own_trucks(guarded: httpx.AsyncClient, rows: Any) -> None:
    vehicles = [{"plate": plate, "province": "ระยอง"} for plate in ("70-1234", "70-9999")]
    found = await put_scene(rows, Scene(DRIVEN.pings, permits=[a_permit(vehicles=vehicles)]), until=120)
    asker = await with_token(rows, "one", "viewer", ("carrier:ขนส่งดี",))
    for kind in ("story", "why"):
        said = (await guarded.get(f"/api/v1/trips/{found.trip_id}/{kind}", headers=asker)).text
        assert ("70-1234" in said, "70-9999" in said) == (True, False), kind


async def test_what_is_another_s_is_not_there(guarded: httpx.AsyncClient, rows: Any) -> None:
    found = await put_scene(rows, SCENE, until=120)
    await put_others(rows)
    asker = await with_token(rows, "one", "viewer", ("generator:FALIEN",))
    for kind in ("story", "why", "track.gpx", "track.kml", "track.geojson", "track.csv"):
        problem = check_problem(await guarded.get(f"/api/v1/trips/{found.trip_id}/{kind}", headers=asker), 404)
        assert UNIT not in problem["detail"]
    for alert in found.alerts:
        check_problem(await guarded.get(f"/api/v1/alerts/{alert['alert_id']}/why", headers=asker), 404)
    played = await guarded.get(f"/api/v1/playback?unit_id={UNIT}&from={at(0)}&to={at(120)}", headers=asker)
    assert (played.json()["units"], played.json()["alerts"]) == ([], [])
