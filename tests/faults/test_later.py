"""What a fleet sends after days of silence is what it would have sent without them, so much later."""

from typing import Any

import pytest

from faults.later import arrival_later, manifest_later
from models.times import DAY_MS
from simulator.pings import Arrival

FIX = {"unit_id": "u", "utc_ts": "2026-11-02T01:00:00.500Z", "recv_utc_ts": "2026-11-02T01:00:03.000Z", "lat": 13.1}


@pytest.mark.parametrize(
    ("says", "location", "later"),
    (
        ("both times move, nothing else does", FIX, FIX | {"utc_ts": "2026-11-05T01:00:00.500Z", "recv_utc_ts": "2026-11-05T01:00:03.000Z"}),
        ("a time that nobody can read stays", {"utc_ts": "yesterday"}, {"utc_ts": "yesterday"}),
        ("one that is not there stays away", {"utc_ts": None}, {"utc_ts": None}),
    ),
)
def test_a_location_later(says: str, location: dict[str, Any], later: dict[str, Any]) -> None:
    moved = arrival_later(Arrival(due_ms=1, location=location, late=True), 3 * DAY_MS)
    assert moved == Arrival(due_ms=1 + 3 * DAY_MS, location=later, late=True), says


def test_a_manifest_later() -> None:
    written = {"manifest_no": "M-1", "planned_depart": "2026-11-02T01:00:00Z", "planned_arrive": "2026-11-02T02:00:00Z", "received_at": None}
    assert manifest_later(written, DAY_MS) == written | {
        "planned_depart": "2026-11-03T01:00:00.000Z", "planned_arrive": "2026-11-03T02:00:00.000Z"
    }  # fmt: skip
