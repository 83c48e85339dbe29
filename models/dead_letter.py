"""A dead letter: what is known of a record that was refused, with nothing personal in the clear."""

from typing import Any, Final

import msgspec

from models.decode import REASONS as DECODE_REASONS
from models.ping import Location

REASONS: Final = DECODE_REASONS | {
    "not_your_unit": "the account may not speak for this unit",
    "ahead_of_the_clock": "over 24 h ahead of all other pings, and nothing confirmed it",
    "ahead_of_receipt": "over 5 min ahead of its receipt",
    "clock_unproven": "about 7 h ahead of its receipt, and nothing proved a clock that shows Thai time as UTC",
    "judging_failed": "a fault of the program while the ping was judged; the log has the rest",
    "reference_unusable": "a record of a reference topic that cannot be used",
}
"""Every reason for which a record may be refused, in words."""

MAX_SEALED_BYTES: Final = 600_000  # a whole message on gps.raw may be as long as a Kafka record may be
_SHOWN: Final = 60
_KEPT: Final = frozenset(Location.__struct_fields__) | {"hdrop", "gsm_real", "vender_id", "vendor_id"}
_KEPT_OF_TRACCAR: Final = {
    "position": frozenset({
        "latitude", "longitude", "altitude", "speed", "course", "valid", "outdated",
        "fixTime", "deviceTime", "serverTime",
    }),
    "device": frozenset({"uniqueId"}),
}  # fmt: skip
_SHOWN_ANYWHERE: Final = _KEPT.union(*_KEPT_OF_TRACCAR.values(), {"locations_count", "location_count"})
MASK: Final = "•••"


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a record came from: a Kafka message, or a call and the account that made it; `index` is its place there."""

    index: int
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    request: str | None = None
    sender: str | None = None


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """The value of a record on gps.dead.

    `sealed` is base64 of the exact bytes, compressed and encrypted; `cut` says that only their beginning is held.
    `record` shows the fields that are no person's; `sha256` is of the whole bytes as received.
    """

    reason: str
    detail: str
    unit_id: str | None
    source: Source
    received_at: str
    sha256: str
    record: dict[str, Any] | None
    sealed: str
    cut: bool = False


def shown_record(raw: bytes) -> dict[str, Any] | None:
    """The fields of a refused record that may be seen: those of a location (or Traccar's), long text cut."""
    try:
        found = msgspec.json.decode(raw.decode("utf-8", "replace"))
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    if not isinstance(found, dict):
        return None
    shown = _visible(found, _KEPT)
    for part, kept in _KEPT_OF_TRACCAR.items():
        if isinstance(found.get(part), dict):
            shown[part] = _visible(found[part], kept)
    return shown


def masked(value: Any) -> Any:
    """JSON as it was received, with dots for every value that is not of a field known to be no person's."""
    if isinstance(value, dict):
        seen = _visible(value, _SHOWN_ANYWHERE)
        return {name: seen[name] if name in seen else masked(part) for name, part in value.items()}
    if isinstance(value, list):
        return [masked(part) for part in value]
    return value if value is None or value == "" else MASK


def _is_plain(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _visible(fields: dict[str, Any], kept: frozenset[str]) -> dict[str, Any]:
    return {name: _cut(value) for name, value in fields.items() if name in kept and _is_plain(value)}


def _cut(value: Any) -> Any:
    return f"{value[:_SHOWN]}…" if isinstance(value, str) and len(value) > _SHOWN else value
