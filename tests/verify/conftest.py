"""A store that a tracker has filled: copied for each test, so that each may change one thing."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from models.reference import Kind
from storage.reference import NewVersion, TopicPlace, save_version
from tests.fixtures.postgres import PostgresServer
from tests.tracker.bench import database_of, gateway_records
from tests.tracker.road import START_MS, fleet, key_of, reference, world
from tests.tracker.stand_in import Desk, Log, messages

TRUCKS = 4


async def store_reference(db: Any, records: dict[Kind, list[dict[str, Any]]]) -> None:
    """The papers as a tracker keeps them, received when the fleet sets out."""
    offset = 0
    kinds: tuple[Kind, ...] = ("vehicles", "zones", "permits", "manifests")
    for kind in kinds:
        for value in records[kind]:
            version = NewVersion(
                kind=kind, key=key_of(kind, value).decode(), version_from_ms=None, received_ms=START_MS,
                body=json.dumps(value).encode(),
            )  # fmt: skip
            await save_version(db, version, TopicPlace(topic=f"reference.{kind}", partition=0, offset=offset))
            offset += 1


async def fill(dsn: str) -> None:
    """What one tracker makes of a fleet's hour, poll by poll."""
    records = reference(TRUCKS)
    found = messages(gateway_records(fleet(TRUCKS)))
    async with database_of(dsn) as db:
        await store_reference(db, records)
        desk = Desk(db, Log(found), world(records))
        await desk.take()
        for start in range(0, len(found), 25):
            await desk.work(found[start : start + 25])


@pytest.fixture(scope="session")
def filled_once(postgres_server: PostgresServer, migrated: str) -> Iterator[str]:
    dsn = postgres_server.create_database(template=migrated)
    asyncio.run(fill(dsn))
    yield urlsplit(dsn).path.lstrip("/")
    postgres_server.drop_database(dsn)


@pytest.fixture
def filled(postgres_server: PostgresServer, filled_once: str) -> Iterator[str]:
    """The DSN of a filled store of its own."""
    dsn = postgres_server.create_database(template=filled_once)
    yield dsn
    postgres_server.drop_database(dsn)
