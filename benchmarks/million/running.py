"""Shards in processes of their own, some at once: what one took is free again before the next begins."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from benchmarks.million.order import Shard
from benchmarks.speed.services import NotMeasured

Found = TypeVar("Found")


def in_processes(do: Callable[[Shard], Found], shards: Iterable[Shard], at_once: int) -> Iterator[Found]:
    """What each shard came to, as soon as it is known; whoever stops asking ends those under way.

    Raises NotMeasured where a process ended without an answer.
    """
    waiting = deque(shards)
    running: dict[Connection, tuple[Shard, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                shard = waiting.popleft()
                answer, process = _begin(do, shard)
                running[answer] = shard, process
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                shard, process = running.pop(ready)
                yield _answered(ready, shard, process)
    finally:
        for _, process in running.values():
            process.kill()
            process.join()


def _begin(do: Callable[[Shard], Found], shard: Shard) -> tuple[Connection, BaseProcess]:
    context = multiprocessing.get_context("spawn")  # a fork would begin with the memory of whoever asks
    answer, end = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(do, shard, end), daemon=True)
    process.start()
    end.close()
    return answer, process


def _do(do: Callable[[Shard], Found], shard: Shard, end: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all: whoever began this ends it
    end.send(do(shard))


def _answered(answer: Connection, shard: Shard, process: BaseProcess) -> Any:
    try:
        found = answer.recv()
    except EOFError:
        process.join()
        raise NotMeasured(f"shard {shard.number} ended with {process.exitcode} and without an answer") from None
    process.join()
    return found
