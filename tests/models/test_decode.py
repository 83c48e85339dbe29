"""Every form and tolerance of a message, one line each."""

import json
from typing import Any

import pytest

from models.decode import (
    MAX_RECORD_BYTES,
    REASONS,
    Accepted,
    Refused,
    decode_location,
    decode_message,
    decode_osmand,
    encode_location,
)
from models.ping import Location

UNIT = "043GT0600000860000090000050"
PLAIN: dict[str, Any] = {"unit_id": UNIT, "utc_ts": "2026-11-02T00:35:02.458Z", "lat": 13.5, "lon": 100.5}


def located(**fields: Any) -> Location:
    """The Location in a record that has these fields too (or without those that are ...)."""
    record = {name: value for name, value in (PLAIN | fields).items() if value is not ...}
    (one,) = decode_message(json.dumps(record).encode()).records
    assert isinstance(one, Accepted), one
    return one.location


def refused(body: bytes) -> Refused:
    (one,) = decode_message(body).records
    assert isinstance(one, Refused), one
    return one


@pytest.mark.parametrize(
    ("written", "read"),
    (
        ("2016-01-18T11:00:13.939Z", "2016-01-18T11:00:13.939Z"),
        ("2016-01-18T11:00:13.939z", "2016-01-18T11:00:13.939Z"),
        ("2016-01-18T11:00:13Z", "2016-01-18T11:00:13.000Z"),
        ("2016-01-18T11:00:13.9Z", "2016-01-18T11:00:13.900Z"),
        ("2016-01-18T11:00:13.93Z", "2016-01-18T11:00:13.930Z"),
        ("2016-01-18T11:00:13.9391Z", "2016-01-18T11:00:13.939Z"),
        ("2016-01-18T11:00:13.939999999Z", "2016-01-18T11:00:13.939Z"),
        ("2016-01-18T11:00:13", "2016-01-18T11:00:13.000Z"),
        ("2016-01-18 11:00:13", "2016-01-18T11:00:13.000Z"),
        ("2016-01-18 18:00:13+07:00", "2016-01-18T11:00:13.000Z"),
        ("2016-01-18 18:00:13 +0700", "2016-01-18T11:00:13.000Z"),
        ("2016-01-18T18:00:13.5+07", "2016-01-18T11:00:13.500Z"),
        ("2016-01-17T23:30:00.000-11:30", "2016-01-18T11:00:00.000Z"),
        ("2016-01-18T11:00Z", "2016-01-18T11:00:00.000Z"),
        (" 2016-01-18T11:00:13,25Z ", "2016-01-18T11:00:13.250Z"),
        ("2016-02-29T11:00:13.000Z", "2016-02-29T11:00:13.000Z"),
        ("2016-01-18 11:00:13 UTC", "2016-01-18T11:00:13.000Z"),
    ),
)
def test_times_as_senders_write_them(written: str, read: str) -> None:
    assert located(utc_ts=written).utc_ts == read
    assert located(recv_utc_ts=written).recv_utc_ts == read


@pytest.mark.parametrize(
    "written",
    (
        "2559-01-18T11:00:13.939Z", "1969-12-31T23:59:59.999Z", "2015-02-29T11:00:13.939Z", "2016-02-30T11:00:13.939Z",
        "2016-04-31T11:00:13.939Z", "2016-01-18T24:00:00.000Z", "2016-01-18T11:60:00.000Z", "2016-01-18", "20160118T110013Z",
        "2016-W03-1T11:00:13.939Z", "18/01/2016 11:00:13", "2016-01-18T11:00:13.1234567890Z", "yesterday", "๒๐๑๖-01-18T11:00:13Z",
        1453114813939, 1453114813.9, True, [], {}, "0000-00-00 00:00:00", "2016-13-01T00:00:00.000Z",
    ),
)  # fmt: skip
def test_what_is_no_time_costs_the_record_as_utc_ts_and_the_field_as_recv_utc_ts(written: Any) -> None:
    assert refused(json.dumps(PLAIN | {"utc_ts": written}).encode()).reason == "utc_ts_unreadable"
    assert located(recv_utc_ts=written).recv_utc_ts is None


