"""What all tests share: the servers, and the rule that nothing may fail in silence."""

import asyncio
import logging
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from ops.event_loop import new_loop

pytest_plugins = ["tests.fixtures.kafka", "tests.fixtures.postgres", "tests.fixtures.browser"]

# Two cores carry several servers beside the tests: how long one example takes says nothing.
settings.register_profile("shared", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run in the loop in which services do."""
    return {"libuv": new_loop}


class _Unhandled(logging.Handler):
    """Keeps what asyncio only logs: an exception that no one fetched from a task, or one in a callback."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(self.format(record))


@pytest.fixture(autouse=True)
def _no_unhandled_exception() -> Iterator[None]:
    """An exception that reached only the event loop fails the test in which it came up."""
    handler, logger = _Unhandled(), logging.getLogger("asyncio")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    assert not handler.seen, "unhandled in the event loop:\n" + "\n".join(handler.seen)
