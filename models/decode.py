"""One message in, its locations out: told apart by shape.

DLT's envelope, a bare location, Traccar's forwarding, and what phones send to Traccar: OsmAnd's query and the JSON of
Traccar's own app.
"""

import math
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from models.decode_fields import MAX_UNIT_ID, vendor_code
from models.decode_forms import Unacceptable, dlt_location, osmand_location, phone_location, traccar_location
from models.decode_quick import FAILURES, LOCATION_DECODER, quick_location
from models.decode_repair import original_slices, repaired
from models.ping import Location
from models.query_token import without_token

MAX_RECORD_BYTES: Final = 65_536

REASONS: Final = {
    "not_json": "the message is no JSON",
    "not_a_message": "the message is none of the forms: a DLT envelope, a location, Traccar's or OsmAnd's",
    "locations_not_a_list": "the envelope's locations are no list",
    "not_an_object": "the record is no JSON object",
    "record_too_long": f"the record has over {MAX_RECORD_BYTES} bytes",
    "unit_id_missing": "the record names no unit",
    "unit_id_unreadable": f"unit_id cannot be a key: no text, over {MAX_UNIT_ID} characters, or control characters",
    "utc_ts_missing": "the record has no time",
    "utc_ts_unreadable": "utc_ts is no time between 1970 and 2259",
    "lat_missing": "the record has no latitude",
    "lat_unreadable": "lat is no number",
    "lat_out_of_range": "lat is not between -90 and 90",
    "lon_missing": "the record has no longitude",
    "lon_unreadable": "lon is no number",
    "lon_out_of_range": "lon is not between -180 and 180",
}
"""Why a message or record is refused, in words."""


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """A record that is a ping, its place in the message, and its bytes exactly as received."""

    index: int
    location: Location
    raw: bytes


class Refused(msgspec.Struct, frozen=True, gc=False):
    """A record (or whole message) that is not: a code of REASONS, the wrong value cut short, and the bytes."""

    index: int
    reason: str
    detail: str
    raw: bytes
    unit_id: str | None = None


Decoded = Accepted | Refused


class Message(msgspec.Struct, frozen=True):
    """What one message holds: its form and its records.

    The form is `dlt`, `location`, `traccar`, `osmand`, or `""` when unreadable. `vendor` is an envelope's vendor code,
    digits padded to three places.
    """

    form: str
    records: list[Decoded]
    vendor: str | None = None

    @property
    def unreadable(self) -> Refused | None:
        """The refusal of the message as a whole, if it has no readable form."""
        first = self.records[0] if not self.form and self.records else None
        return first if isinstance(first, Refused) else None


class _Top(msgspec.Struct):
    locations: list[msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET
    vender_id: Any = None
    vendor_id: Any = None
    position: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_TOP: Final = msgspec.json.Decoder(_Top)
_FIELDS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ANY: Final = msgspec.json.Decoder()
_ENCODER: Final = msgspec.json.Encoder()
_PRINTABLE: Final = re.compile(rb"[^\[{\"][!-~]*")
_OPENS_JSON: Final = (b"{", b"[", b'"')
_NAMES_A_DEVICE: Final = re.compile(rb"(?:^|&)(?:id|deviceid)=")
_QUERY_FIELDS: Final = 100
_OSMAND: Final = frozenset({"id", "deviceid", "lat", "lon", "location", "timestamp"})
_REQUIRED: Final = frozenset({"unit_id", "utc_ts", "lat", "lon"})


def decode_message(body: bytes) -> Message:
    """The records of one message, in their order; never raises: what cannot be read is Refused with its bytes."""
    if b'"locations"' not in body and b'"position"' not in body:
        quick = _quick(0, body)
        if quick is not None:
            return Message("location", [quick])
    try:
        return _shaped(body, body)
    except FAILURES as error:
        if _is_query(body):
            return decode_osmand(body)
        mended = repaired(body)
        if mended != body:
            try:
                return _shaped(mended, body)
            except FAILURES:
                pass
        # What was meant as a query and is none may hold a token as well.
        kept = body if body.lstrip().startswith(_OPENS_JSON) else without_token(body)
        return _whole("not_json", str(error) if isinstance(error, msgspec.MsgspecError) else "", kept)


def decode_traccar(body: bytes) -> Message:
    """As decode_message, for a sender who has no other form than Traccar's."""
    message = decode_message(body)
    return message if message.form in {"traccar", ""} else _whole("not_a_message", "", body)


def decode_osmand(body: bytes) -> Message:
    """As decode_message, for a phone: a URL's query, read and kept without its token, or Traccar Client's JSON."""
    if body.lstrip().startswith(b"{"):
        message = decode_message(body)
        return message if message.form in {"osmand", ""} else _whole("not_a_message", "", body)
    body = without_token(body)
    if len(body) > MAX_RECORD_BYTES:
        return Message("osmand", [Refused(0, "record_too_long", f"{len(body)} bytes", body[:MAX_RECORD_BYTES])])
    try:
        found = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_QUERY_FIELDS))
    except ValueError as error:
        return _whole("not_a_message", str(error), body)
    if _OSMAND.isdisjoint(found):
        return _whole("not_a_message", "", body)
    return Message("osmand", [_accepted(0, body, lambda: osmand_location(found))])