@pytest.mark.parametrize(
    ("field", "written", "read"),
    (
        ("speed", 12, 12.0), ("speed", "12.5", 12.5), ("speed", " 12.5 ", 12.5), ("speed", "1e1", 10.0), ("speed", "", None),
        ("speed", None, None), ("speed", ..., None), ("speed", "fast", None), ("speed", -1, None), ("speed", True, None),
        ("speed", "NaN", None), ("speed", "Infinity", None), ("speed", "1_0", None), ("speed", "๑๒", None), ("speed", [1], None),
        ("course", 359.9, 359.9), ("course", 360, 0.0), ("course", 361, None), ("course", -1, None), ("course", "<b>90</b>", None),
        ("alt", -3.5, -3.5), ("alt", "0", 0.0), ("hdop", "abc", None), ("hdop", "0.9", 0.9), ("hdop", -1, None),
        ("num_sats", "11", 11.0), ("num_sats", -1, None), ("ext_power", "24.1", 24.1), ("max_speed", "", None),
        ("mileage", "10.5", 10.5), ("seq", "0", 0), ("seq", 65535.0, 65535), ("seq", 1.5, None), ("seq", 2**60, None),
        ("seq", "99999999999999999999", None), ("gsm_cell", " 7 ", 7), ("gsm_rssi", -71, -71), ("gsm_loc", {}, None),
        ("high_acc_count", "", None), ("high_de_acc_count", "2", 2), ("over_speed_count", 1e400, None),
        ("fix", True, 1), ("fix", "0", 0), ("fix", 1.0, 1), ("fix", "true", 1), ("fix", 2, None), ("fix", "A", None), ("fix", ..., None),
        ("engine_status", False, 0), ("engine_status", "1", 1), ("ext_power_status", " 1 ", 1), ("ext_power_status", 3, None),
        ("lat", "13.5", 13.5), ("lat", " -90 ", -90.0), ("lon", "+100.5", 100.5), ("lon", 180, 180.0),
    ),
)  # fmt: skip
def test_a_field_is_read_where_it_can_be_and_else_costs_itself_alone(field: str, written: Any, read: Any) -> None:
    expected = {**PLAIN, field: read}
    assert located(**{field: written}) == Location(**{k: v for k, v in expected.items() if v is not None})


@pytest.mark.parametrize(
    ("field", "written", "reason"),
    (
        ("unit_id", ..., "unit_id_missing"), ("unit_id", "", "unit_id_missing"), ("unit_id", "  ", "unit_id_missing"),
        ("unit_id", None, "unit_id_missing"), ("unit_id", True, "unit_id_unreadable"), ("unit_id", 1.5, "unit_id_unreadable"),
        ("unit_id", "a\x00b", "unit_id_unreadable"), ("unit_id", "a\u200bb", "unit_id_unreadable"), ("unit_id", "x" * 101, "unit_id_unreadable"),
        ("unit_id", [], "unit_id_unreadable"), ("utc_ts", ..., "utc_ts_missing"), ("utc_ts", "", "utc_ts_missing"),
        ("lat", ..., "lat_missing"), ("lat", "", "lat_missing"), ("lat", "north", "lat_unreadable"), ("lat", False, "lat_unreadable"),
        ("lat", 90.1, "lat_out_of_range"), ("lat", "NaN", "lat_unreadable"), ("lat", "Infinity", "lat_unreadable"),
        ("lon", None, "lon_missing"), ("lon", {}, "lon_unreadable"), ("lon", -180.0001, "lon_out_of_range"), ("lon", 1e308, "lon_out_of_range"),
    ),
)  # fmt: skip
def test_a_required_field_that_is_wrong_costs_the_record_with_its_reason(field: str, written: Any, reason: str) -> None:
    record = {name: value for name, value in (PLAIN | {field: written}).items() if value is not ...}
    one = refused(json.dumps(record).encode())
    assert one.reason == reason
    assert one.reason in REASONS
    assert one.unit_id == (None if field == "unit_id" else UNIT)


