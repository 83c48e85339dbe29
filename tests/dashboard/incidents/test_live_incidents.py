"""A second browser sees what happens to an incident, also at another dashboard; old clients are not disturbed."""

from typing import Any

from tests.dashboard.incidents.conftest import Sits
from tests.dashboard.incidents.seed import tell
from tests.dashboard.incidents.test_acting import do, the_one
from tests.dashboard.stream import Listener
from tests.dashboard.wait import until


def told(listener: Listener) -> list[tuple[str, str, int, list[str]]]:
    return [
        (one.data["state"], one.data["subject"], one.data["version"], one.data["acts"]) for one in listener.named("incident")
    ]


# Of one incident that is asked for; the stream says what a list says.
ONLY_READ = {"alerts", "log", "merged", "first_th", "first_en"}


async def test_what_one_does_all_see_each_with_what_it_may_do(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as one, sits("wipa", "viewer") as other:
        here, there = Listener(one), Listener(other)
        await here.connected.wait()
        await there.connected.wait()
        await tell(rows, "A1")
        seen = await the_one(one)
        answer = (await do(one, seen, "close", outcome="lawful", text="จอดพัก")).json()

        async def both_heard() -> bool:
            return len(here.named("incident")) >= 2 and len(there.named("incident")) >= 2

        await until(both_heard, "both saw it close")
        assert told(here) == [("new", "T1", 1, seen["acts"]), ("closed", "T1", 2, ["comment", "reopen"])]
        assert told(there) == [("new", "T1", 1, []), ("closed", "T1", 2, [])]
        last = here.named("incident")[-1]
        assert last.data == {name: value for name, value in answer.items() if name not in ONLY_READ}
        assert len(here.named("alert")) == len(there.named("alert")) == 1
        last_id = await here.cut()
        back = Listener(one, last_id)
        await back.connected.wait()
        assert back.named("incident", "alert") == [], "what was told before is asked for, not told again"
        await back.cut()
        await there.cut()


async def test_an_alert_that_changes_is_told_though_the_version_stays(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        listener = Listener(api)
        await listener.connected.wait()
        await tell(rows, "A1")
        await the_one(api)
        await tell(rows, "A1", version=2, close_reason="returned_to_route")

        async def heard() -> bool:
            return [one.data["open_alerts"] for one in listener.named("incident")] == [1, 0]

        await until(heard, "its end was told")
        assert {one.data["version"] for one in listener.named("incident")} == {1}
        await listener.cut()
