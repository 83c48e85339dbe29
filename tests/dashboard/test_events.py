"""The durable order over HTTP: no event lost, none twice, whatever commits when."""

from typing import Any

import httpx

from tests.dashboard.seed import alert_data, connect, put_event, trip_data
from tests.dashboard.wait import until

TYPES = ("wastetrack.trip.started", "wastetrack.alert.opened", "wastetrack.alert.closed")


async def put_mixed(rows: Any, count: int) -> list[str]:
    """Writes a trip's start, an alert's opening, an alert's close, and so on; the ids in order, once all may be told."""
    written = [
        await put_event(rows, TYPES[n % 3], alert_data("A", version=n) if n % 3 else trip_data("T", version=n))
        for n in range(count)
    ]
    await held_back_no_more(rows)
    return written


async def held_back_no_more(rows: Any) -> None:
    """Waits for what the dashboard itself has begun to write before the newest event."""

    async def is_free() -> bool:
        return bool(await rows.fetchval("SELECT max(tx) < pg_snapshot_xmin(pg_current_snapshot()) FROM events"))

    await until(is_free, "no transaction holds an event back")


async def read_all(api: httpx.AsyncClient, after: str | None, **query: Any) -> tuple[list[str], str]:
    """The ids after a cursor, page by page, and the cursor then."""
    seen: list[str] = []
    while True:
        page = (await api.get("/api/v1/events", params=query | ({"after": after} if after else {}))).json()
        seen += [event["id"] for event in page["items"]]
        if page["next"] == after or not page["items"]:
            return seen, page["next"]
        after = page["next"]


async def test_pages_lose_and_repeat_nothing(api: httpx.AsyncClient, rows: Any) -> None:
    written = await put_mixed(rows, 20)
    seen, end = await read_all(api, None, limit=3)
    assert seen == written
    assert await read_all(api, end, limit=3) == ([], end)
    one_more = await put_event(rows, TYPES[1], alert_data("B"))
    await held_back_no_more(rows)
    assert (await read_all(api, end))[0] == [one_more]


TYPES_ASKED: tuple[Any, ...] = (
    ("wastetrack.alert.opened", [1, 4]),
    ("alert", [1, 2, 4, 5]),
    ("trip.started,alert.closed", [0, 2, 3, 5]),
    ("wastetrack.trip", [0, 3]),
    ("", [0, 1, 2, 3, 4, 5]),
)


async def test_types_choose(api: httpx.AsyncClient, rows: Any) -> None:
    written = await put_mixed(rows, 6)
    for types, expected in TYPES_ASKED:
        for limit in (1, 2, 100):
            assert (await read_all(api, None, types=types, limit=limit))[0] == [written[n] for n in expected], (types, limit)


async def test_the_cursor_of_chosen_types_passes_over_the_others(api: httpx.AsyncClient, rows: Any) -> None:
    for n in range(3):
        await put_event(rows, "wastetrack.trip.started", trip_data("T", version=n))
    await held_back_no_more(rows)
    page = (await api.get("/api/v1/events", params={"types": "alert"})).json()
    everything = (await api.get("/api/v1/events")).json()
    assert page == {"items": [], "next": everything["next"]}


async def test_an_event_that_commits_late_is_not_passed_over(api: httpx.AsyncClient, rows: Any, database: str) -> None:
    slow = await connect(database)
    transaction = slow.transaction()
    await transaction.start()
    first = await put_event(slow, "wastetrack.alert.opened", alert_data("SLOW"))
    second = await put_event(rows, "wastetrack.alert.opened", alert_data("FAST"))
    seen, cursor = await read_all(api, None)
    assert seen == []  # FAST is committed, yet SLOW may still come before it
    await transaction.commit()
    await slow.close()
    await held_back_no_more(rows)
    assert (await read_all(api, cursor))[0] == [first, second]
