"""Moments at which a tracker can be made to stand still, so that a test may choose what dies when."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any, Final

from storage import batches
from streams.tracker import poll, relay

MOMENTS: Final = {
    "judged": "a batch with pings has been judged and is about to be written",
    "advanced": "the offsets of a batch have been written, its rows have not",
    "relaying": "the relay has read rows of the outbox and is about to send them",
}
_LOOK_S: Final = 0.02


class Stop:
    """Stands still once, at the first moment of its kind after its file has been made.

    The file is then renamed. Frozen, the whole process stands until SIGCONT; else only the task does, until the renamed
    file is gone.
    """

    def __init__(self, file: Path, *, frozen: bool) -> None:
        self._file, self._frozen = file, frozen
        self._reached = reached(file)

    async def here(self) -> None:
        """Stands still if it is asked for."""
        if not self._file.exists():
            return
        self._file.rename(self._reached)
        if self._frozen:
            os.kill(os.getpid(), signal.SIGSTOP)
            return
        while self._reached.exists():  # noqa: ASYNC110 - another process ends it
            await asyncio.sleep(_LOOK_S)


_STOPS: Final[dict[str, Stop]] = {}


def reached(file: Path) -> Path:
    """What the file of a stop is called once the moment has come."""
    return file.with_name(f"{file.name}.reached")


async def come_to(moment: str) -> None:
    """Says that a moment has come."""
    if moment in _STOPS:
        await _STOPS[moment].here()


def stop_at(moment: str, file: Path, *, frozen: bool) -> None:
    """Makes this process stand still at a moment; what it does there stays as it is."""
    _STOPS[moment] = Stop(file, frozen=frozen)
    {"judged": _before_writing, "advanced": _after_advancing, "relaying": _before_relaying}[moment]()


def _before_writing() -> None:
    write = vars(poll)["write"]  # whichever it is by now

    async def stopping(connection: Any, parts: Any, rows: Any) -> None:
        if rows.pings:
            await come_to("judged")
        await write(connection, parts, rows)

    poll.write = stopping  # type: ignore[attr-defined]


def _after_advancing() -> None:
    advance = vars(batches)["advance"]

    async def stopping(connection: Any, steps: Any) -> None:
        await advance(connection, steps)
        if any(step.next_offset > step.expected_offset for step in steps):
            await come_to("advanced")

    batches.advance = stopping  # type: ignore[attr-defined]


def _before_relaying() -> None:
    send = relay.Relay._relay

    async def stopping(self: relay.Relay, owner: int, epoch: int, rows: Any) -> bool:
        if owner >= 0 and owner in self._senders:
            await come_to("relaying")
        return await send(self, owner, epoch, rows)

    relay.Relay._relay = stopping  # type: ignore[method-assign]
