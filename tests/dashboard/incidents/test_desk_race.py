"""Two officers with real browsers at two dashboards over one real database."""

from typing import Any

from tests.dashboard.incidents.conftest import Sits
from tests.dashboard.incidents.seed import tell
from tests.dashboard.walking import walk


async def test_two_officers_share_a_queue(sits: Sits, rows: Any, chromium_path: str) -> None:
    async def tell_both() -> None:
        await tell(rows, "A1")
        await tell(rows, "A2", 1, rule="power-cut")

    async with sits("somchai", "supervisor") as one, sits("wipa", "supervisor") as other:
        await walk("race", chromium_path, one.base_url, {"tell": tell_both}, WASTETRACK_OTHER_URL=str(other.base_url))