@pytest.mark.parametrize(
    ("written", "read"),
    ((358240051111110, "358240051111110"), (" v1752287035 ", "v1752287035"), ("155TLT1", "155TLT1"), ("กข-12", "กข-12"), ("e\u0301", "é"), ("0431234567890123456789012345678901", "0431234567890123456789012345678901")),
)
def test_units_are_any_key_as_text_or_number_composed_and_trimmed(written: Any, read: str) -> None:
    assert located(unit_id=written).unit_id == read


def test_the_misspelt_fields_count_where_the_right_ones_are_absent() -> None:
    assert located(hdrop="1.5", gsm_real=7) == Location(**PLAIN, hdop=1.5, gsm_cell=7)
    assert located(hdrop=9, hdop=1, gsm_real=9, gsm_cell=1) == Location(**PLAIN, hdop=1.0, gsm_cell=1)


def test_a_device_at_zero_zero_has_no_fix_whatever_it_says() -> None:
    assert located(lat=0, lon=0, fix=1).fix == 0
    assert located(lat=0, lon=100.0, fix=1).fix == 1


def test_personal_fields_and_unknown_ones_never_enter_a_location() -> None:
    personal = {"driver_id": "SENTINEL", "license": "SENTINEL", "driver_track1": "SENTINEL", "driver_track2": "SENTINEL"}
    found = located(**personal, door_state="SENTINEL")
    assert found == Location(**PLAIN)
    assert b"SENTINEL" not in encode_location(found)


def test_an_envelope_gives_each_record_with_its_exact_bytes_whatever_its_neighbours_are() -> None:
    good = b'{ "unit_id":"a", "utc_ts":"2016-01-18T11:00:13.939Z","lat":1,"lon":2 }'
    bad = b'{"unit_id":"b","lat":1,"lon":2}'
    message = decode_message(b'{"vender_id": 37, "locations_count": 9, "locations": [%b , 3,\n%b, null, "x", [], {}]}' % (good, bad))
    assert (message.form, message.vendor) == ("dlt", "037")
    assert [one.index for one in message.records] == [0, 1, 2, 3, 4, 5, 6]
    assert [one.raw for one in message.records] == [good, b"3", bad, b"null", b'"x"', b"[]", b"{}"]
    assert [getattr(one, "reason", "") for one in message.records] == [
        "", "not_an_object", "utc_ts_missing", "not_an_object", "not_an_object", "not_an_object", "unit_id_missing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "vendor"),
    (
        ('"vender_id": "043"', "043"), ('"vendor_id": 17', "017"), ('"vender_id": null, "vendor_id": "17"', "017"),
        ('"vender_id": "abcd"', "abcd"), ('"vender_id": true', None), ('"vender_id": []', None), ('"location_count": "1"', None),
        ('"vender_id": 1e999', None), ('"position": {}', None),
    ),
)  # fmt: skip
def test_an_envelope_tells_its_vendor_however_it_is_spelt(head: str, vendor: str | None) -> None:
    message = decode_message(f'{{{head}, "locations": [{json.dumps(PLAIN)}]}}'.encode())
    assert (message.form, message.vendor) == ("dlt", vendor)
    assert message.records == [Accepted(0, Location(**PLAIN), json.dumps(PLAIN).encode())]


