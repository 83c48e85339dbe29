"""What the notifier counts as standing still: a notice that is due and that nobody tries."""

from storage.notices import NewNotice, add_notices, mark_failed, take_due
from storage.pool import connect, open_lazy_pool
from streams.notifier.deliver import LEASE_MS
from streams.notifier.progress_looks import DUE_MS, NotifierLooks

NOW_MS = 1_000_000


async def test_only_what_nobody_tries_waits(database: str) -> None:
    """Just due, being sent, or failed and due later: none of these is a standstill."""
    at_ms = NOW_MS
    pool = await open_lazy_pool(database)
    looks = NotifierLooks(pool, lambda: at_ms, "postgresql")

    async def waits() -> bool:
        sample = (await looks.look())["notices"]
        assert sample.waits_for == ()
        return bool(sample.behind)

    rows = await connect(database)
    await add_notices(rows, [NewNotice(alert_id="A", channel="log", due_ms=NOW_MS, body=b"{}")])
    assert not await waits(), "it has only just come"
    at_ms = NOW_MS + DUE_MS
    assert await waits(), "nobody has taken it"
    await take_due(rows, at_ms, at_ms + LEASE_MS, 1)
    assert not await waits(), "it is being sent"
    at_ms += LEASE_MS + DUE_MS
    assert await waits(), "whoever took it has never said what became of it, and nobody takes it again"
    await mark_failed(rows, "A/log", "no", at_ms + 300_000)
    assert not await waits(), "it is due later"
    await rows.close()
    await pool.close()


async def test_a_database_that_is_away_is_waited_for() -> None:
    pool = await open_lazy_pool("postgresql://127.0.0.1:1/none")
    sample = (await NotifierLooks(pool, lambda: NOW_MS, "postgresql").look())["notices"]
    assert (sample.behind, sample.waits_for) == ({}, ("postgresql",))
    await pool.close()
