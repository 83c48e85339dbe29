"""What telling owes, on a real PostgreSQL: which immediate incidents nobody was told of, and what the metrics say of it."""

from typing import Any

import msgspec
import pytest
import structlog

from dashboard.duty.untold import tell_of_untold, untold_for
from models.telling import Telling, Thread
from ops.http import Health
from ops.metrics import CHANNELS_REFUSING, NOTIFIER_SILENT_S, TELLING_DUE_S, UNTOLD, UNTOLD_S, build_metrics
from storage.messages import NewMessage, add_message
from storage.now import database_now_ms
from storage.rosters import ChannelRow, tell_channels
from storage.tellings import add_tellings, save_threads
from storage.untold import UntoldRow, read_owed, read_untold
from streams.notifier.breaker import Breaker
from streams.notifier.channels.channel import Delivery
from streams.notifier.service import say_of_channels
from tests.telling.made import NOW_MS, incident
from tests.telling.scene import Scene, acknowledged

FAILS = Delivery(outcome="again", error="HTTP 503")


async def untold(scene: Scene) -> list[str]:
    return [row.incident_id for row in await read_untold(scene.rows, scene.now_ms)]


@pytest.fixture
async def opened(scene: Scene) -> Scene:
    """A roster, and an incident that was gathered and of which no notifier heard yet."""
    await scene.arrange()
    await scene.put(incident())
    await scene.rows.execute("INSERT INTO incident_log (incident_id, version, at_ms, act, to_state) VALUES ('I1', 1, $1, 'open', 'new')", NOW_MS)
    return scene


async def test_without_a_notifier_it_is_untold_and_with_one_it_is_told(opened: Scene) -> None:
    assert await read_untold(opened.rows, NOW_MS) == [UntoldRow(incident_id="I1", plate="70-1234", province="ระยอง", since_ms=NOW_MS)]
    await opened.turn()
    assert await untold(opened) == []


async def test_what_every_channel_refuses_is_told_to_nobody_until_one_takes_it(opened: Scene) -> None:
    for channel in opened.channels.values():
        channel.script = [FAILS] * 3
    await opened.turn()
    assert await untold(opened) == ["I1"]
    await opened.turn(10_000)
    assert await untold(opened) == ["I1"]
    await opened.turn(600_000)
    await opened.turn(600_000)
    assert await untold(opened) == []


async def test_what_somebody_has_or_can_wait_or_is_shelved_owes_no_message(opened: Scene) -> None:
    await opened.put(acknowledged(incident()))
    assert await untold(opened) == []
    await opened.put(incident(incident_id="I2", urgency="today"))
    await opened.put(incident(incident_id="I3", shelf_id="S1", shelved_until_ms=NOW_MS + 1))
    assert await untold(opened) == []
    opened.now_ms += 1
    assert await untold(opened) == ["I3"], "its shelf is over"


async def test_who_has_no_roster_is_not_told_and_not_warned(opened: Scene) -> None:
    await opened.rows.execute("DELETE FROM rosters")
    assert await untold(opened) == []


async def test_what_came_before_there_was_a_roster_is_not_warned_of_until_it_changes(opened: Scene) -> None:
    await opened.rows.execute("DELETE FROM rosters")
    await opened.turn()
    await opened.arrange()
    assert await untold(opened) == []
    await opened.put(msgspec.structs.replace(incident(), version=2))
    assert await untold(opened) == ["I1"]


async def test_what_was_told_while_it_could_wait_is_untold_once_it_is_immediate(scene: Scene) -> None:
    await scene.arrange()
    await scene.put(incident(urgency="today"))
    await scene.turn()
    assert scene.sent
    worse = msgspec.structs.replace(incident(), version=2)
    await scene.put(worse)
    assert await untold(scene) == ["I1"]
    await scene.turn()
    assert await untold(scene) == []


async def test_what_was_told_before_it_came_back_is_untold_until_it_is_told_anew(opened: Scene) -> None:
    await opened.turn()
    await save_threads(opened.rows, [Thread(incident_id="I1", round=1, standing="taken")])
    assert await untold(opened) == ["I1"]


