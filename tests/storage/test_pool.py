"""A session of a pool is given back as it is: nothing that somebody did in it may outlast a transaction."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("alerts", "dashboard", "ops", "storage", "streams", "wastetrack")
LASTS = re.compile(r"pg_(try_)?advisory_lock\(|add_listener\(|\"\s*SET (?!LOCAL|TRANSACTION)|CREATE TEMP|\bPREPARE\b")


def test_what_outlasts_a_transaction_is_done_in_sessions_of_their_own() -> None:
    """Those of the judge's lock, of migrations, of the packing of days, and of whoever listens."""
    own = {
        "dashboard/feed.py", "dashboard/incidents/follower.py", "storage/guard.py", "storage/migrate.py", "storage/passages_packed.py",
        "streams/notifier/service.py", "streams/tracker/worlds.py",
    }  # fmt: skip
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    assert {str(file.relative_to(ROOT)) for file in files if LASTS.search(file.read_text("utf-8"))} == own
