"""Two officers with real browsers at two dashboards over one real database."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from tests.dashboard.incidents.conftest import Sits
from tests.dashboard.incidents.seed import tell

ROOT = Path(__file__).parents[3]


async def test_two_officers_share_a_queue(sits: Sits, rows: Any, chromium_path: str) -> None:
    async with sits("somchai", "supervisor") as one, sits("wipa", "supervisor") as other:
        await tell(rows, "A1")
        await tell(rows, "A2", 1, rule="power-cut")
        told = os.environ | {
            "CHROMIUM": chromium_path, "WASTETRACK_URL": str(one.base_url).rstrip("/"), "WASTETRACK_OTHER_URL": str(other.base_url).rstrip("/"),
        }  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            sys.executable, "hatch_build.py", "npm", "run", "e2e:race", cwd=ROOT, env=told,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await asyncio.wait_for(process.communicate(), 300)
        assert process.returncode == 0, said.decode()
