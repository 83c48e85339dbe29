"""Services run in libuv's loop, in which Kafka's client gets on with a broker that closes its connections."""

import asyncio
from typing import Any

import pytest
from aiokafka.conn import AIOKafkaConnection, AIOKafkaProtocol
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.metadata import MetadataRequest

from ops.event_loop import new_loop, run


async def _connected(port: int, versions: dict[int, tuple[int, int]]) -> AIOKafkaConnection:
    """A connection that has been greeted by a broker of these versions; nobody reads its answers."""
    loop = asyncio.get_running_loop()
    connection = AIOKafkaConnection("127.0.0.1", port, request_timeout_ms=3_000)
    reader = asyncio.StreamReader(loop=loop)
    protocol = AIOKafkaProtocol(loop.create_future(), reader, loop=loop)
    transport, _ = await loop.create_connection(lambda: protocol, "127.0.0.1", port)
    connection._reader, connection._protocol = reader, protocol
    connection._writer = asyncio.StreamWriter(transport, protocol, reader, loop)
    connection._read_task = loop.create_task(asyncio.Event().wait())
    connection._versions = versions
    return connection


async def _sent(versions: dict[int, tuple[int, int]], *, closed: bool) -> Any:
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as server:
        connection = await _connected(server.sockets[0].getsockname()[1], versions)
        if closed:
            connection._writer.transport.abort()
            await asyncio.sleep(0)
        try:
            await connection.send(MetadataRequest([]))
        finally:
            connection.close()


def test_a_service_runs_in_libuvs_loop_and_gives_what_it_comes_to() -> None:
    async def kind() -> str:
        return type(asyncio.get_running_loop()).__module__

    assert run(kind()).startswith("uvloop")


def test_a_connection_that_the_broker_has_closed_is_a_broken_one() -> None:
    """Its users try again then; by any other error their background tasks would end."""
    with pytest.raises(KafkaConnectionError, match="broken"):
        run(_sent({3: (0, 1)}, closed=True))


def test_a_broker_that_is_too_old_is_no_broken_connection() -> None:
    """It would be asked for ever."""
    with pytest.raises(NotImplementedError):
        run(_sent({3: (90, 91)}, closed=False))


def test_the_client_is_taught_once_however_many_loops_there_are() -> None:
    new_loop().close()
    once = AIOKafkaConnection.send
    new_loop().close()
    assert AIOKafkaConnection.send is once
