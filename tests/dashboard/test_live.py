"""The live stream: a whole fleet first, then what happens; after a break, each event once."""

import asyncio
import random
import time
from typing import Any

import httpx
import pytest

from dashboard import subscription as subscription_module
from dashboard.feed import Feed
from dashboard.live import _LiveStream, _messages
from dashboard.people.person import LOCAL
from dashboard.subscription import Happening, Moved, Subscription, Subscriptions, Tick
from models.times import to_iso
from models.topics import PINGS
from ops.settings import Settings
from storage.lists_events import Place, place_text, read_events
from tests.dashboard.conftest import running
from tests.dashboard.seed import alert_data, connect, newest_place, put_event, put_unit, trip_data, unit_body
from tests.dashboard.stream import Listener
from tests.dashboard.wait import until


async def announce(rows: Any) -> None:
    await rows.execute("NOTIFY wastetrack_events")
    await rows.execute("NOTIFY wastetrack_live")


async def test_a_fresh_client_gets_the_fleet_then_what_comes_but_no_history(api: httpx.AsyncClient, rows: Any) -> None:
    await put_event(rows, "wastetrack.alert.opened", alert_data("OLD"))
    for unit_id in ("U1", "U2"):
        await put_unit(rows, unit_body(unit_id, driver_id="0X00101XXX0X00"))
    await announce(rows)

    async def fleet_known() -> bool:
        listener = Listener(api)
        await listener.connected.wait()
        reached = (await listener.cut() or "").partition(".")[0]
        return len(listener.heard[0].data) == 2 and reached == place_text(await newest_place(rows))

    await until(fleet_known, "the feed read the units, and what happened before")
    listener = Listener(api)
    await listener.connected.wait()
    assert listener.heard[0].name == "unit"
    assert listener.heard[0].data == [unit_body("U1"), unit_body("U2")]
    await put_event(rows, "wastetrack.trip.started", trip_data("T1"))
    await put_event(rows, "wastetrack.alert.opened", alert_data("NEW"))
    await put_unit(rows, unit_body("U1", 1))
    await announce(rows)

    async def all_heard() -> bool:
        return len(listener.event_ids) == 2 and len(listener.named("unit")) == 2

    await until(all_heard, "the news arrived")
    assert [message.data["data"].get("alert_id") for message in listener.named("alert")] == ["NEW"]
    assert [message.data["type"] for message in listener.named("trip")] == ["wastetrack.trip.started"]
    assert listener.named("unit")[1].data == [unit_body("U1", 1)]
    clock = listener.named("clock")[0].data
    assert clock["data_at"] == "2026-11-02T00:00:00.000Z"
    assert clock["server_at"].endswith("Z")
    assert clock.keys() == (await api.get("/api/v1/health")).json().keys()
    await listener.cut()


async def test_a_stream_too_many_is_told_to_come_again(api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscription_module, "MAX_STREAMS", 0)
    answer = await api.get("/api/v1/live")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "too many live streams" in answer.json()["detail"]


async def test_how_old_the_data_are(api: httpx.AsyncClient, rows: Any) -> None:
    """Of thirty units heard within the hour half have fallen silent, and one partition is judged up to two minutes ago."""
    now_ms = time.time_ns() // 1_000_000
    for number in range(30):
        heard = to_iso(now_ms - (1_000 if number % 2 else 10 * 60_000))
        await put_unit(rows, unit_body(f"U{number}") | {"utc_ts": heard, "recv_utc_ts": heard})
    await put_unit(rows, unit_body("GONE"))
    for partition, ago_ms in enumerate((1_000, 120_000)):
        await rows.execute(
            "INSERT INTO offsets (topic, partition, next_offset, watermark_ms) VALUES ($1, $2, 1, $3)", PINGS.name, partition,
            now_ms - ago_ms,
        )  # fmt: skip
    await announce(rows)

    async def known() -> bool:
        told = (await api.get("/api/v1/health")).json()
        return bool(told["units_heard"] == 30 and told["lag_s"] is not None)

    await until(known, "the feed knows units and lag")
    told = (await api.get("/api/v1/health")).json()
    assert (told["units_unseen"], told["alarms"]) == (15, ["lag"]), "fifteen units are too few to be an alarm"
    assert 120 <= told["lag_s"] < 200
    assert 1 <= told["data_age_s"] < 80


