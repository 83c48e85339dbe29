"""What the stories share: a broker of their own, since topics have fixed names, and a system over it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.acceptance.system import System
from tests.fixtures.kafka import Broker, KafkaServer
from tests.fixtures.postgres import PostgresServer


@pytest.fixture(scope="module")
def module_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    """A real broker for one file of tests, without topics."""
    server = KafkaServer(tmp_path_factory.mktemp("kafka"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def module_database(postgres_server: PostgresServer, migrated: str) -> Iterator[str]:
    """A database with the schema for one file of tests."""
    dsn = postgres_server.create_database(template=migrated)
    yield dsn
    postgres_server.drop_database(dsn)


@pytest.fixture
def build_system(tmp_path: Path, database: str) -> Iterator[Callable[..., System]]:
    """`build_system(broker, clock="pings")` is a system without services over this test's database; its topics are there."""
    with ExitStack() as stack:

        def build(broker: Broker, **settings: object) -> System:
            return stack.enter_context(System(tmp_path, broker.bootstrap, database, **settings))

        yield build
