"""Back-fills: some of the pings held back by their device in runs, and received all at once when it is heard again."""

import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Final

from models.times import MINUTE_MS, from_iso, to_iso

_RUN: Final = (5, 60)
_LATER_MIN: Final = (1, 120)
_MARK: Final = b'"recv_utc_ts":"'
_TIME_LETTERS: Final = len("2026-03-02T01:00:00.000Z")


def held_back(lines: Iterable[bytes], share: float, seed: int) -> Iterator[bytes]:
    """The same pings in the order in which they are now received: about `share` of them minutes to hours late.

    A device holds back 5 to 60 consecutive pings and sends them together up to two hours after the last of them, or at
    the end.
    """
    rng = Random(f"{seed} held back")
    mean = sum(_RUN) / 2
    # A run begins at a ping that is not in one, so that runs make up the share.
    begins = share / (mean * (1 - share) + share)
    left: dict[bytes, int] = {}
    runs: dict[bytes, list[bytes]] = {}
    waiting: list[tuple[int, int, list[bytes]]] = []
    for number, line in enumerate(lines):
        place = line.index(_MARK) + len(_MARK)
        recv_ms = from_iso(line[place : place + _TIME_LETTERS].decode())
        while waiting and waiting[0][0] <= recv_ms:
            yield from _at(*heapq.heappop(waiting)[::2])
        unit = line[12:39]
        if unit not in left and rng.random() < begins:
            left[unit], runs[unit] = rng.randint(*_RUN), []
        if unit not in left:
            yield line
            continue
        runs[unit].append(line)
        left[unit] -= 1
        if not left[unit]:
            due_ms = recv_ms + round(rng.uniform(*_LATER_MIN) * MINUTE_MS)
            heapq.heappush(waiting, (due_ms, number, runs.pop(unit)))
            del left[unit]
    # With the traffic the fleet ends: what is still held back comes at once, or all would be silent for hours.
    left_over = (*(run for _, _, run in sorted(waiting)), *(run for _, run in sorted(runs.items())))
    for number, run in enumerate(left_over):
        yield from _at(recv_ms + MINUTE_MS + number, run)


def write_held_back(source: Path, into: Path, share: float, seed: int) -> int:
    """Writes the pings of a folder held back into another; gives how many are over 5 min late."""
    late = 0
    with (source / "pings.ndjson").open("rb") as lines, (into / "pings.ndjson").open("wb") as file:
        for line in held_back(lines, share, seed):
            file.write(line)
            place = line.index(_MARK) + len(_MARK)
            at_ms = from_iso(line[place - len(_MARK) - 2 - _TIME_LETTERS : place - len(_MARK) - 2].decode())
            late += from_iso(line[place : place + _TIME_LETTERS].decode()) - at_ms > 5 * MINUTE_MS
    return late


def _at(due_ms: int, run: list[bytes]) -> Iterator[bytes]:
    received = to_iso(due_ms).encode()
    for line in run:
        place = line.index(_MARK) + len(_MARK)
        yield line[:place] + received + line[place + _TIME_LETTERS :]