async def test_events_come_without_a_notify_too(api: httpx.AsyncClient, rows: Any) -> None:
    listener = Listener(api)
    await listener.connected.wait()
    event_id = await put_event(rows, "wastetrack.alert.opened", alert_data("A1"))

    async def heard() -> bool:
        return listener.event_ids == [event_id]

    await until(heard, "the fallback poll found it")
    await listener.cut()


async def test_after_every_break_each_event_comes_once_while_commits_overlap(
    api: httpx.AsyncClient, rows: Any, database: str
) -> None:
    """Four writers commit out of order; one client never leaves, one leaves and comes back all the time."""
    chance = random.Random(7)
    written: list[str] = []
    steady, broken = Listener(api), Listener(api)
    await steady.connected.wait()
    await broken.connected.wait()

    async def write(writer: int) -> None:
        connection = await connect(database)
        for number in range(25):
            async with connection.transaction():
                for part in range(chance.randint(1, 3)):
                    written.append(
                        await put_event(connection, "wastetrack.alert.opened", alert_data(f"A{writer}-{number}-{part}"))
                    )
                    await asyncio.sleep(0)
                await connection.fetchval("SELECT pg_sleep($1)", chance.random() / 50)
                await connection.execute("NOTIFY wastetrack_events")
        await connection.close()

    writing = asyncio.gather(*(write(writer) for writer in range(4)))
    seen: list[str] = []
    while not writing.done():
        before = len(broken.event_ids)

        async def some_more() -> bool:
            return len(broken.event_ids) > before or writing.done()  # noqa: B023 - awaited in this turn

        await until(some_more, "the broken client hears something")
        last_id = await broken.cut()
        seen += broken.event_ids
        broken = Listener(api, last_id)
        await broken.connected.wait()
    await writing

    async def both_have_all() -> bool:
        return len(steady.event_ids) >= len(written) and len(seen) + len(broken.event_ids) >= len(written)

    await until(both_have_all, "all events arrived")
    await steady.cut()
    await broken.cut()
    seen += broken.event_ids
    assert sorted(steady.event_ids) == sorted(written)
    assert seen == steady.event_ids  # the same events in the same order, none twice


