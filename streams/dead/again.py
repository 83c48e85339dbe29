"""What a dead letter's record becomes when it is sent again: a message for its topic, or why it is held back. Pure."""

from typing import Final, NamedTuple

from models.decode import Accepted, decode_message
from models.fields import BadRecord
from models.reference import Kind
from models.topics import RAW
from streams.dead.filed import Filed
from streams.reference.publish import TOPICS
from streams.reference.records import read_record

KINDS: Final[dict[str, Kind]] = {topic: kind for kind, topic in TOPICS.items()}
MAX_VALUE_BYTES: Final = 1_000_000
"""Less than the largest record that a broker takes unless it is told otherwise, for key and headers come on top."""
HELD: Final = {
    "resent": "sent again before: --again does it once more",
    "cut": "only the beginning of its bytes was kept",
    "sealed": "its bytes cannot be opened with this key",
    "too_long": f"its bytes are more than {MAX_VALUE_BYTES}",
    "still_refused": "this program refuses it still",
    "not_your_unit": "its account may not speak for the unit still: `wastetrack gateway add-vendor` gives units",
    "newer": "a newer version of its key stands on its topic",
}
"""Why a letter is not sent again, in words."""


class Again(NamedTuple):
    """One message to be written; `unit_ids` are those of its pings, `version_key` the key of a reference record."""

    topic: str
    key: bytes
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    unit_ids: tuple[str, ...] = ()
    version_key: str = ""


class Held(NamedTuple):
    """A letter that is not sent again: a code of HELD, and what else is known."""

    why: str
    detail: str = ""


def again(filed: Filed, raw: bytes) -> Again | Held:
    """The message that brings a record back to where it is judged anew, by the bytes that were refused."""
    letter = filed.letter
    if letter.cut or letter.reason == "record_too_long":  # of such a record no more than its allowed length was kept
        return Held("cut")
    if len(raw) > MAX_VALUE_BYTES:
        return Held("too_long")
    kind = KINDS.get(letter.source.topic or "")
    return _pings(filed, raw) if kind is None else _version(kind, filed, raw)


def _pings(filed: Filed, raw: bytes) -> Again | Held:
    found = decode_message(raw).records
    units = tuple(dict.fromkeys(one.location.unit_id for one in found if isinstance(one, Accepted)))
    if not units:
        return Held("still_refused", found[0].reason if found and not isinstance(found[0], Accepted) else "no record")
    headers = [("resent", _trace(filed).encode())]
    if sender := filed.letter.source.sender:
        headers.insert(0, ("sender", sender.encode()))
    return Again(RAW.name, units[0].encode(), raw, tuple(headers), unit_ids=units)


def _version(kind: Kind, filed: Filed, raw: bytes) -> Again | Held:
    try:
        version = read_record(kind, filed.key, raw or None, 0)
    except BadRecord as error:
        return Held("still_refused", str(error))
    headers = (("resent", _trace(filed).encode()),)
    return Again(TOPICS[kind], filed.key or version.key.encode(), raw or None, headers, version_key=version.key)


def _trace(filed: Filed) -> str:
    return f"gps.dead/{filed.place.partition}/{filed.place.offset}"

