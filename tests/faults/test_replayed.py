"""The undisturbed replay takes nothing on trust that the trackers rely on."""

import msgspec
import pytest

from faults.checks.replayed import Received, replayed
from models.times import from_iso
from streams.judging.lull import Lull
from tests.faults.scene import detours
from tests.tracker.road import reference, versions_of


def test_a_replay_sees_a_wrong_lull(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes every ping, for ever, keeps the trackers silent, and not the replay."""
    records = [
        Received(from_iso(ping["recv_utc_ts"]), "gps.pings", 0, number, msgspec.json.encode(ping))
        for number, ping in enumerate(detours())
    ]
    right = replayed(records, versions_of(reference()), None).events
    monkeypatch.setattr(Lull, "takes", lambda *_: True)
    assert any(event.data.get("rule") == "route-deviation" for event in right)
    assert replayed(records, versions_of(reference()), None).events == right
