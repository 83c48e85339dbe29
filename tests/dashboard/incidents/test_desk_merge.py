"""Two officers before one case of several incidents: `e2e/merge.mjs` looks, here another alert comes."""

from typing import Any

from tests.dashboard.incidents.conftest import Sits
from tests.dashboard.incidents.seed import gather_all, tell
from tests.dashboard.walking import walk


async def test_incidents_are_merged_and_taken_apart_by_two_officers(sits: Sits, rows: Any, db: Any, chromium_path: str) -> None:
    async with sits("somchai", "officer") as one, sits("wipa", "officer") as other:
        await tell(rows, "A1")
        await tell(rows, "A2", 5, trip_id="T2", unit_id="U2", plate="71-9999", rule="signal-lost", urgency="today")
        await tell(rows, "A3", 6, trip_id="T3", unit_id="U3", plate="80-4567", province="ชลบุรี", severity="warning")
        await gather_all(db)
        await walk("merge", chromium_path, one.base_url, {
            "tell another": lambda: tell(rows, "A4", 20, rule="unauthorised-stop"),
        }, WASTETRACK_OTHER_URL=str(other.base_url))
