"""Laws of decoding: nothing raises, nothing is lost, what was normal stays as it is, both paths agree."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.canonical import canonical, location_tie
from models.decode import REASONS, Accepted, decode_location, decode_message, encode_location
from models.decode_forms import dlt_location
from models.decode_quick import quick_location
from models.decode_repair import repaired
from models.ping import Location
from models.times import to_iso

WHOLE = st.integers(-(2**53) + 1, 2**53 - 1) | st.none()
POSITIVE = st.floats(0, 1e9, allow_nan=False) | st.none()
MOMENTS = st.integers(0, 9_100_000_000_000).map(to_iso)
LOCATIONS = st.builds(
    Location,
    unit_id=st.text("0123456789ABCabcกขéñ-_. ", min_size=1, max_size=40).map(str.strip).filter(bool),
    utc_ts=MOMENTS, lat=st.floats(-90, 90).filter(bool), lon=st.floats(-180, 180), recv_utc_ts=MOMENTS | st.none(),
    speed=POSITIVE, course=st.floats(0, 359.9) | st.none(), alt=st.floats(-500, 9000) | st.none(), fix=st.sampled_from((None, 0, 1)),
    hdop=POSITIVE, num_sats=POSITIVE, engine_status=st.sampled_from((None, 0, 1)), ext_power_status=st.sampled_from((None, 0, 1)),
    ext_power=POSITIVE, seq=WHOLE, mileage=POSITIVE, gsm_cell=WHOLE, gsm_loc=WHOLE, gsm_rssi=WHOLE, high_acc_count=WHOLE,
    high_de_acc_count=WHOLE, over_speed_count=WHOLE, max_speed=POSITIVE,
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | MOMENTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
RECORDS = st.dictionaries(st.sampled_from([*Location.__struct_fields__, "hdrop", "gsm_real", "license", "x"]), VALUES)
TRACCAR_PARTS = st.dictionaries(
    st.sampled_from(("latitude", "longitude", "fixTime", "deviceTime", "speed", "valid", "outdated", "attributes", "network", "uniqueId")), VALUES
)


@given(LOCATIONS)
def test_a_normal_location_is_a_message_and_stays_as_it_is(location: Location) -> None:
    value = encode_location(location)
    assert decode_location(value) == location
    assert decode_message(value).records == [Accepted(0, location, value)]


@given(LOCATIONS)
def test_the_quick_path_and_the_patient_one_agree(location: Location) -> None:
    assert dlt_location(json.loads(encode_location(location))) == location


@given(LOCATIONS)
def test_the_tie_leaves_out_the_time_of_receipt_alone(location: Location) -> None:
    fields: dict[str, Any] = json.loads(encode_location(location))
    fields.pop("recv_utc_ts", None)
    assert location_tie(location).encode() == canonical(fields)


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda noise: b'{"locations":[{"unit_id":"a","lat":' + noise + b"}]}"))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    for one in decode_message(body).records:
        assert isinstance(one, Accepted) or one.reason in REASONS


@given(st.lists(RECORDS | VALUES, max_size=4), st.booleans())
def test_no_envelope_makes_it_raise_and_every_record_is_accounted_for(records: list[Any], ascii_only: bool) -> None:
    parts = [json.dumps(record, ensure_ascii=ascii_only).encode("utf-8", "replace") for record in records]
    message = decode_message(b'{"vender_id":"043","locations":[' + b", ".join(parts) + b"]}")
    assert message.form == "dlt"
    assert [one.raw for one in message.records] == parts
    assert [one.index for one in message.records] == list(range(len(parts)))
    for one in message.records:
        if isinstance(one, Accepted):
            assert decode_location(encode_location(one.location)) == one.location
            canonical(one.location)


@given(TRACCAR_PARTS | VALUES, TRACCAR_PARTS | VALUES)
def test_no_traccar_position_makes_it_raise(position: Any, device: Any) -> None:
    body = json.dumps({"position": position, "device": device}).encode()
    assert len(decode_message(body).records) == 1


@given(st.binary(max_size=100))
def test_a_repair_never_moves_a_byte(body: bytes) -> None:
    assert len(repaired(body)) == len(body)


@given(RECORDS)
def test_a_repair_leaves_sound_json_alone(record: dict[str, Any]) -> None:
    text = json.dumps(record, allow_nan=True)
    if "NaN" not in text and "Infinity" not in text and "\\ud" not in text:
        assert repaired(text.encode()) == text.encode()


NUMBERS = st.floats(-1e3, 1e3) | st.integers(-400, 400) | st.sampled_from((True, 1e17, "nan", "null", "1_0", "0x1", " 12.5 ", "1e400", "", "x"))
AS_SENT = st.fixed_dictionaries(
    {"unit_id": st.sampled_from(("a1", "  a1", "é", 7)), "utc_ts": MOMENTS, "lat": NUMBERS | NUMBERS.map(str), "lon": NUMBERS | NUMBERS.map(str)},
    optional={name: NUMBERS | NUMBERS.map(str) | st.none() for name in Location.__struct_fields__[5:]}
    | {"hdrop": NUMBERS | NUMBERS.map(str) | st.none(), "gsm_real": NUMBERS | st.none(), "recv_utc_ts": MOMENTS | st.just("now")},
)


@given(AS_SENT)
def test_what_the_quick_path_reads_the_patient_one_reads_the_same(record: dict[str, Any]) -> None:
    found = quick_location(json.dumps(record).encode())
    assert found is None or found == dlt_location(record)


@given(st.floats(-90, 90).filter(bool), st.floats(-180, 180), POSITIVE)
def test_numbers_as_text_and_a_misspelt_name_are_read_quickly(lat: float, lon: float, hdop: float | None) -> None:
    record = {"unit_id": "a1", "utc_ts": to_iso(0), "lat": str(lat), "lon": str(lon), "speed": "0.0", "hdrop": hdop}
    location = Location(unit_id="a1", utc_ts=to_iso(0), lat=lat, lon=lon, speed=0.0, hdop=hdop)
    assert quick_location(json.dumps(record).encode()) == location
