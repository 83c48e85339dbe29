"""Which version of a record is in force when, as tables of examples."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.permit_decode import to_permit
from models.reference import ReferenceVersion, in_force, permit_status, timeline
from models.times import DAY_MS, HOUR_MS, to_iso
from models.vehicle import to_vehicle
from tests.models.examples import permit, vehicle

DAY = 20_000 * DAY_MS
BODY = to_vehicle(vehicle())


def told(seq: int, *, received_h: float = 0, from_h: float | None = None, ended: bool = False) -> ReferenceVersion:
    """A version told at some hour of the day that the tables count from."""
    return ReferenceVersion(
        kind="vehicles", key="k", seq=seq, body=None if ended else BODY, received_ms=DAY + int(received_h * HOUR_MS),
        version_from_ms=None if from_h is None else DAY + int(from_h * HOUR_MS),
    )  # fmt: skip


def in_file(seq: int, *, from_h: float | None = None) -> ReferenceVersion:
    return ReferenceVersion(
        kind="vehicles", key="k", seq=seq, body=BODY, received_ms=0, version_from_ms=None if from_h is None else DAY + int(from_h * HOUR_MS)
    )


CASES: tuple[tuple[str, list[ReferenceVersion], dict[float, int | None]], ...] = (
    ("nothing told", [], {0: None}),
    ("the first holds from the beginning, also before its receipt", [told(1, received_h=10)], {-9999: 1, 9: 1, 11: 1}),
    ("the first with a start holds from there, however long before its receipt", [told(1, received_h=100, from_h=0)], {-1: None, 0: 1, 200: 1}),
    ("a later one holds from its receipt", [told(1), told(2, received_h=10)], {9.99: 1, 10: 2}),
    ("a later one that begins later waits", [told(1), told(2, received_h=10, from_h=20)], {19.99: 1, 20: 2}),
    ("a later one that begins before its receipt counts from there", [told(1), told(2, received_h=10, from_h=4)], {3.99: 1, 4: 2}),
    ("but at most 24 h back", [told(1), told(2, received_h=100, from_h=4)], {75.99: 1, 76: 2}),
    ("an announced version is not undone by an earlier one told after it", [told(1), told(2, received_h=1, from_h=20), told(3, received_h=5)], {4: 1, 5: 3, 20: 2}),
    ("nor by one that reaches back past it", [told(1), told(2, received_h=1, from_h=20), told(3, received_h=50, from_h=10)], {10: 1, 19: 1, 20: 2, 26: 2, 60: 2}),
    ("of two that begin together the one told last", [told(1), told(2, received_h=1, from_h=5), told(3, received_h=2, from_h=5)], {4: 1, 5: 3}),
    ("a tombstone ends the key", [told(1), told(2, received_h=10, ended=True)], {9.99: 1, 10: None}),
    ("and what was announced", [told(1), told(2, received_h=1, from_h=20), told(3, received_h=10, ended=True)], {9: 1, 10: None, 21: None}),
    ("told again after a tombstone it holds from its receipt", [told(1), told(2, received_h=10, ended=True), told(3, received_h=15)], {9: 1, 12: None, 15: 3}),
    ("or from its start, over the tombstone too", [told(1), told(2, received_h=10, ended=True), told(3, received_h=15, from_h=5)], {4: 1, 5: 3, 12: 3}),
    ("a tombstone before anything ends nothing", [told(1, ended=True), told(2, received_h=10)], {-5: 2, 11: 2}),
    ("what stands in a file counts from its start, however far back", [in_file(1), in_file(2, from_h=-9000)], {-9001: 1, -9000: 2}),
    ("a version may be told in any order of starts", [in_file(1, from_h=10), in_file(2, from_h=5)], {4: None, 5: 2, 10: 1}),
)  # fmt: skip


@pytest.mark.parametrize(("says", "versions", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_version_in_force(says: str, versions: list[ReferenceVersion], expected: dict[float, int | None]) -> None:
    for hour, seq in expected.items():
        found = in_force(versions, DAY + int(hour * HOUR_MS))
        assert (found.seq if found else None) == seq, f"{says}: at hour {hour}"


@given(
    st.lists(
        st.builds(
            told,
            seq=st.integers(1, 9),
            received_h=st.integers(0, 60),
            from_h=st.none() | st.integers(-40, 80),
            ended=st.booleans(),
        ),
        max_size=5,
        unique_by=lambda version: version.seq,
    ),
    st.integers(-60, 120),
)
def test_the_timeline_says_what_in_force_says(versions: list[ReferenceVersion], hour: int) -> None:
    at_ms = DAY + hour * HOUR_MS
    spans = timeline(versions)
    there = [s for s in spans if (s.from_ms is None or s.from_ms <= at_ms) and (s.to_ms is None or at_ms < s.to_ms)]
    found = in_force(versions, at_ms)
    assert [span.version for span in there] == ([] if found is None else [found])
    assert all(one.to_ms is not None and two.from_ms is not None and one.to_ms <= two.from_ms for one, two in pairwise(spans))


@given(st.permutations([told(1), told(2, received_h=5), told(3, received_h=9, from_h=2), told(4, received_h=12, ended=True)]))
def test_the_order_in_which_versions_are_read_does_not_matter(versions: list[ReferenceVersion]) -> None:
    assert [in_force(versions, DAY + hour * HOUR_MS) for hour in range(15)] == [
        in_force(sorted(versions, key=lambda version: version.seq), DAY + hour * HOUR_MS) for hour in range(15)
    ]


def status(seq: int, name: str, *, received_h: float = 0, since_h: float | None = None, from_h: float | None = None) -> ReferenceVersion:
    times = {"status_since": since_h, "version_from": from_h}
    raw = permit(status=name, **{k: to_iso(DAY + int(v * HOUR_MS)) for k, v in times.items() if v is not None})
    body = to_permit(raw)
    return ReferenceVersion(
        kind="permits", key=body.permit_key, version_from_ms=body.version_from_ms, received_ms=DAY + int(received_h * HOUR_MS), body=body, seq=seq
    )


STATUSES: tuple[tuple[str, list[ReferenceVersion], dict[float, str | None]], ...] = (
    ("without a since the status holds as long as the version", [status(1, "submitted")], {-99: "submitted", 99: "submitted"}),
    ("before its since a revoked permit was approved", [status(1, "revoked", since_h=10)], {9: "approved", 10: "revoked"}),
    ("before its since a suspended permit was approved", [status(1, "suspended", since_h=10)], {9: "approved", 10: "suspended"}),
    ("before its since an approved permit was submitted", [status(1, "approved", since_h=10)], {9: "submitted", 10: "approved"}),
    ("before its since the earlier version's status holds", [status(1, "submitted"), status(2, "revoked", received_h=5, since_h=10)], {4: "submitted", 9: "submitted", 10: "revoked"}),
    ("the earlier version's own since counts", [status(1, "suspended", since_h=2), status(2, "approved", received_h=5, since_h=10)], {1: "approved", 3: "suspended", 9: "suspended", 10: "approved"}),
    ("none is in force, no status", [status(1, "approved", from_h=5)], {4: None, 5: "approved"}),
)  # fmt: skip


@pytest.mark.parametrize(("says", "versions", "expected"), STATUSES, ids=[case[0] for case in STATUSES])
def test_the_status_of_a_permit(says: str, versions: list[ReferenceVersion], expected: dict[float, str | None]) -> None:
    for hour, name in expected.items():
        assert permit_status(timeline(versions), DAY + int(hour * HOUR_MS)) == name, f"{says}: at hour {hour}"


def test_a_permit_told_again_after_a_tombstone_has_no_earlier_status() -> None:
    first = status(1, "submitted")
    ended = ReferenceVersion(kind="permits", key=first.key, version_from_ms=None, received_ms=DAY + 5 * HOUR_MS, body=None, seq=2)
    spans = timeline([first, ended, status(3, "revoked", received_h=8, since_h=10)])
    assert [permit_status(spans, DAY + hour * HOUR_MS) for hour in (4, 6, 9, 10)] == ["submitted", None, "approved", "revoked"]
