"""The alert desk in a real browser, with a made-up fleet and colleagues who get in the way."""

from tests.dashboard.walking import walk


async def test_officers_work_at_the_desk(chromium_path: str) -> None:
    """Incidents are opened, acknowledged, lost to a colleague, closed, shelved and heard, and nothing typed is lost."""
    await walk("desk", chromium_path)