@pytest.mark.parametrize(
    ("body", "reason"),
    (
        (b"", "not_json"), (b"{", "not_json"), (b"\xff\xfe{}", "not_json"), (b"{'unit_id': 1}", "not_json"), (b"[" * 100_000, "not_json"),
        (b'{"locations":' + b"[" * 100_000, "not_json"), (b'{"lat": 1,}', "not_json"), (b"null", "not_a_message"), (b"3", "not_a_message"), (b"[]", "not_a_message"), (b'"\xff"', "not_a_message"),
        (b"[{}]", "not_a_message"), (b"{}", "not_a_message"), (b'{"device": {}}', "not_a_message"), (b'{"locations": 3}', "locations_not_a_list"),
        (b'{"locations": null}', "locations_not_a_list"), (b'{"locations": {}}', "locations_not_a_list"),
    ),
)  # fmt: skip
def test_what_is_no_message_is_one_refusal_that_holds_all_its_bytes(body: bytes, reason: str) -> None:
    message = decode_message(body)
    assert (message.form, message.unreadable) == ("", refused(body))
    assert (refused(body).reason, refused(body).raw) == (reason, body)


def test_an_empty_envelope_is_a_message_without_records() -> None:
    message = decode_message(b'{"vender_id": "043", "locations": []}')
    assert (message.form, message.records, message.unreadable) == ("dlt", [], None)


@pytest.mark.parametrize("trouble", (b"NaN", b"-Infinity", b"nan", b"-inf", b"Infinity"))
def test_a_bare_nan_costs_its_field_and_not_the_batch(trouble: bytes) -> None:
    broken = b'{"unit_id":"a","utc_ts":"2016-01-18T11:00:13.939Z","lat":%b,"lon":2}' % trouble
    whole = b'{"unit_id":"b","utc_ts":"2016-01-18T11:00:13.939Z","lat":1,"lon":2,"hdop":%b,"license":"NaN"}' % trouble
    first, second = decode_message(b'{"locations":[%b,%b]}' % (broken, whole)).records
    assert isinstance(first, Refused)
    assert (first.reason, first.raw, first.unit_id) == ("lat_unreadable", broken, "a")
    assert second == Accepted(1, Location(unit_id="b", utc_ts="2016-01-18T11:00:13.939Z", lat=1.0, lon=2.0), whole)


@pytest.mark.parametrize("trouble", (b"\x01\t\n", b"\\ud800", b"\\udc00x", b"\xa1\xa2\xff", b"\\\\", b'\\"', b"\\\\\\ud83d\\ude00"))
def test_a_card_track_of_odd_bytes_costs_nothing(trouble: bytes) -> None:
    raw = b'{"unit_id":"a","utc_ts":"2016-01-18T11:00:13.939Z","license":"%b","lat":1,"lon":2}' % trouble
    expected = Location(unit_id="a", utc_ts="2016-01-18T11:00:13.939Z", lat=1.0, lon=2.0)
    assert decode_message(b'{"locations":[ %b ]}' % raw).records == [Accepted(0, expected, raw)]
    assert decode_message(raw).records == [Accepted(0, expected, raw)]


def test_a_byte_order_mark_costs_nothing() -> None:
    body = b"\xef\xbb\xbf" + json.dumps(PLAIN).encode()
    assert decode_message(body).records == [Accepted(0, Location(**PLAIN), body)]


def test_a_record_too_long_is_refused_without_its_neighbours() -> None:
    long = json.dumps(PLAIN | {"driver_id": "x" * MAX_RECORD_BYTES}).encode()
    first, second = decode_message(b'{"locations":[%b,%b]}' % (long, json.dumps(PLAIN).encode())).records
    assert isinstance(first, Refused)
    assert first.reason == "record_too_long"
    assert isinstance(second, Accepted)


def test_a_refusal_quotes_a_wrong_value_cut_and_on_one_line() -> None:
    one = refused(json.dumps(PLAIN | {"lat": "north\n" * 50}).encode())
    assert one.detail.startswith("north north")
    assert len(one.detail) < 70
    assert "\n" not in one.detail


