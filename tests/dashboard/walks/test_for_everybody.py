"""The page is open to those who see little, hear it read out, or have no mouse: `e2e/axe.mjs`, `e2e/keyboard.mjs`."""

import pytest

from tests.dashboard.walking import walk

PATIENCE_S = 900
"""Each page is loaded and looked at four times over."""

WALKS = (
    ("every page, in both languages and themes, as axe-core judges it", "axe"),
    ("a shift by keyboard alone, from the sign-in to the sign-out", "keyboard"),
)


@pytest.mark.parametrize("script", [pytest.param(case[1], id=case[0]) for case in WALKS])
async def test_everybody_can_work_with_the_page(script: str, chromium_path: str) -> None:
    await walk(script, chromium_path, patience_s=PATIENCE_S)