async def test_a_long_absence_is_made_up_for_in_pages(
    api: httpx.AsyncClient, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.live.PAGE", 3)
    listener = Listener(api)
    await listener.connected.wait()
    last_id = await listener.cut()
    written = [await put_event(rows, "wastetrack.trip.started", trip_data("T", version=n)) for n in range(10)]

    async def feed_has_them() -> bool:
        fresh = Listener(api)
        await fresh.connected.wait()
        await fresh.cut()
        return fresh.last_id != last_id

    await until(feed_has_them, "the feed went on")
    back = Listener(api, last_id)

    async def heard() -> bool:
        return len(back.event_ids) >= 10

    await until(heard, "what was missed arrived")
    assert back.event_ids == written
    await back.cut()


async def test_who_missed_too_much_begins_anew_and_can_tell_by_the_id(
    api: httpx.AsyncClient, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.live.MOST_MISSED", 3)
    await put_event(rows, "wastetrack.trip.started", trip_data("T0"))
    seen: list[str] = []

    async def feed_is_at_the_end() -> bool:
        fresh = Listener(api)
        await fresh.connected.wait()
        seen.append(await fresh.cut() or "")
        return place_text(await newest_place(rows)) == seen[-1].partition(".")[0]

    await until(feed_is_at_the_end, "the feed has read the first")
    last_id = seen[-1]
    for number in range(4):
        await put_event(rows, "wastetrack.trip.started", trip_data("T", version=number))
    await until(feed_is_at_the_end, "the feed has read all")
    back = Listener(api, last_id)
    await back.connected.wait()
    assert back.heard[0].id == seen[-1], "it begins where the feed is"
    written = await put_event(rows, "wastetrack.trip.started", trip_data("T9"))

    async def heard() -> bool:
        return bool(back.event_ids)

    await until(heard, "what comes is told")
    assert back.event_ids == [written]
    await back.cut()


async def test_an_id_of_another_database_begins_anew(api: httpx.AsyncClient, rows: Any) -> None:
    listener = Listener(api, "999999999999-5.7")
    await listener.connected.wait()
    event_id = await put_event(rows, "wastetrack.alert.opened", alert_data("A1"))

    async def heard() -> bool:
        return listener.event_ids == [event_id]

    await until(heard, "it hears what comes")
    assert not listener.last_id.startswith("999999999999") if listener.last_id else False
    await listener.cut()


async def test_a_client_too_slow_is_dropped_and_loses_nothing_when_it_comes_back(
    api: httpx.AsyncClient, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription_module, "MAX_PENDING", 5)
    async with api.stream("GET", "/api/v1/live") as answer:
        chunks = answer.aiter_bytes()
        first = await anext(chunks)
        async with rows.transaction():
            # Large enough to fill the sockets between the two, so that messages pile up.
            written = [
                await put_event(rows, "wastetrack.alert.opened", alert_data(f"A{n}", reason_en="x" * 400_000)) for n in range(40)
            ]
        await announce(rows)
        async with asyncio.timeout(30):
            rest = b"".join([first, *[chunk async for chunk in chunks]])  # ends: the stream was closed
    ids = [line.removeprefix("id: ") for line in rest.decode().splitlines() if line.startswith("id: ")]
    whole = [line for line in rest.decode().split("\n\n") if "event: alert" in line]
    assert len(whole) < 40
    back = Listener(api, ids[-1])

    async def caught_up() -> bool:
        return len(whole) + len(back.event_ids) >= 40

    await until(caught_up, "the rest arrived")
    assert back.event_ids == written[len(whole) :]
    await back.cut()


async def test_the_end_of_the_service_ends_the_streams(settings: Settings) -> None:
    async with running(settings) as api:

        async def ready() -> bool:
            return (await api.get("/readyz")).status_code == 200

        await until(ready, "ready")
        listener = Listener(api)
        await listener.connected.wait()
    await listener.task  # ended by the server, without an error


async def test_a_lost_connection_to_the_database_loses_no_event(api: httpx.AsyncClient, rows: Any) -> None:
    listener = Listener(api)
    await listener.connected.wait()
    cut = await rows.fetchval(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert cut >= 1
    event_id = await put_event(rows, "wastetrack.alert.opened", alert_data("A1"))

    async def heard() -> bool:
        return event_id in listener.event_ids

    await until(heard, "the feed came back")
    assert listener.event_ids == [event_id]
    await listener.cut()


def feed_at(place: Place) -> Feed:
    """One that stands at a place, and reads nothing."""
    feed = Feed(connect, lambda: 0)  # type: ignore[arg-type]  # never run
    feed._place, feed.ready = place, True
    return feed


async def test_a_client_ahead_of_this_reader_hears_nothing_twice(rows: Any) -> None:
    """Another dashboard had read further: what that one told is not told again by this one."""
    feed = feed_at((5, 0))
    (last,) = [row.place for row in await told(rows)]
    stream = _messages(rows, feed, LOCAL, last)
    heard = [await anext(stream) for _ in range(3)]
    for place in ((last[0], last[1] - 1), last, (last[0], last[1] + 1)):
        feed._tell(Happening(place, "alert", b"{}"))
    heard.append(await anext(stream))
    await stream.aclose()
    assert [frame.decode().splitlines()[1] for frame in heard[1:]] == ["event: unit", "event: clock", "event: alert"]
    assert heard[-1].decode().splitlines()[0] == f"id: {last[0]}-{last[1] + 1}.0"


async def told(rows: Any) -> list[Any]:
    """One event, as it is read."""
    await put_event(rows, "wastetrack.alert.opened", alert_data("A1"))
    found: list[Any] = []

    async def readable() -> bool:
        found[:] = await read_events(rows, (0, 0), limit=5)
        return bool(found)

    await until(readable, "the event can be read")
    return found


@pytest.mark.parametrize("moment", ("before it is answered", "before the first message", "after the first message", "while it waits"))
async def test_whenever_a_client_goes_its_place_is_free_again(moment: str) -> None:
    """The response is cut, or never even begun, at each of the moments at which a client may go."""
    feed = feed_at((5, 0))
    response = _LiveStream(_messages(None, feed, LOCAL, None)).to_asgi_response(None, None)  # type: ignore[arg-type]  # it asks neither
    sent: list[Any] = []
    goes = asyncio.Event()

    async def send(message: Any) -> None:
        sent.append(message)
        if (moment, len(sent)) == ("while it waits", 4):
            goes.set()
        if (moment, len(sent)) in {("before the first message", 1), ("after the first message", 3)}:
            raise OSError("gone")

    async def receive() -> Any:
        await goes.wait()
        return {"type": "http.disconnect"}

    if moment != "before it is answered":
        try:
            async with asyncio.timeout(5):
                await response({}, receive, send)
        except* OSError:
            pass
        assert len(sent) == {"before the first message": 1, "after the first message": 3, "while it waits": 4}[moment]
    assert feed.clients == 0


async def test_no_more_streams_open_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many were let in at the same instant."""
    monkeypatch.setattr(subscription_module, "MAX_STREAMS", 2)
    feed = feed_at((5, 0))
    streams = [_messages(None, feed, LOCAL, None) for _ in range(3)]
    begun = [await anext(stream, None) for stream in streams]
    assert [one is not None for one in begun] == [True, True, False]
    for stream in streams:
        await stream.aclose()
    assert feed.clients == 0


async def test_a_large_fleet_goes_out_in_pieces_and_is_held_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.live_line.PIECE_BYTES", 10)
    feed = feed_at((5, 0))
    feed._fleet = Moved(3, b"0123456789" * 5)
    streams = [_messages(None, feed, LOCAL, None) for _ in range(3)]
    for stream in streams:
        assert [await anext(stream), await anext(stream)] == [b"retry: 2000\n\n", b"id: 5-0.3\nevent: unit\ndata: "]
    assert feed.held_bytes == 50
    for stream in streams:
        assert [await anext(stream) for _ in range(6)] == [b"0123456789"] * 5 + [b"\n\n"]
        assert b"event: clock" in await anext(stream)
    assert feed.held_bytes == 0
    for stream in streams:
        await stream.aclose()


def subscribed(subscriptions: Subscriptions, snapshot: Moved) -> Subscription:
    found = Subscription((0, 0), snapshot)
    subscriptions.add(found)
    return found


def test_who_takes_an_older_fleet_makes_room_for_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscription_module, "MAX_HELD_BYTES", 25)
    all_of, old, new, newest = Subscriptions(), *(Moved(number, b"x" * 10) for number in range(3))
    slow, slow_too, quick = (subscribed(all_of, snapshot) for snapshot in (old, old, new))
    quick.snapshot = None
    last = subscribed(all_of, new)
    assert (all_of.held_bytes, slow.dropped, slow_too.dropped) == (20, False, False)
    all_of.tell(Tick(b"x" * 4))
    assert (all_of.held_bytes, slow.dropped) == (24, False), "what all wait for is held once"
    newcomer = subscribed(all_of, newest)
    assert [one.dropped for one in (slow, slow_too, quick, last, newcomer)] == [True, True, False, False, False]
    assert all_of.held_bytes == 24
    all_of.tell(Tick(b"x" * 20))
    assert [one.dropped for one in (quick, last, newcomer)] == [False, True, False], "the newest is never given up"


def test_a_subscription_has_a_limit_in_bytes_too() -> None:
    subscription = Subscription((0, 0), Moved(0, b"[]"))
    for _ in range(9):
        subscription.put(Tick(b"x" * 1_000_000))
    assert subscription.dropped
    assert subscription.ended
