"""Brokers with the tracker's topics, empty for each test, and a database with the schema."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from ops.embedded.broker import EmbeddedBroker
from storage.migrate import migrate
from tests.fixtures.kafka import KafkaServer, SecuredKafka
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.waiting import until
from tests.tracker.bench import topics

PARTITIONS = 3


@pytest.fixture(scope="session")
def migrated_for_trackers(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a database with the schema and nothing in it, to be copied."""
    dsn = postgres_server.create_database()
    migrate(dsn)
    yield dsn.rpartition("/")[2]
    postgres_server.drop_database(dsn)


@pytest.fixture
def database(postgres_server: PostgresServer, migrated_for_trackers: str) -> Iterator[str]:
    """The DSN of a database of its own with the schema."""
    dsn = postgres_server.create_database(template=migrated_for_trackers)
    yield dsn
    postgres_server.drop_database(dsn)


def empty_topics(kafka: KafkaServer, partitions: int) -> None:
    """Makes the tracker's topics anew on a shared broker."""
    admin = AdminClient({"bootstrap.servers": kafka.bootstrap, "log_level": 0})
    wanted = topics(partitions)
    there = set(admin.list_topics(timeout=10).topics) & set(wanted)
    if there:
        for done in admin.delete_topics(sorted(there)).values():
            done.result(30)
    for name, number in wanted.items():
        until(partial(_create, kafka, name, number), f"{name} is made", 20)


def _create(kafka: KafkaServer, name: str, number: int) -> bool:
    try:
        kafka.create_topic(name, number, {"retention.ms": "-1"})
    except KafkaException:  # its deletion takes a moment
        return False
    return True


@pytest.fixture
def apache(request: pytest.FixtureRequest) -> Callable[[int], str]:
    """`apache(6)`: the real broker with empty topics of so many partitions; gives its address."""

    def begin(partitions: int = PARTITIONS) -> str:
        kafka: KafkaServer = request.getfixturevalue("kafka")
        empty_topics(kafka, partitions)
        return kafka.bootstrap

    return begin


@pytest.fixture(params=["apache", "embedded"])
def broker(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each of the two brokers in turn, with empty topics; gives its address. `secured_too` adds ways to speak."""
    if request.param == "apache":
        kafka: KafkaServer = request.getfixturevalue("kafka")
        empty_topics(kafka, PARTITIONS)
        yield kafka.bootstrap
        return
    if request.param in {"tls", "scram"}:
        secured: SecuredKafka = request.getfixturevalue("secured_kafka")
        empty_topics(secured, PARTITIONS)
        yield secured.address(request.param)
        return
    with EmbeddedBroker(topics(PARTITIONS)) as embedded:
        yield embedded.bootstrap
