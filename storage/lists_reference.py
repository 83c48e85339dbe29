"""Versions of reference data as screens ask for them: of one kind or one key, those that can be read."""

from typing import Any

import msgspec
import structlog

from models.fields import BadRecord
from models.reference import Kind, ReferenceVersion, decode

_log = structlog.get_logger("storage")


async def read_versions(pool: Any, kind: Kind, key: str | None = None) -> dict[str, list[ReferenceVersion]]:
    """All versions of a kind, or of one key of it, in the order of arrival, by key."""
    rows = await pool.fetch(
        "SELECT seq, key, version_from_ms, received_ms, body::text AS body FROM reference_versions"
        " WHERE kind = $1 AND ($2::text IS NULL OR key = $2) ORDER BY key, seq",
        kind,
        key,
    )
    versions: dict[str, list[ReferenceVersion]] = {}
    for row in rows:
        try:
            body = None if row["body"] is None else decode(kind, msgspec.json.decode(row["body"]))
        except BadRecord as error:
            _log.warning("reference version left out: it cannot be read", kind=kind, key=row["key"], error=str(error))
            continue
        version = ReferenceVersion(
            kind=kind,
            key=row["key"],
            version_from_ms=row["version_from_ms"],
            received_ms=row["received_ms"],
            body=body,
            seq=row["seq"],
        )
        versions.setdefault(row["key"], []).append(version)
    return versions
