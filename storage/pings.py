"""Pings as they were judged, by COPY in and by unit out."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from models.ping import Ping, Rest
from models.times import HOUR_MS, MINUTE_MS
from storage.copying import copy_rows

JUDGED: Final = 0
REPEATED: Final = 1
TOO_LATE: Final = 2

_AHEAD_MS: Final = 10 * MINUTE_MS
COLUMNS: Final = (
    "unit_id", "utc_ms", "receipt_ms", "recv_ms", "lat", "lon", "speed_kmh", "course_deg", "fix", "hdop", "num_sats",
    "engine_on", "ext_power_on", "shift_ms", "rest",
)  # fmt: skip
_TABLE_COLUMNS: Final = (*COLUMNS, "standing", "topic", "partition", "offset")
_READ: Final = ", ".join(COLUMNS) + ', standing, topic, partition, "offset"'


_REST: Final = msgspec.msgpack.Encoder()
_RESTS: Final = msgspec.msgpack.Decoder(Rest)


class StoredPing(msgspec.Struct, frozen=True, gc=False):
    """A ping, how it counted, and where its bytes stand."""

    ping: Ping
    standing: int
    topic: str
    partition: int
    offset: int


async def copy_pings(connection: Any, rows: Sequence[StoredPing]) -> None:
    """Adds pings inside the caller's transaction; the tables of their days must be there."""
    if rows:
        await copy_rows(connection, "pings", _TABLE_COLUMNS, [_record(row) for row in rows])


async def read_by_time(connection: Any, unit_ids: Sequence[str], from_ms: int, to_ms: int) -> list[StoredPing]:
    """The judged and repeated pings of some units with `from_ms` <= time <= `to_ms`, by unit, time and receipt."""
    return await _read(connection, unit_ids, from_ms, to_ms, "unit_id, utc_ms, receipt_ms, topic, partition")


async def read_by_receipt(connection: Any, unit_ids: Sequence[str], from_ms: int, to_ms: int) -> list[StoredPing]:
    """As `read_by_time`, in the order in which they were received."""
    return await _read(connection, unit_ids, from_ms, to_ms, "receipt_ms, topic, partition")


async def _read(connection: Any, unit_ids: Sequence[str], from_ms: int, to_ms: int, order: str) -> list[StoredPing]:
    # What is judged was received from 5 min before to 24 h after its time: that leaves two or three days' tables.
    rows = await connection.fetch(
        f"""
        SELECT {_READ} FROM pings WHERE unit_id = ANY($1::text[]) AND utc_ms BETWEEN $2 AND $3
          AND receipt_ms BETWEEN $4 AND $5 AND standing <> $6
        ORDER BY {order}, "offset"
        """,  # noqa: S608 - constants
        list(unit_ids), from_ms, to_ms, from_ms - _AHEAD_MS, to_ms + 25 * HOUR_MS, TOO_LATE,
    )  # fmt: skip
    return [stored_of(row) for row in rows]


def columns_read() -> str:
    """The columns that `stored_of` takes, as SQL."""
    return _READ


async def read_received(connection: Any, unit_ids: Sequence[str], from_ms: int, to_ms: int) -> list[StoredPing]:
    """Every ping of some units with `from_ms` <= receipt <= `to_ms`, however it counted."""
    rows = await connection.fetch(
        f"SELECT {_READ} FROM pings WHERE unit_id = ANY($1::text[]) AND receipt_ms BETWEEN $2 AND $3",  # noqa: S608
        list(unit_ids), from_ms, to_ms,
    )  # fmt: skip
    return [stored_of(row) for row in rows]


def _record(row: StoredPing) -> tuple[Any, ...]:
    ping = row.ping
    return (
        ping.unit_id, ping.utc_ms, ping.receipt_ms, ping.recv_ms, ping.lat, ping.lon, ping.speed_kmh, ping.course_deg,
        ping.fix, ping.hdop, ping.num_sats, ping.engine_on, ping.ext_power_on, ping.shift_ms,
        None if ping.rest is None else _REST.encode(ping.rest), row.standing, row.topic, row.partition, row.offset,
    )  # fmt: skip


def ping_of(values: tuple[Any, ...]) -> Ping:
    """The ping of a row's COLUMNS."""
    rest = values[-1]
    return Ping(**dict(zip(COLUMNS, (*values[:-1], None if rest is None else _RESTS.decode(rest)), strict=True)))


def stored_of(row: Any) -> StoredPing:
    """The ping of a row of `columns_read`."""
    values = tuple(row)
    return StoredPing(
        ping=ping_of(values[: len(COLUMNS)]),
        standing=values[-4],
        topic=values[-3],
        partition=values[-2],
        offset=values[-1],
    )
