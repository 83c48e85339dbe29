"""A dashboard whose clock is that of the pings, so that today is the day of the seeded rows."""

import pytest

from ops.settings import Settings, load


@pytest.fixture
def settings(database: str) -> Settings:
    return load(None, {"WASTETRACK_DATABASE": database, "WASTETRACK_CLOCK": "pings", "WASTETRACK_ALARMS_CHATTER_PER_HOUR": "2"})
