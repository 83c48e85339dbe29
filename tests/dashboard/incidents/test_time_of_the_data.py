"""On the pings' clock, where a fleet drives hours behind or a year ago, the desk's time is that of the data."""

from typing import Any

from models.times import HOUR_MS, MINUTE_MS, from_iso, to_iso
from ops.settings import load
from tests.dashboard.conftest import running
from tests.dashboard.incidents.seed import tell
from tests.dashboard.incidents.test_acting import INCIDENTS, the_one
from tests.dashboard.seed import BASE_MS, put_unit, unit_body
from tests.dashboard.wait import until


async def test_acts_and_shelves_have_the_time_of_the_data(database: str, rows: Any) -> None:
    await put_unit(rows, unit_body("U1"))
    async with running(load(None, {"WASTETRACK_DATABASE": database, "WASTETRACK_CLOCK": "pings"})) as api:

        async def follows() -> bool:
            return (await api.get("/readyz")).status_code == 200

        await until(follows, "the dashboard is ready")
        await tell(rows, "A1", urgency="today")
        incident = await the_one(api)
        act = {"version": incident["version"], "act": "acknowledge"}
        done = (await api.post(f"{INCIDENTS}/{incident['incident_id']}/acts", json=act)).json()
        for line in done["log"]:
            assert BASE_MS <= from_iso(line["at"]) < BASE_MS + 10 * MINUTE_MS, line
        shelf = {"kind": "unit", "key": "U1", "reason": "กล่องเสีย", "until": to_iso(BASE_MS + HOUR_MS)}
        made = await api.post("/api/v1/shelves", json=shelf)
        assert (made.status_code, made.json()["state"]) == (201, "active"), made.text
        assert (await api.get(INCIDENTS)).json()["shelved"] == 1
        await put_unit(rows, unit_body("U1", 61))

        async def is_back() -> bool:
            return bool((await api.get(INCIDENTS)).json()["shelved"] == 0)

        await until(is_back, "an hour of the data later it is back by itself")