TRACCAR: dict[str, Any] = {
    "position": {
        "id": 1, "protocol": "osmand", "deviceTime": "2026-11-02T00:35:01.000+00:00", "fixTime": "2026-11-02T00:35:02.000+00:00",
        "serverTime": "2026-11-02T00:35:04.000+00:00", "outdated": False, "valid": True, "latitude": 13.5, "longitude": 100.5,
        "altitude": 3.0, "speed": 10.0, "course": 90.0, "address": None,
        "attributes": {"hdop": 0.9, "sat": 11, "ignition": True, "power": 24.1, "odometer": 1500.0, "rssi": 3, "driverUniqueId": "SENTINEL"},
        "network": {"cellTowers": [{"cellId": 7, "locationAreaCode": 8}]},
    },
    "device": {"id": 1, "name": "SENTINEL", "uniqueId": "358240051111110", "contact": "SENTINEL", "phone": "SENTINEL"},
}  # fmt: skip


def traccar(position: dict[str, Any], **device: Any) -> Any:
    body = {"position": TRACCAR["position"] | position, "device": TRACCAR["device"] | device}
    message = decode_message(json.dumps(body).encode())
    assert message.form == "traccar"
    return message.records[0]


def test_a_location_with_a_field_named_position_is_no_traccar_message() -> None:
    sent = {"unit_id": "u", "utc_ts": "2026-11-02T00:35:02.000Z", "lat": 13.5, "lon": 100.5, "position": "N of the gate"}
    message = decode_message(json.dumps(sent).encode())
    assert message.form == "location"
    assert message.records[0].location == Location(unit_id="u", utc_ts="2026-11-02T00:35:02.000Z", lat=13.5, lon=100.5)  # type: ignore[union-attr]  # accepted


def test_traccar_speaks_knots_and_names_things_its_own_way() -> None:
    assert traccar({}).location == Location(
        unit_id="358240051111110", utc_ts="2026-11-02T00:35:02.000Z", recv_utc_ts="2026-11-02T00:35:04.000Z", lat=13.5, lon=100.5,
        speed=18.52, course=90.0, alt=3.0, fix=1, hdop=0.9, num_sats=11.0, engine_status=1, ext_power=24.1, mileage=1.5, gsm_rssi=3,
        gsm_cell=7, gsm_loc=8,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("position", "utc_ts", "fix"),
    (
        ({"valid": False}, "2026-11-02T00:35:02.000Z", 0),
        ({"fixTime": None}, "2026-11-02T00:35:01.000Z", 1),
        ({"fixTime": "", "deviceTime": None}, "2026-11-02T00:35:04.000Z", 1),
        ({"outdated": True}, "2026-11-02T00:35:01.000Z", 0),
        ({"latitude": 0.0, "longitude": 0.0}, "2026-11-02T00:35:02.000Z", 0),
    ),
)
def test_traccars_time_and_validity(position: dict[str, Any], utc_ts: str, fix: int) -> None:
    found = traccar(position).location
    assert (found.utc_ts, found.fix) == (utc_ts, fix)


@pytest.mark.parametrize(
    ("position", "device", "reason"),
    (
        ({"latitude": 91}, {}, "lat_out_of_range"),
        ({"longitude": None}, {}, "lon_missing"),
        ({"fixTime": "x", "deviceTime": None, "serverTime": None}, {}, "utc_ts_unreadable"),
        ({}, {"uniqueId": None}, "unit_id_missing"),
    ),
)
def test_a_bad_traccar_position_is_refused(position: dict[str, Any], device: dict[str, Any], reason: str) -> None:
    assert traccar(position, **device).reason == reason


@pytest.mark.parametrize("body", (b'{"position": 3, "device": {}}', b'{"position": null}', b'{"position": []}'))
def test_traccar_without_a_position_is_refused(body: bytes) -> None:
    assert (decode_message(body).form, refused(body).reason) == ("traccar", "not_an_object")


def test_a_location_comes_back_from_its_bytes() -> None:
    found = located(speed=3, fix=1, recv_utc_ts="2026-11-02T00:35:03.000Z")
    assert decode_location(encode_location(found)) == found


