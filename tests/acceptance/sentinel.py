"""A driver's name and licence sent along every way in, and every place in which they must not come out."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
from confluent_kafka import Producer
from psycopg import sql

from models.topics import RAW, TRACCAR
from tests.acceptance.system import Service, System
from tests.acceptance.topics import all_topics, records
from tests.dashboard.asking import questions

SENTINEL = "SENTINEL9X00101"
PERSONAL: dict[str, Any] = {"driver_id": SENTINEL, "license": f"{SENTINEL}/ท.2"}
UNIT = "0310000SENT00000000000000001"[:27]


def send_everywhere(gateway: Service, account: tuple[str, str], kafka: str, now: str) -> None:
    """Good and bad records, over HTTP and on the two topics that anyone may write to."""
    good = {"unit_id": UNIT, "utc_ts": now, "lat": 13.0, "lon": 101.0, "speed": 12.0, **PERSONAL}
    bad: list[Any] = [
        {**good, "lat": 95.0}, {**good, "utc_ts": "yesterday"}, {**good, "unit_id": None},
        {**good, "license": [SENTINEL], "lon": None}, {**good, "driver_id": {"name": SENTINEL}, "lat": None},
        {**good, "unit_id": "999" + UNIT[3:]}, {**good, "driver_name": SENTINEL, "lat": "x"}, [SENTINEL], SENTINEL,
    ]  # fmt: skip
    odd = [{**good, "driver_id": [SENTINEL]}, {**good, "license": {"no": SENTINEL}}, {**good, "Driver_Id": SENTINEL, "note": SENTINEL}]
    torn = f'{{"locations": [{{"driver_id": "{SENTINEL}", '.encode()
    with httpx.Client(base_url=gateway.url, auth=account, trust_env=False, timeout=30) as client:
        for path in ("/gps/add/locations", "/gps/backup/add/locations"):
            for rows in ([good], bad, odd):
                answer = client.post(path, json={"vender_id": "031", "locations_count": len(rows), "locations": rows})
                assert answer.status_code == 200
                assert SENTINEL not in answer.text
            for body in (torn, json.dumps(SENTINEL).encode(), json.dumps([SENTINEL]).encode()):
                refused = client.post(path, content=body)
                assert refused.status_code == 400
                assert SENTINEL not in refused.text
        for row in ({"unit_id": UNIT, "vehicle_id": "70-9", "province_code": "21", **PERSONAL}, {"unit_id": SENTINEL, **PERSONAL}):
            assert SENTINEL not in client.post("/masterfile/add", json=row).text
        wrong = client.post("/gps/add/locations", json={}, auth=(SENTINEL, SENTINEL))
        assert (wrong.status_code, SENTINEL in wrong.text) == (401, False)
    position = {"fixTime": now.replace("Z", "+00:00"), "latitude": 13.0, "longitude": 101.0, "speed": 3.0, "valid": True, "attributes": {"driverUniqueId": SENTINEL}}
    device = {"uniqueId": "sentinel-traccar", "name": SENTINEL, "contact": SENTINEL}
    producer = Producer({"bootstrap.servers": kafka, "log_level": 0})
    for topic, values in (
        (RAW.name, [good, {"vender_id": "031", "locations": [good, *bad, *odd]}, torn, SENTINEL]),
        (TRACCAR.name, [{"position": position, "device": device}, {"position": {**position, "latitude": 99}, "device": device}, torn]),
    ):
        for value in values:
            producer.produce(topic, value=value if isinstance(value, bytes) else json.dumps(value).encode(), key=SENTINEL.encode())
    assert producer.flush(30) == 0


def spellings() -> list[bytes]:
    """The sentinel as it is, as hexadecimal digits, and in base64 wherever it may begin."""
    plain = SENTINEL.encode()
    encoded = [base64.b64encode(b"." * shift + plain)[4 if shift else 0 : -4] for shift in range(3)]
    return [plain, plain.lower(), plain.hex().encode(), *encoded]


def found_in(body: bytes) -> bool:
    """Whether the sentinel stands there, in any spelling."""
    return any(spelling in body for spelling in spellings())


def topics_with(kafka: str) -> set[str]:
    """The topics in which it stands: key, value or header."""
    found = set()
    for message in records(kafka, *all_topics(kafka)):
        headers = message.headers() or []
        pairs = headers.items() if isinstance(headers, dict) else headers
        if found_in(b"\n".join((message.key() or b"", message.value() or b"", repr(list(pairs)).encode()))):
            found.add(str(message.topic()))
    return found


def tables_with(database: str) -> tuple[set[str], int]:
    """The tables of the database in which it stands, and how many rows were looked at."""
    found, rows = set(), 0
    with psycopg.connect(database, autocommit=True) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            for (text,) in connection.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name))):
                rows += 1
                if found_in(text.encode()):
                    found.add(name)
    return found, rows


def answers(dashboard: Service, system: System) -> Iterator[tuple[str, str]]:
    """Every page of the API that its own description names, the live stream left out, filled with what is there."""
    (alert_id,) = system.rows("SELECT alert_id FROM alerts LIMIT 1")[0]
    (trip_id, permit_no) = system.rows("SELECT trip_id, permit_no FROM trips WHERE permit_no IS NOT NULL LIMIT 1")[0]
    (incident_id,) = system.rows("SELECT incident_id FROM incidents LIMIT 1")[0]
    keys = {
        "alert_id": alert_id, "trip_id": trip_id, "unit_id": UNIT, "permit_no": permit_no, "incident_id": incident_id,
        "desk_id": "centre", "file": "vendors.csv",
    }  # fmt: skip
    with httpx.Client(base_url=dashboard.url, trust_env=False, timeout=30) as client:
        for path in questions(client.get("/openapi.json").json(), keys):
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.text)
            yield path, answer.text
        yield "an unknown unit", client.get(f"/api/v1/units/{SENTINEL.lower()}x/track").text.replace(SENTINEL.lower(), "")
