"""weight-mismatch: the two limits, the fifth of a tonne under both, and weights that are exactly at them."""

import pytest

from alerts import weight_mismatch
from models.manifest import ManifestStatus
from models.thresholds import WeightMismatch
from tests.alerts import said
from tests.alerts.papers import a_manifest

LIMITS = WeightMismatch()


@pytest.mark.parametrize(
    ("says", "out_t", "in_t", "reason"),
    (
        ("the same", 10, 10, "within"),
        ("exactly 5 % less", 10, 9.5, "within"),
        ("a gram more than that", 10, 9.499999, "high"),
        ("exactly 5 % more", 10, 10.5, "within"),
        ("a gram more than that, upwards", 10, 10.500001, "high"),
        ("exactly 10 %", 10, 9, "high"),
        ("a gram more", 10, 8.999999, "critical"),
        ("5 % that no binary number is", 10.1, 9.595, "within"),
        ("10 % that no binary number is", 4.1, 3.69, "high"),
        ("exactly 0.2 t of a small load", 1.3, 1.1, "within"),
        ("and the other way", 1.1, 1.3, "within"),
        ("a kilogram more is over both limits of a small load", 1.3, 1.099, "critical"),
        ("of 3 t it is 0.2 t for high, 0.3 t for critical", 3, 2.75, "high"),
        ("of 3 t over 0.3 t", 3, 2.699, "critical"),
        ("of 4 t 5 % are 0.2 t", 4, 3.8, "within"),
        ("all of it gone", 10, 0, "critical"),
        ("nothing weighed out", 0, 0.2, "within"),
        ("nothing weighed out, something in", 0, 0.201, "critical"),
        ("not weighed in yet", 10, None, "not_judged"),
        ("never weighed out", None, 10, "not_judged"),
    ),
)
def test_weight_mismatch(says: str, out_t: float | None, in_t: float | None, reason: str) -> None:
    manifest = a_manifest(weigh_out_t=out_t, weigh_in_t=in_t)
    assert weight_mismatch.judge(manifest, LIMITS) == reason, says
    found = weight_mismatch.finding(manifest, 5, LIMITS)
    assert (None if found is None else found.severity) == (reason if reason in {"high", "critical"} else None)
    if found is not None:
        said.check(found)
        assert (found.started_ms, found.ended_ms, found.urgency, found.episode) == (5, 5, "record", "M1")


@pytest.mark.parametrize(("status", "reason"), (("received", "critical"), ("issued", "critical"), ("returned", "not_judged"), ("cancelled", "not_judged")))
def test_a_load_that_went_back_is_lawful(status: ManifestStatus, reason: str) -> None:
    assert weight_mismatch.judge(a_manifest(status=status, weigh_out_t=10, weigh_in_t=1), LIMITS) == reason
