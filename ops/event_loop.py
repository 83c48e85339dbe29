"""Event loop: libuv's, which spends about a tenth less of a busy service's time on waiting than Python's own."""

import asyncio
import functools
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Runs to the end in an event loop of its own, as `asyncio.run` does; what that raises is what `main` raises."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(main)


def new_loop() -> asyncio.AbstractEventLoop:
    """A loop of libuv's, of Python's own where there is none for the system; Kafka's client gets on with either."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    _mind_closed_connections()
    return uvloop.new_event_loop()


def _mind_closed_connections() -> None:
    """Makes Kafka's client take a connection that the broker has closed for a broken one when it writes to it.

    Python's loop says nothing of it then, libuv's raises RuntimeError, which the client does not expect
    (github.com/aio-libs/aiokafka/issues/1038): its background tasks would end by it.
    """
    from aiokafka.conn import AIOKafkaConnection  # not before a service needs a loop: it takes a while to load

    for name in ("send", "_send_sasl_token"):
        told = getattr(AIOKafkaConnection, name)
        if not hasattr(told, "__wrapped__"):
            setattr(AIOKafkaConnection, name, _minding(told))


def _minding(send: Callable[..., Any]) -> Callable[..., Any]:
    from aiokafka.conn import CloseReason
    from aiokafka.errors import KafkaConnectionError

    @functools.wraps(send)
    def minded(connection: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return send(connection, *args, **kwargs)
        except RuntimeError as error:
            writer = connection._writer  # noqa: SLF001 - it does not say otherwise whether it is closed
            if writer is None or not writer.transport.is_closing():
                raise  # that of a broker too old for a request, say
            connection.close(reason=CloseReason.CONNECTION_BROKEN)
            where = f"{connection.host}:{connection.port}"
            raise KafkaConnectionError(f"Connection at {where} broken: {error}") from error

    return minded
