"""What we were told of permits, vehicles, zones and manifests: every version, and how far each topic has been read."""

import asyncio
from collections.abc import Collection, Iterable
from typing import Any, Final

import msgspec
import structlog

from models.fields import BadRecord
from models.reference import Kind, ReferenceVersion, decode
from models.vehicle import Vehicle

CHANNEL: Final = "wastetrack_reference"
LOCK_KEY: Final = 0x77747_004
"""The advisory lock that makes the order of `seq` the order of commits, so that `load_since` misses none."""

_log = structlog.get_logger("storage")

_COLUMNS: Final = "seq, kind, key, version_from_ms, received_ms, body"
_DAY_LETTERS: Final = len("|2026-01-31")  # what follows the unit in the key of a vehicle's period


class NewVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a reference topic: its key in the normal form, and its JSON as told (None: a tombstone)."""

    kind: Kind
    key: str
    version_from_ms: int | None
    received_ms: int
    body: bytes | None


class TopicPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a record of a reference topic stands."""

    topic: str
    partition: int
    offset: int

    @property
    def source(self) -> str:
        """The name under which a version remembers where it came from."""
        return f"{self.topic}/{self.partition}/{self.offset}"


async def save_version(connection: Any, version: NewVersion, place: TopicPlace) -> bool:
    """Keeps a version and moves its topic on, in one transaction; a record kept before changes nothing.

    Says whether it is new, and tells listeners.
    """
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)
        added = await connection.fetchval(
            """
            INSERT INTO reference_versions (kind, key, version_from_ms, received_ms, source, body)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source, kind, key) DO NOTHING RETURNING seq
            """,
            version.kind,
            version.key,
            version.version_from_ms,
            version.received_ms,
            place.source,
            version.body,
        )
        await _pass(connection, place)
        if added is not None:
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, version.kind)
        return added is not None


async def pass_record(connection: Any, place: TopicPlace) -> None:
    """Moves a topic on past a record that cannot be used."""
    await _pass(connection, place)


async def load_all(connection: Any) -> list[ReferenceVersion]:
    """Every version kept, in the order of arrival."""
    return await load_since(connection, 0)


async def newest_seq(connection: Any) -> int:
    """The `seq` of the newest version kept, 0 where there is none."""
    return int(await connection.fetchval("SELECT coalesce(max(seq), 0) FROM reference_versions"))


async def newest_seq_after(connection: Any, kind: Kind, seq: int) -> int | None:
    """The `seq` of the newest version of one kind that was kept after `seq`; None where there is none."""
    newest: int | None = await connection.fetchval(
        "SELECT max(seq) FROM reference_versions WHERE seq > $2 AND kind = $1", kind, seq
    )
    return newest


async def load_since(connection: Any, seq: int) -> list[ReferenceVersion]:
    """The versions kept after `seq`, in the order of arrival; one that this program cannot read is left out."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM reference_versions WHERE seq > $1 ORDER BY seq",  # noqa: S608 - constants
        seq,
    )
    # Reading tens of thousands of bodies takes a second, in which a service has other things to do.
    return await asyncio.to_thread(lambda: list(_versions(rows)))


async def load_kind(connection: Any, kind: Kind) -> list[ReferenceVersion]:
    """The versions kept of one kind, in the order of arrival; one that this program cannot read is left out."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM reference_versions WHERE kind = $1 ORDER BY seq",  # noqa: S608 - constants
        kind,
    )
    return await asyncio.to_thread(lambda: list(_versions(rows)))


async def load_key(connection: Any, kind: Kind, key: str) -> list[ReferenceVersion]:
    """The versions kept of one key (in its normal form), in the order of arrival."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM reference_versions WHERE kind = $1 AND key = $2 ORDER BY seq",  # noqa: S608 - constants
        kind,
        key,
    )
    return list(_versions(rows))


async def newest_source(connection: Any, kind: Kind, key: str) -> str | None:
    """Where the version of one key (in its normal form) that was kept last came from; None where there is none."""
    source: str | None = await connection.fetchval(
        "SELECT source FROM reference_versions WHERE kind = $1 AND key = $2 ORDER BY seq DESC LIMIT 1", kind, key
    )
    return source


async def load_periods(connection: Any, unit_ids: Collection[str]) -> list[Vehicle]:
    """The newest version of each period of these units, as far as it has not ended as a key and can be read."""
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT ON (key) {_COLUMNS} FROM reference_versions
        WHERE kind = 'vehicles' AND left(key, -{_DAY_LETTERS}) = ANY($1::text[]) ORDER BY key, seq DESC
        """,  # noqa: S608 - constants
        list(unit_ids),
    )
    return [version.body for version in _versions(rows) if isinstance(version.body, Vehicle)]


async def load_offsets(connection: Any) -> dict[tuple[str, int], int]:
    """The next offset to read of every reference partition that has been read."""
    rows = await connection.fetch("SELECT topic, partition, next_offset FROM reference_offsets")
    return {(row["topic"], row["partition"]): row["next_offset"] for row in rows}


async def _pass(connection: Any, place: TopicPlace) -> None:
    await connection.execute(
        """
        INSERT INTO reference_offsets AS known (topic, partition, next_offset) VALUES ($1, $2, $3)
        ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(known.next_offset, excluded.next_offset)
        """,
        place.topic,
        place.partition,
        place.offset + 1,
    )


def _versions(rows: Iterable[Any]) -> Iterable[ReferenceVersion]:
    for row in rows:
        try:
            body = None if row["body"] is None else decode(row["kind"], msgspec.json.decode(row["body"]))
        except BadRecord as error:
            # Kept by another release with other tastes; the record that it accepted is in the table and on the topic.
            _log.warning("reference version left out: it cannot be read", kind=row["kind"], error=str(error))
            continue
        yield ReferenceVersion(
            kind=row["kind"],
            key=row["key"],
            version_from_ms=row["version_from_ms"],
            received_ms=row["received_ms"],
            body=body,
            seq=row["seq"],
        )
