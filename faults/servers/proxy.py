"""A TCP proxy that can be a bad network: gone, mute, slow, cut in the midst of an answer, or silent about a commit."""

import asyncio
import random
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

_CHUNK: Final = 65_536
_LOOK_S: Final = 0.05
_CALL_S: Final = 10.0

Telling = Callable[[bytes], bool]
"""Whether a piece of what a client says is a request whose answer is to be lost."""


class Weather(msgspec.Struct, frozen=True):
    """What the network does; the default is nothing.

    `mute`: connections stay and nothing passes. `cut_share`: of the pieces of answers, how many are cut in the middle,
    and their connections with them. `lose_answer`: the request goes through, its answer and the connection do not.
    """

    mute: bool = False
    delay_s: float = 0.0
    bytes_per_s: float = 0.0
    cut_share: float = 0.0
    lose_answer: Telling | None = None


FAIR: Final = Weather()


def is_commit(said: bytes) -> bool:
    """Whether a PostgreSQL client commits in this piece."""
    return b"COMMIT;\x00" in said


def is_produce(said: bytes) -> bool:
    """Whether this piece begins with a Kafka client's request to write records (key 0)."""
    return len(said) > 8 and said[4:6] == b"\x00\x00" and int.from_bytes(said[:4], "big") > 100


@dataclass(eq=False)
class _Link:
    """One client's connection and ours to the server."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    answers_lost: bool = False

    def cut(self) -> None:
        self.client.transport.abort()
        self.server.transport.abort()


@dataclass
class Proxy:
    """Listens on `port` of 127.0.0.1 in a thread of its own and passes everything to `target`, as the weather is."""

    port: int
    target: int
    weather: Weather = FAIR
    lost: int = 0
    _links: set[_Link] = field(default_factory=set)
    _rng: random.Random = field(default_factory=lambda: random.Random(0))

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy-{self.port}", daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Returns when it listens."""
        self._thread.start()
        self._call(self._open())

    def stop(self) -> None:
        """Cuts everything and ends its thread."""
        if not self._thread.is_alive():
            return
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CALL_S)
        self._loop.close()

    def refuse(self) -> None:
        """Cuts all connections and lets nobody connect, until `accept`."""
        self._call(self._close())

    def accept(self) -> None:
        """Lets clients connect again."""
        self._call(self._open())

    def cut(self) -> None:
        """Cuts all connections; new ones may come at once."""
        self._call(self._cut())

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_CALL_S)

    async def _open(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        await self._cut()

    async def _cut(self) -> None:
        for link in list(self._links):
            link.cut()

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            to_client.transport.abort()
            return
        link = _Link(to_client, to_server)
        self._links.add(link)
        try:
            ways = (self._pass(client, to_server, link, answer=False), self._pass(server, to_client, link, answer=True))
            await asyncio.gather(*ways)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            link.cut()
            self._links.discard(link)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: _Link, *, answer: bool
    ) -> None:
        while data := await reader.read(_CHUNK):
            while self.weather.mute:  # noqa: ASYNC110 - set from another thread
                await asyncio.sleep(_LOOK_S)
            weather = self.weather
            if weather.delay_s or weather.bytes_per_s:
                await asyncio.sleep(weather.delay_s + len(data) / (weather.bytes_per_s or float("inf")))
            if answer and link.answers_lost:
                self.lost += 1
                break
            if answer and weather.cut_share and self._rng.random() < weather.cut_share:
                writer.write(data[: len(data) // 2])
                await writer.drain()
                break
            if not answer and weather.lose_answer is not None and weather.lose_answer(data):
                link.answers_lost = True
            writer.write(data)
            await writer.drain()
        link.cut()
