"""Files of officers as rows: announced, and whole; their bytes lie in a folder."""

from collections.abc import Sequence
from typing import Any, Final

from models.road import Place, RoadFile

_COLUMNS: Final = (
    "file_id, incident_id, person, sha256, size, media_type, name, taken_ms, lat, lon, accuracy_m, whole_ms, own_ms,"
    " own_zone, own_lat, own_lon"
)


async def announced_by(connection: Any, incident_id: str, person: str, but: bytes) -> tuple[int, int]:
    """How many files of a case a person has announced, and their bytes in all, but for that of one SHA-256."""
    row = await connection.fetchrow(
        "SELECT count(*) AS files, coalesce(sum(size), 0)::bigint AS size FROM road_files"
        " WHERE incident_id = $1 AND person = $2 AND sha256 <> $3",
        incident_id, person, but,
    )  # fmt: skip
    return row["files"], row["size"]


async def announced_as(
    connection: Any, incident_ids: Sequence[str], person: str, sha256: bytes
) -> RoadFile | None:
    """The file of these bytes that a person announced before to an incident of a case, None where there is none."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM road_files"  # noqa: S608
        " WHERE incident_id = ANY($1::text[]) AND person = $2 AND sha256 = $3 ORDER BY announced_ms, file_id LIMIT 1",
        list(incident_ids), person, sha256,
    )  # fmt: skip
    return None if row is None else _file(row)


async def announce_file(connection: Any, file: RoadFile, now_ms: int) -> RoadFile:
    """The row of a file that is to come: a new one, or the one that was announced before with the same bytes."""
    place = file.place
    await connection.execute(
        """
        INSERT INTO road_files (
            file_id, incident_id, person, sha256, size, media_type, name, taken_ms, lat, lon, accuracy_m, announced_ms
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT ON CONSTRAINT road_files_once DO NOTHING
        """,
        file.file_id, file.incident_id, file.person, file.sha256, file.size, file.media_type, file.name, file.taken_ms,
        *((None,) * 3 if place is None else (place.lat, place.lon, place.accuracy_m)), now_ms,
    )  # fmt: skip
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM road_files WHERE incident_id = $1 AND person = $2 AND sha256 = $3",  # noqa: S608
        file.incident_id, file.person, file.sha256,
    )  # fmt: skip
    return _file(row)


async def read_file(connection: Any, file_id: str) -> RoadFile | None:
    """A file, None where there is none of this name."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM road_files WHERE file_id = $1", file_id)  # noqa: S608
    return None if row is None else _file(row)


async def read_files(connection: Any, incident_ids: Sequence[str]) -> list[RoadFile]:
    """The files of the incidents of a case that are whole, in the order in which they were taken."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM road_files WHERE incident_id = ANY($1::text[]) AND whole_ms IS NOT NULL"  # noqa: S608
        " ORDER BY taken_ms, file_id",
        list(incident_ids),
    )
    return [_file(row) for row in rows]


async def save_whole(connection: Any, file: RoadFile) -> None:
    """Writes that all of a file has come and what it says of itself, inside the caller's transaction."""
    own = file.own_place
    await connection.execute(
        "UPDATE road_files SET whole_ms = $2, media_type = $3, own_ms = $4, own_zone = $5, own_lat = $6, own_lon = $7"
        " WHERE file_id = $1",
        file.file_id, file.whole_ms, file.media_type, file.own_ms, file.own_zone,
        *((None, None) if own is None else (own.lat, own.lon)),
    )  # fmt: skip


def _file(row: Any) -> RoadFile:
    fields = dict(row)
    lat, lon, accuracy_m = fields.pop("lat"), fields.pop("lon"), fields.pop("accuracy_m")
    own_lat, own_lon = fields.pop("own_lat"), fields.pop("own_lon")
    return RoadFile(
        **fields,
        place=None if lat is None else Place(lat=lat, lon=lon, accuracy_m=accuracy_m, at_ms=fields["taken_ms"]),
        own_place=None if own_lat is None else Place(lat=own_lat, lon=own_lon, at_ms=fields["own_ms"]),
    )