def encode_location(location: Location) -> bytes:
    """The value of a record on gps.pings: the normalised location as JSON, absent fields left out."""
    return _ENCODER.encode(location)


def decode_location(value: bytes) -> Location:
    """The location in a value of gps.pings; raises msgspec.MsgspecError (or UnicodeDecodeError) on anything else."""
    return LOCATION_DECODER.decode(value)


def _shaped(text: bytes, body: bytes) -> Message:
    try:
        top = _TOP.decode(text)
    except (msgspec.ValidationError, UnicodeError):
        return _by_keys(text, body)
    if top.locations is not msgspec.UNSET:
        vendor = vendor_code(top.vender_id if top.vender_id is not None else top.vendor_id)
        return Message("dlt", _records(top.locations, text, body), vendor)
    return _by_keys(text, body)


def _records(locations: Sequence[msgspec.Raw], text: bytes, body: bytes) -> list[Decoded]:
    parts = [bytes(raw) for raw in locations]
    if text is body:
        return [_quick(index, part) or _patient(index, part, part) for index, part in enumerate(parts)]
    raws = original_slices(body, text, parts)
    return [_patient(index, part, raw) for index, (part, raw) in enumerate(zip(parts, raws, strict=True))]


def _by_keys(text: bytes, body: bytes) -> Message:
    """Forms other than a plain envelope, and envelopes whose head has odd types."""
    try:
        fields = _FIELDS.decode(text)
    except (msgspec.ValidationError, UnicodeError):
        _ANY.decode(text.decode("utf-8", "replace"))  # tells malformed JSON from JSON of another shape
        return _whole("not_a_message", "", body)
    if "locations" in fields:
        try:
            locations = msgspec.json.decode(fields["locations"], type=list[msgspec.Raw])
        except FAILURES:
            return _whole("locations_not_a_list", "", body)
        vendor = vendor_code(_value(fields.get("vender_id")) or _value(fields.get("vendor_id")))
        return Message("dlt", _records(locations, text, body), vendor)
    if "position" in fields and ("device" in fields or _REQUIRED.isdisjoint(fields)):
        return Message("traccar", [_traccar(fields, body)])
    if "location" in fields and "device_id" in fields and _REQUIRED.isdisjoint(fields):
        return Message("osmand", [_phone(fields, body)])
    if not _REQUIRED.isdisjoint(fields):
        return Message("location", [_patient(0, text, body)])
    return _whole("not_a_message", "", body)


def _is_query(body: bytes) -> bool:
    return len(body) <= MAX_RECORD_BYTES and bool(_PRINTABLE.fullmatch(body) and _NAMES_A_DEVICE.search(body))


def _whole(reason: str, detail: str, body: bytes) -> Message:
    return Message("", [Refused(0, reason, detail, body)])


def _quick(index: int, raw: bytes) -> Accepted | None:
    """A record in which all is as it should be, or wrong in the common ways; anything else is None."""
    if len(raw) > MAX_RECORD_BYTES:
        return None
    found = quick_location(raw)
    return None if found is None else Accepted(index, found, raw)


def _patient(index: int, text: bytes, raw: bytes) -> Decoded:
    """A record read field by field, so that a wrong optional field costs that field alone."""
    if len(raw) > MAX_RECORD_BYTES:
        return Refused(index, "record_too_long", f"{len(raw)} bytes", raw[:MAX_RECORD_BYTES])
    try:
        fields = _FIELDS.decode(text.decode("utf-8", "replace"))
    except FAILURES:
        return Refused(index, "not_an_object", "", raw)
    return _accepted(index, raw, lambda: dlt_location({name: _value(part) for name, part in fields.items()}))


def _traccar(fields: dict[str, msgspec.Raw], raw: bytes) -> Decoded:
    if len(raw) > MAX_RECORD_BYTES:
        return Refused(0, "record_too_long", f"{len(raw)} bytes", raw[:MAX_RECORD_BYTES])
    position, device = _value(fields["position"]), _value(fields.get("device"))
    if not isinstance(position, dict):
        return Refused(0, "not_an_object", "position", raw)
    return _accepted(0, raw, lambda: traccar_location(position, device if isinstance(device, dict) else {}))


def _phone(fields: dict[str, msgspec.Raw], raw: bytes) -> Decoded:
    if len(raw) > MAX_RECORD_BYTES:
        return Refused(0, "record_too_long", f"{len(raw)} bytes", raw[:MAX_RECORD_BYTES])
    place, device_id = _value(fields["location"]), _value(fields["device_id"])
    if not isinstance(place, dict):
        return Refused(0, "not_an_object", "location", raw)
    return _accepted(0, raw, lambda: phone_location(place, device_id))


def _accepted(index: int, raw: bytes, read: Any) -> Decoded:
    try:
        return Accepted(index, read(), raw)
    except Unacceptable as wrong:
        return Refused(index, wrong.reason, wrong.detail, raw, wrong.unit_id)


def _value(part: msgspec.Raw | None) -> Any:
    """A field's value; what cannot be read, such as 1e999, is as good as no number."""
    if part is None:
        return None
    try:
        return _ANY.decode(part)
    except FAILURES:
        try:
            return _ANY.decode(bytes(part).decode("utf-8", "replace"))
        except FAILURES:
            return math.nan
