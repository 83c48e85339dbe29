"""The desk of dead letters: what `wastetrack dead` does once it knows what is asked."""

import contextlib
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Any

import asyncpg
import msgspec

from ops.dead_letters import sealed_bytes
from ops.personal import CannotOpen, Sealer
from ops.settings import Settings
from storage.dead_resent import forget_before, load_marks
from storage.pool import DatabaseUnavailable, connect
from streams.dead.filed import Filed, Place
from streams.dead.letters import DeadLetters, opened_letters
from streams.dead.resend import NotSent, Resender
from streams.dead.wanted import Wanted
from streams.topic_reader import NotRead
from wastetrack.dead_text import (
    Marks,
    Summary,
    letter_object,
    outcome_lines,
    print_letters,
    print_summary,
    whole_letter,
)
from wastetrack.failure import Failure


async def list_letters(settings: Settings, wanted: Wanted, limit: int, *, summary: bool, as_json: bool) -> None:
    """Prints the letters asked for, or counts of them; raises Failure."""
    marks = await _marks(settings)
    found: deque[Filed] = deque(maxlen=limit or None)
    counts = Summary(marks)
    async with _letters(settings) as letters:
        async for filed in letters.all():
            if wanted.takes(filed):
                counts.add(filed)
                if not summary:
                    found.append(filed)
    if marks is None:
        _aside("PostgreSQL does not answer, or lacks the table: which were sent again is not known")
    if letters.unreadable:
        some = "1 record on gps.dead is" if letters.unreadable == 1 else f"{letters.unreadable} records on gps.dead are"
        _aside(f"{some} no dead letter")
    if not counts.total:
        _aside("there is no dead letter" if wanted == Wanted() else "no dead letter is as asked for")
    elif as_json:
        for one in counts.objects() if summary else (letter_object(filed, marks) for filed in found):
            print(msgspec.json.encode(one).decode())
    elif summary:
        print_summary(counts)
    else:
        print_letters(found, marks)
        if counts.total > len(found):
            _aside(f"the newest {len(found)} of {counts.total}; --limit 0 shows all")


async def show_letter(settings: Settings, sealer: Sealer, place: Place, *, personal: bool) -> None:
    """Prints one letter whole; raises Failure."""
    marks = await _marks(settings)
    async with _letters(settings) as letters:
        found = [filed async for filed in letters.at([place])]
    if not found:
        raise Failure(f"no dead letter stands at {place}: `wastetrack dead list` says where they do")
    (filed,) = found
    try:
        raw = sealed_bytes(filed.letter, sealer)
    except CannotOpen as error:
        print(whole_letter(filed, marks, None, personal=personal))
        raise Failure(f"the bytes of {place} cannot be shown: {error}") from error
    print(whole_letter(filed, marks, raw, personal=personal))


async def resend_letters(
    settings: Settings, sealer: Sealer, places: Sequence[Place], wanted: Wanted, *, dry_run: bool, anew: bool
) -> None:
    """Sends letters again, those at `places` or else those wanted, and says what became of each; raises Failure."""
    async with _database(settings) as connection, _letters(settings) as letters:
        resender = Resender(settings, connection, sealer, await load_marks(connection), anew=anew)
        chosen = letters.at(places) if places else _chosen(letters, wanted)
        try:
            if dry_run:
                done = await resender.look(chosen)
            else:
                done = await resender.send(chosen, time.time_ns() // 1_000_000)
                await forget_before(connection, letters.begins)
        except NotSent as error:
            raise Failure(str(error)) from error
    for line in outcome_lines(done, dry_run=dry_run):
        print(line)
    if missing := len(set(places)) - done.looked_at if places else 0:
        raise Failure(f"at {missing} of these places no dead letter stands: `wastetrack dead list` says where they do")
    if done.stays:
        raise Failure(f"{done.stays} dead letter{' was' if done.stays == 1 else 's were'} not sent again")


async def _chosen(letters: DeadLetters, wanted: Wanted) -> AsyncIterator[Filed]:
    async for filed in letters.all():
        if wanted.takes(filed):
            yield filed


@contextlib.asynccontextmanager
async def _letters(settings: Settings) -> AsyncIterator[DeadLetters]:
    try:
        async with opened_letters(settings) as letters:
            yield letters
    except NotRead as error:
        raise Failure(str(error)) from error


@contextlib.asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Any]:
    try:
        connection = await connect(settings.database)
    except DatabaseUnavailable as error:
        raise Failure(str(error)) from error
    try:
        yield connection
    except asyncpg.UndefinedTableError as error:
        raise Failure("the database lacks a table of this version: run `wastetrack migrate`") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Failure(f"the database did not answer to its end: {error}") from error
    finally:
        await connection.close()


async def _marks(settings: Settings) -> Marks | None:
    """Which letters were sent again; None where that cannot be known."""
    try:
        async with _database(settings) as connection:
            return await load_marks(connection)
    except Failure:
        return None


def _aside(text: str) -> None:
    print(text, file=sys.stderr)
