"""A case released at the desk and answered on a phone, in a real Chromium, over a real notifier: `e2e/answers.mjs` looks."""

from ops.settings import Settings
from tests.dashboard.walking import Standing, walk
from tests.telling.running import notifier


async def test_a_case_is_released_and_answered_on_a_phone(settings: Settings, case: str, chromium_path: str) -> None:
    async with notifier(settings), Standing(settings) as server:
        await walk("answers", chromium_path, server.url, patience_s=600)
