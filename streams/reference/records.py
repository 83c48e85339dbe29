"""One record of a reference topic, as the trackers keep it."""

from typing import Final

import msgspec

from geofences.geometry_check import geometry_problem
from models.fields import BadRecord
from models.reference import Kind, decode, normal_key, version_key
from storage.reference import NewVersion

_NUL: Final = rb"\u0000"


def read_record(kind: Kind, key: bytes | None, value: bytes | None, received_ms: int) -> NewVersion:
    """The version that a record tells; without a value a tombstone of its key. Raises BadRecord: one line, no value."""
    if value is None or value.strip() in {b"", b"null"}:
        if not key:
            raise BadRecord(f"{kind}: a tombstone without a key ends nothing")
        return NewVersion(
            kind=kind, key=normal_key(kind, _text(kind, key)), version_from_ms=None, received_ms=received_ms, body=None
        )
    try:
        raw = msgspec.json.decode(value.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"{kind}: not JSON in UTF-8: {error}") from None
    record = decode(kind, raw)
    problem = geometry_problem(record)
    if problem is not None:
        raise BadRecord(problem)
    body = msgspec.json.encode(raw)
    if _NUL in body:
        raise BadRecord(f"{kind} {version_key(record)!r}: holds the character U+0000, which no database keeps")
    return NewVersion(
        kind=kind,
        key=version_key(record),
        version_from_ms=record.version_from_ms,
        received_ms=received_ms,
        body=body,
    )


def _text(kind: Kind, key: bytes) -> str:
    try:
        text = key.decode()
    except UnicodeDecodeError:
        raise BadRecord(f"{kind}: a key that is not UTF-8") from None
    if "\0" in text:
        raise BadRecord(f"{kind}: a key with the character U+0000")
    return text
