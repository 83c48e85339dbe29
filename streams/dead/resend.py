"""Sending dead letters again: each looked at first, marked and sent in one go, and never twice unasked."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from ops.dead_letters import sealed_bytes
from ops.kafka import client_options
from ops.personal import CannotOpen, Sealer
from ops.producers import retire
from ops.raw_bytes import seal_raw
from ops.settings import Settings
from storage.dead_resent import Mark, mark_resent
from storage.vendors import load_vendor
from streams.dead.again import Again, Held, again
from streams.dead.filed import Filed
from streams.dead.newest_versions import NewestVersions
from streams.gateway.accounts import Account, account_of
from streams.gateway.records import SEALED

_BATCH: Final = 200
_SEND_S: Final = 30.0
_REQUEST_BYTES: Final = 4 * 1024 * 1024


class NotSent(RuntimeError):
    """The broker did not confirm a batch, which is therefore not marked as sent; its text is one line for people."""


class Due(NamedTuple):
    """A letter and the message that it becomes."""

    filed: Filed
    message: Again


class Sent(msgspec.Struct):
    """How many letters were sent again, by reason and topic, and how many held back, by reason, why and detail."""

    sent: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    held: Counter[tuple[str, str, str]] = msgspec.field(default_factory=Counter)

    @property
    def looked_at(self) -> int:
        """How many letters there were."""
        return self.sent.total() + self.held.total()

    @property
    def stays(self) -> int:
        """How many are held back though they were not sent before."""
        return sum(number for (_, why, _), number in self.held.items() if why != "resent")

    def hold(self, filed: Filed, held: Held) -> None:
        """Counts a letter that stays."""
        self.held[filed.letter.reason, held.why, held.detail] += 1


def mark_of(filed: Filed) -> Mark:
    """The mark of a letter."""
    return Mark(*filed.place, filed.letter.sha256)


class Resender:
    """Sends letters again; `known` are the marks of those sent before, which `anew` disregards."""

    def __init__(
        self, settings: Settings, connection: Any, sealer: Sealer, known: Mapping[Mark, int], *, anew: bool
    ) -> None:
        self._settings, self._connection, self._sealer = settings, connection, sealer
        self._known, self._anew = known, anew
        self._newest = NewestVersions(settings, connection)
        self._accounts: dict[str, Account | None] = {}

    async def look(self, letters: AsyncIterator[Filed]) -> Sent:
        """What `send` would do now; nothing is written. Raises NotRead."""
        found = Sent()
        async for due in self._due(letters, found):
            found.sent[due.filed.letter.reason, due.message.topic] += 1
        return found

    async def send(self, letters: AsyncIterator[Filed], now_ms: int) -> Sent:
        """Sends those that may be sent, batch by batch. Raises NotRead, NotSent and what the database raises."""
        found = Sent()
        async with _producing(self._settings) as producer:
            batch: list[Due] = []
            async for due in self._due(letters, found):
                batch.append(due)
                if len(batch) == _BATCH:
                    await self._send(producer, batch, found, now_ms)
                    batch = []
            await self._send(producer, batch, found, now_ms)
        return found

    async def _send(self, producer: AIOKafkaProducer, batch: Sequence[Due], found: Sent, now_ms: int) -> None:
        """Marks and sends in one transaction: what the broker has not confirmed is not marked either."""
        marks = {mark_of(due.filed): due for due in batch}
        if not marks:
            return
        async with self._connection.transaction():
            fresh = await mark_resent(self._connection, list(marks), now_ms, again=self._anew)
            await _write(producer, [due.message for mark, due in marks.items() if mark in fresh], self._settings.kafka)
        for mark, due in marks.items():
            if mark in fresh:
                found.sent[due.filed.letter.reason, due.message.topic] += 1
            else:
                found.hold(due.filed, Held("resent"))

    async def _due(self, letters: AsyncIterator[Filed], found: Sent) -> AsyncIterator[Due]:
        async for filed in letters:
            message = await self._message(filed)
            if isinstance(message, Again):
                yield Due(filed, message)
            else:
                found.hold(filed, message)

    async def _message(self, filed: Filed) -> Again | Held:
        if mark_of(filed) in self._known and not self._anew:
            return Held("resent")
        try:
            raw = sealed_bytes(filed.letter, self._sealer)
        except CannotOpen as error:
            return Held("sealed", str(error))
        message = again(filed, raw)
        if isinstance(message, Held):
            return message
        if message.version_key and await self._newest.is_newer_there(filed, message):
            return Held("newer")
        # On gps.raw nobody asks whose unit it is: that was for the gateway to ask, and is asked here in its place.
        if filed.letter.reason == "not_your_unit" and not await self._may_speak(filed, message):
            return Held("not_your_unit", filed.letter.source.sender or "")
        return message if message.version_key else self._sealed(message, raw)

    def _sealed(self, message: Again, raw: bytes) -> Again:
        """The message with its bytes sealed: what a call had brought never stood on a topic in the clear."""
        return message._replace(value=seal_raw(raw, self._sealer), headers=(*message.headers, (SEALED, b"1")))

    async def _may_speak(self, filed: Filed, message: Again) -> bool:
        name = filed.letter.source.sender or ""
        if name not in self._accounts:
            vendor = await load_vendor(self._connection, name)
            self._accounts[name] = None if vendor is None else account_of(vendor)
        account = self._accounts[name]
        return account is not None and all(account.may_speak_for(unit_id) for unit_id in message.unit_ids)


@contextlib.asynccontextmanager
async def _producing(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(
        **client_options(settings), client_id="wastetrack-dead", acks="all", enable_idempotence=True,
        max_request_size=_REQUEST_BYTES,
    )  # fmt: skip
    try:
        try:
            await producer.start()
        except (KafkaError, OSError) as error:
            raise _not_sent(settings.kafka, error) from error
        yield producer
    finally:
        await retire(producer)


async def _write(producer: AIOKafkaProducer, messages: Sequence[Again], where: str) -> None:
    try:
        async with asyncio.timeout(_SEND_S):
            sent = [
                await producer.send(one.topic, key=one.key, value=one.value, headers=list(one.headers))
                for one in messages
            ]
            await asyncio.gather(*sent)
    except (KafkaError, OSError, TimeoutError) as error:
        raise _not_sent(where, error) from error


def _not_sent(where: str, error: BaseException) -> NotSent:
    reason = " ".join(str(error).split()) or type(error).__name__
    return NotSent(f"Kafka at {where} did not confirm ({reason}): what it did not confirm is not marked; send again")
