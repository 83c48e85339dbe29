"""Events: their names, and that the same facts make the same bytes."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.event import Event, build_event, decode_event, encode_event, entity_of, short_hash
from models.times import to_iso

DATA = {"trip_id": "t", "version": 1, "plate": "70-1234"}


def test_the_same_facts_have_the_same_id_whatever_their_order() -> None:
    assert build_event("a", 0, "s", DATA).id == build_event("a", 0, "s", dict(reversed(DATA.items()))).id


def test_another_version_another_type_another_fact_have_another_id() -> None:
    ids = {
        build_event("a", 0, "s", DATA).id, build_event("a", 0, "s", DATA | {"version": 2}).id,
        build_event("b", 0, "s", DATA).id, build_event("a", 0, "s", DATA | {"plate": "70-1235"}).id,
    }  # fmt: skip
    assert len(ids) == 4


def test_on_the_wire_it_is_a_cloud_event_in_one_line() -> None:
    body = encode_event(build_event("wastetrack.trip.started", 1_793_581_200_123, "t", DATA))
    assert b"\n" not in body
    assert json.loads(body) == {
        "specversion": "1.0", "id": build_event("wastetrack.trip.started", 1_793_581_200_123, "t", DATA).id, "source": "/wastetrack",
        "type": "wastetrack.trip.started", "time": to_iso(1_793_581_200_123), "subject": "t", "datacontenttype": "application/json",
        "data": DATA,
    }  # fmt: skip


@given(st.dictionaries(st.text(max_size=9), st.none() | st.integers(-(2**53), 2**53) | st.text() | st.booleans(), max_size=6))
def test_what_is_written_reads_back(data: dict[str, object]) -> None:
    event = build_event("wastetrack.trip.started", 0, "s", data)
    assert decode_event(encode_event(event)) == event


@pytest.mark.parametrize(
    ("kind", "data", "entity"),
    (("trip.ended", {"trip_id": "t", "alert_id": "x"}, "t"), ("alert.opened", {"trip_id": "t", "alert_id": "x"}, "x")),
)
def test_what_an_event_tells_of(kind: str, data: dict[str, str], entity: str) -> None:
    assert entity_of(Event(id="1", type=f"wastetrack.{kind}", time="", subject="", data=data)) == entity


def test_names_do_not_run_into_one_another() -> None:
    assert short_hash("a", "bc") != short_hash("ab", "c")
    assert short_hash("a", 1) == short_hash("a", "1")


def test_what_is_no_event_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_event(b"{}")
