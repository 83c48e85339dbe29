"""Storms, circuit breakers and quotas: laws over any traffic."""

from collections import Counter
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.storms import BETWEEN_MS, LISTED, MOST, SINGLES, WINDOW_MS, folded, passed
from streams.notifier.breaker import FAILURES, TURNS, Breaker, BreakerState, BreakerTurn, looked_at, told
from streams.notifier.channels.channel import Delivery, Quota
from streams.notifier.channels.line import LineAccount, LineChannel, allows, outside, retry_key

ARRIVALS = st.lists(st.tuples(st.integers(0, 900_000), st.integers(1, 40)), max_size=60)


def sent(arrivals: list[tuple[int, int]]) -> list[tuple[int, tuple[tuple[int, int], ...]]]:
    """What a person gets of (time, how many at once), asked every half second until nothing waits."""
    messages: list[tuple[int, tuple[tuple[int, int], ...]]] = []
    waiting: list[tuple[int, int]] = []
    coming = sorted((at_ms, number) for number, (at_ms, count) in enumerate(arrivals) for _ in range(count))
    coming = [(at_ms, number) for number, (at_ms, _) in enumerate(coming)]
    now_ms = 0
    while coming or waiting:
        if not waiting:
            now_ms = max(now_ms, -(-coming[0][0] // 500) * 500)
        while coming and coming[0][0] <= now_ms:
            waiting.append(coming.pop(0))
        for message in folded(waiting, [at_ms for at_ms, _ in messages], now_ms):
            messages.append((now_ms, message))
            waiting = [one for one in waiting if one not in message]
        now_ms += 500
    return messages


@given(ARRIVALS)
def test_nobody_gets_more_than_ten_in_any_five_minutes_and_everything_is_in_one_message(arrivals: list[tuple[int, int]]) -> None:
    messages = sent(arrivals)
    for at_ms, _ in messages:
        assert sum(at_ms - WINDOW_MS < other <= at_ms for other, _ in messages) <= MOST
    counted = Counter(one for _, message in messages for one in message)
    assert len(counted) == sum(count for _, count in arrivals)
    assert set(counted.values()) <= {1}


@given(ARRIVALS)
def test_nothing_waits_longer_than_the_distance_between_digests(arrivals: list[tuple[int, int]]) -> None:
    for at_ms, message in sent(arrivals):
        assert all(at_ms - came_ms <= BETWEEN_MS + 500 for came_ms, _ in message)


@given(st.integers(0, 100))
def test_what_is_immediate_all_goes_at_once_each_in_one_message(count: int) -> None:
    messages = passed(range(count))
    assert [one for message in messages for one in message] == list(range(count))
    assert all(len(message) <= (1 if count <= SINGLES else LISTED) for message in messages)


@pytest.mark.parametrize(
    ("waiting", "before_ms", "sizes"),
    (
        (1, [], [1]),
        (SINGLES, [], [1] * SINGLES),
        (SINGLES + 1, [], [SINGLES + 1]),  # all at once are one message
        (23, [], [23]),
        (2, [10_000] * (SINGLES - 2), [1, 1]),
        (1, [10_000] * SINGLES, []),  # held for a digest
        (3, [BETWEEN_MS] * SINGLES, [3]),
        (3, [WINDOW_MS] * 9, [1, 1, 1]),  # long ago
        (1, [WINDOW_MS - 1] * (MOST - 1), [1]),
        (1, [WINDOW_MS - 1] * MOST, []),  # so many wait for the channel
        (0, [], []),
    ),
)
def test_folding(waiting: int, before_ms: list[int], sizes: list[int]) -> None:
    now_ms = 10 * WINDOW_MS
    assert [len(one) for one in folded(range(waiting), [now_ms - ago for ago in before_ms], now_ms)] == sizes


def test_every_pair_of_the_breaker_is_written() -> None:
    assert set(TURNS) == set(product(get_args(BreakerState), get_args(BreakerTurn)))


def test_a_channel_that_fails_in_a_row_rests_and_is_tried_with_one() -> None:
    breaker = Breaker()
    for _ in range(FAILURES):
        assert breaker.state == "closed"
        breaker = told(breaker, took=False, now_ms=1_000)
    assert (breaker.state, breaker.rests_until_ms) == ("open", 16_000)
    assert looked_at(breaker, 15_999).state == "open"
    breaker = looked_at(breaker, 16_000)
    assert breaker.state == "trying"
    again = told(breaker, took=False, now_ms=16_000)
    assert (again.state, again.rests_until_ms) == ("open", 46_000)  # twice as long
    assert told(breaker, took=True, now_ms=16_000) == Breaker()


@given(st.lists(st.tuples(st.sampled_from(["took", "failed", "look"]), st.integers(0, 100_000)), max_size=200))
def test_a_channel_is_always_tried_again(turns: list[tuple[str, int]]) -> None:
    breaker, now_ms = Breaker(), 0
    for turn, later_ms in turns:
        now_ms += later_ms
        breaker = looked_at(breaker, now_ms) if turn == "look" else told(breaker, took=turn == "took", now_ms=now_ms)
    assert looked_at(breaker, now_ms + 5 * 60_000).state in {"closed", "trying"}


@pytest.mark.parametrize(
    ("limit", "used", "immediate", "goes"),
    (
        (1000, 799, False, True), (1000, 800, False, False), (1000, 800, True, True), (1000, 1000, True, True),
        (None, 10**9, False, True), (0, 0, False, False),
    ),
)  # fmt: skip
def test_the_last_fifth_of_a_month_is_kept(limit: int | None, used: int, immediate: bool, goes: bool) -> None:
    assert allows(Quota(limit=limit, used=used), immediate=immediate) is goes
    assert allows(None, immediate=False)


def test_a_retry_key_stays_the_same() -> None:
    assert retry_key("m1") == retry_key("m1") != retry_key("m2")


@pytest.mark.parametrize(
    ("link", "opened"),
    (
        ("https://w.example/o/abc", "https://w.example/o/abc?openExternalBrowser=1"),
        ("https://w.example/o/abc?a=1", "https://w.example/o/abc?a=1&openExternalBrowser=1"),
    ),
)
def test_line_opens_links_outside_itself(link: str, opened: str) -> None:
    assert outside(link) == opened


@pytest.mark.parametrize(
    ("more", "text"),
    (
        ({"link": "https://w.example/o/a"}, "นี่\nhttps://w.example/o/b\nhttps://w.example/o/a?openExternalBrowser=1"),
        ({"links": ["https://w.example/o/b"]}, "นี่\nhttps://w.example/o/b?openExternalBrowser=1"),
    ),
)
async def test_every_link_over_line_opens_outside_it(more: dict[str, Any], text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed: list[str] = []

    async def push(to: str, said: str, message_id: str) -> Delivery:
        pushed.append(said)
        return Delivery(outcome="delivered")

    account = LineAccount("token", "http://127.0.0.1:1", lambda: 0)
    monkeypatch.setattr(account, "push", push)
    channel = LineChannel("a-line", "U", account)
    await channel.send("m", {"urgency": "immediate", "message_th": "นี่\nhttps://w.example/o/b"} | more)
    await channel.close()
    assert pushed == [text]
