"""One live stream, whoever sends it: ids are those of the database, so that any dashboard over it goes on with them."""

import asyncio
import random
from typing import Any

import httpx
import pytest

from ops.settings import Settings
from storage.lists_events import place_text
from tests.dashboard.conftest import running
from tests.dashboard.seed import alert_data, connect, newest_place, put_event, put_unit, trip_data, unit_body
from tests.dashboard.stream import Listener
from tests.dashboard.wait import until


async def is_at_the_end(api: httpx.AsyncClient, rows: Any) -> str:
    """Waits until a dashboard is ready and has read all that was written; gives the id with which a client begins."""
    seen: list[str] = []

    async def ready() -> bool:
        return (await api.get("/readyz")).status_code == 200

    await until(ready, "the dashboard is ready")

    async def reached() -> bool:
        fresh = Listener(api)
        await fresh.connected.wait()
        seen.append(await fresh.cut() or "")
        return seen[-1].partition(".")[0] == place_text(await newest_place(rows))

    await until(reached, "the dashboard has read all")
    return seen[-1]


def places(listener: Listener) -> dict[str, str]:
    """The place in the order of each event that was heard."""
    return {one.data["id"]: one.id.partition(".")[0] for one in listener.named("alert", "trip")}


async def heard_all(listener: Listener, written: list[str]) -> None:
    async def all_of_it() -> bool:
        return len(listener.event_ids) >= len(written)

    await until(all_of_it, "all that was written is heard")


async def test_two_dashboards_send_the_same_events_under_the_same_ids(settings: Settings, rows: Any) -> None:
    async with running(settings) as one, running(settings) as other:
        for api in (one, other):
            await is_at_the_end(api, rows)
        here, there = Listener(one), Listener(other)
        await here.connected.wait()
        await there.connected.wait()
        written = [await put_event(rows, "wastetrack.alert.opened", alert_data(f"A{number}")) for number in range(5)]
        for listener in (here, there):
            await heard_all(listener, written)
        assert places(here) == places(there)
        for listener in (here, there):
            await listener.cut()


async def test_a_client_that_goes_from_one_dashboard_to_another_hears_each_event_once(
    settings: Settings, rows: Any, database: str
) -> None:
    """While writers commit out of order, and the dashboards read at different times."""
    chance = random.Random(3)
    written: list[str] = []

    async def write(writer: int) -> None:
        connection = await connect(database)
        for number in range(15):
            async with connection.transaction():
                written.append(await put_event(connection, "wastetrack.alert.opened", alert_data(f"A{writer}-{number}")))
                await connection.fetchval("SELECT pg_sleep($1)", chance.random() / 40)
                await connection.execute("NOTIFY wastetrack_events")
        await connection.close()

    async with running(settings) as one, running(settings) as other:
        for api in (one, other):
            await is_at_the_end(api, rows)
        steady, roaming = Listener(one), Listener(other)
        for listener in (steady, roaming):
            await listener.connected.wait()
        writing = asyncio.gather(*(write(writer) for writer in range(3)))
        seen: list[str] = []
        for turn in range(40):
            if writing.done():
                break
            before = len(roaming.event_ids)

            async def some_more() -> bool:
                return len(roaming.event_ids) > before or writing.done()  # noqa: B023 - awaited in this turn

            await until(some_more, "the one that roams hears something")
            last_id = await roaming.cut()
            seen += roaming.event_ids
            roaming = Listener((one, other)[turn % 2], last_id)
            await roaming.connected.wait()
        await writing
        await heard_all(steady, written)

        async def nothing_missing() -> bool:
            return len(seen) + len(roaming.event_ids) >= len(written)

        await until(nothing_missing, "the rest is heard")
        for listener in (steady, roaming):
            await listener.cut()
        assert seen + roaming.event_ids == steady.event_ids
        assert sorted(steady.event_ids) == sorted(written)


async def test_what_happened_while_no_dashboard_ran_is_told_by_the_next_one(settings: Settings, rows: Any) -> None:
    async with running(settings) as api:
        await put_event(rows, "wastetrack.trip.started", trip_data("T0"))
        last_id = await is_at_the_end(api, rows)
    written = [await put_event(rows, "wastetrack.trip.started", trip_data("T", version=number)) for number in range(4)]
    await put_unit(rows, unit_body("U1", 7))
    async with running(settings) as api:
        await is_at_the_end(api, rows)
        back = Listener(api, last_id)
        await heard_all(back, written)
        assert back.event_ids == written
        assert back.heard[0].data == [unit_body("U1", 7)], "where all trucks are now comes first"
        await back.cut()


async def test_an_id_that_is_too_old_for_another_dashboard_begins_anew_there_too(
    settings: Settings, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.live.MOST_MISSED", 3)
    async with running(settings) as api:
        await put_event(rows, "wastetrack.trip.started", trip_data("T0"))
        last_id = await is_at_the_end(api, rows)
    for number in range(4):
        await put_event(rows, "wastetrack.trip.started", trip_data("T", version=number))
    await put_unit(rows, unit_body("U1", 7))
    async with running(settings) as api:
        begins = await is_at_the_end(api, rows)
        back = Listener(api, last_id)
        await back.connected.wait()
        assert back.heard[0].data == [unit_body("U1", 7)]
        assert back.heard[0].id.partition(".")[0] == begins.partition(".")[0], "the first id tells that it begins anew"
        written = await put_event(rows, "wastetrack.trip.started", trip_data("T9"))
        await heard_all(back, [written])
        assert back.event_ids == [written]
        await back.cut()