@pytest.mark.parametrize(("waited_ms", "expected"), ((59_999, 0), (60_000, 0), (60_001, 1)))
def test_it_is_late_after_the_threshold(waited_ms: int, expected: int) -> None:
    rows = [UntoldRow(incident_id="I1", plate=None, province=None, since_ms=NOW_MS)]
    assert len(untold_for(rows, NOW_MS + waited_ms, 60.0)) == expected


async def test_metrics_and_log_say_it_when_it_begins_and_when_it_ends(opened: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics, is_late = build_metrics(), False
    with structlog.testing.capture_logs() as lines:
        monkeypatch.setattr("dashboard.duty.untold._log", structlog.get_logger("dashboard"))
        for after_s in (30, 90, 120):
            is_late = await tell_of_untold(opened.rows, NOW_MS + after_s * 1000, metrics, 60.0, was_untold=is_late)
        assert (metrics.read(UNTOLD), metrics.read(UNTOLD_S)) == (1, 120)
        await opened.turn()
        is_late = await tell_of_untold(opened.rows, NOW_MS + 130_000, metrics, 60.0, was_untold=is_late)
    assert [line["event"] for line in lines if "immediate" in line["event"]] == ["immediate incidents are told to nobody", "immediate incidents are told again"]
    assert (is_late, metrics.read(UNTOLD), metrics.read(UNTOLD_S)) == (False, 0, 0)


async def test_what_is_due_and_who_is_silent_is_seen_without_a_notifier(opened: Scene) -> None:
    await opened.rows.execute("DELETE FROM roster_channels")
    owed = await read_owed(opened.rows)
    assert (owed.due_ms, owed.refusing, owed.silent_ms) == (0, 0, 0)
    now_ms = await database_now_ms(opened.rows)
    channels = [ChannelRow(name=name, kind="line", state=state, quota=None, used=None, told_ms=now_ms - 200_000) for name, state in (("a", "open"), ("b", "closed"), ("c", "trying"))]
    await tell_channels(opened.rows, channels)
    telling = Telling(incident_id="I1", round=1, step="opened", person="anong", channel="a", is_immediate=True, due_ms=now_ms - 90_000, why="x")
    later = msgspec.structs.replace(telling, channel="b", due_ms=now_ms + 90_000)
    await add_tellings(opened.rows, [telling, later])
    metrics = build_metrics()
    await tell_of_untold(opened.rows, NOW_MS, metrics, 60.0, was_untold=False)
    assert metrics.read(CHANNELS_REFUSING) == 2
    assert 90 <= metrics.read(TELLING_DUE_S) < 150
    assert 200 <= metrics.read(NOTIFIER_SILENT_S) < 260


async def test_a_carrier_whose_mailbox_takes_nothing_is_no_matter_of_those_on_duty(opened: Scene) -> None:
    long_ago_ms = await database_now_ms(opened.rows) - 900_000
    for name, expected_ms in (("carrier:X", 0), ("generator:7", 0), ("a-line", 900_000)):
        message = NewMessage(message_id=f"m-{name}", person=name, channel=name, is_immediate=False, body=b"{}")
        await add_message(opened.rows, message, long_ago_ms)
        assert (await read_owed(opened.rows)).due_ms // 100_000 == expected_ms // 100_000, name


def test_readiness_names_the_channels_that_are_left_alone() -> None:
    health = Health()
    say_of_channels(health, {"a-line": Breaker(state="open"), "a-mail": Breaker()})
    assert health.waiting == ("channel a-line",)
    say_of_channels(health, {"a-line": Breaker(state="trying"), "a-mail": Breaker()})
    assert not health.ready
    say_of_channels(health, {"a-line": Breaker(), "a-mail": Breaker()})
    assert health.ready


async def test_officers_read_it_over_http(opened: Scene, database: str) -> None:
    from ops.settings import load
    from tests.dashboard.conftest import running

    async with running(load(None, {"WASTETRACK_DATABASE": database})) as api:
        answer: dict[str, Any] = (await api.get("/api/v1/untold")).json()
        assert (answer["count"], [one["plate"] for one in answer["items"]]) == (1, ["70-1234"])
        await opened.turn()
        assert (await api.get("/api/v1/untold")).json() == {"items": [], "count": 0}