T_QUERY = b"timestamp=1763800000&lat=13.5&lon=100.5"


@pytest.mark.parametrize(
    ("query", "wanted"),
    (
        (b"id=u&", {"unit_id": "u", "utc_ts": "2025-11-22T08:26:40.000Z", "lat": 13.5, "lon": 100.5}),
        (b"deviceid=u&speed=10&bearing=90&", {"speed": 18.52, "course": 90.0}),
        (b"id=u&heading=360&altitude=-3&hdop=1.2&batt=80&accuracy=4&", {"course": 0.0, "alt": -3.0, "hdop": 1.2}),
        (b"id=u&valid=false&", {"fix": 0}), (b"id=u&valid=1&", {"fix": 1}), (b"id=u&valid=maybe&", {"fix": None}),
        (b"id=u&speed=fast&bearing=400&hdop=-1&altitude=&", {"speed": None, "course": None, "hdop": None, "alt": None}),
        (b"id=a%20b%2Bc&", {"unit_id": "a b+c"}),
    ),
)  # fmt: skip
def test_a_phone_s_query_is_read_as_traccar_reads_it(query: bytes, wanted: dict[str, Any]) -> None:
    message = decode_message(query + T_QUERY)
    assert message.form == "osmand"
    (one,) = message.records
    assert isinstance(one, Accepted)
    assert {name: getattr(one.location, name) for name in wanted} == wanted
    assert one.raw == query + T_QUERY


@pytest.mark.parametrize(
    ("time", "read"),
    (
        ("1763800000", "2025-11-22T08:26:40.000Z"), ("1763800000.5", "2025-11-22T08:26:40.500Z"), ("1763800000123", "2025-11-22T08:26:40.123Z"),
        ("2025-11-22T15:26:40%2B07:00", "2025-11-22T08:26:40.000Z"), ("2025-11-22+08:26:40", "2025-11-22T08:26:40.000Z"),
        ("-5", None), ("1e30", None), ("nan", None), ("9999999999999", None),
    ),
)  # fmt: skip
def test_a_query_s_time_is_in_seconds_milliseconds_or_text(time: str, read: str | None) -> None:
    (one,) = decode_message(f"id=u&lat=1&lon=2&timestamp={time}".encode()).records
    assert (one.location.utc_ts if isinstance(one, Accepted) else None) == read
    assert isinstance(one, Accepted) or one.reason == "utc_ts_unreadable"


@pytest.mark.parametrize("body", (b"a=1", b"lat=1&lon=2", b"id=u lat=1", b'{"a": "&id=u"', b"identity=u", b"[id=u]"))
def test_what_names_no_device_or_is_no_query_is_no_message(body: bytes) -> None:
    assert decode_message(body).form == ""


@pytest.mark.parametrize(
    ("body", "kept"),
    (
        (b"id=u&token=secret&" + T_QUERY, b"id=u&" + T_QUERY), (b"token=secret&id=u&lat=x", b"id=u&lat=x"),
        (b"https://gateway/osmand?token=secret&id=u&" + T_QUERY, b"id=u&" + T_QUERY),
        (b"id=u&lat=1 &%74oken=secret", b"id=u&lat=1 "), (b"lat=1&token=secret\n", b"lat=1"), (b"id=" + b"u" * MAX_RECORD_BYTES + b"&token=secret", None),
        (b"id=" + b"u" * (MAX_RECORD_BYTES - 9) + b"&token=secret", None), (b'{"a": "&token=b&"', b'{"a": "&token=b&"'),
    ),
)  # fmt: skip
def test_of_a_query_all_is_kept_but_its_token_whatever_becomes_of_it(body: bytes, kept: bytes | None) -> None:
    for read in (decode_message, decode_osmand):
        (one,) = read(body).records
        assert b"secret" not in one.raw
        assert kept is None or one.raw == kept
