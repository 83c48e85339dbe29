"""Whether a part gets on: a table of what was seen, look by look, and what is to be done."""

from collections.abc import Mapping, Sequence

import pytest

from ops.http import Health
from ops.metrics import STALLED_S, build_metrics
from ops.progress import PATIENCE, STOOD_STILL_S, Progress, Sample, Verdict
from ops.watchman import NotGettingOn, Watchman

SAYS_S, ENDS_S = PATIENCE["pings"].says_s, PATIENCE["pings"].ends_s
EVERY_S = 10
Looks = Sequence[tuple[float, Mapping[str, int], tuple[str, ...]]]


def still(from_s: float, to_s: float, mark: int = 7, away: tuple[str, ...] = ()) -> list[tuple[float, Mapping[str, int], tuple[str, ...]]]:
    """Looks every ten seconds at one partition whose stored offset stays the same."""
    return [(at_s, {"gps.pings 0": mark}, away) for at_s in range(int(from_s), int(to_s) + 1, EVERY_S)]


@pytest.mark.parametrize(
    ("says", "looks", "expected"),
    (
        ("nothing waits", [(0, {}, ()), (1000, {}, ())], "fine"),
        ("it waits, but not for long yet", still(0, SAYS_S - EVERY_S), "fine"),
        ("it has waited for too long", still(0, SAYS_S), "stuck"),
        ("and longer still", still(0, ENDS_S - EVERY_S), "stuck"),
        ("for so long that a new beginning may help", still(0, ENDS_S), "end"),
        ("the offset has moved in between", [*still(0, 110), *still(120, 230, mark=8)], "fine"),
        ("all has been read in between", [*still(0, 110), (120, {}, ()), *still(130, 230)], "fine"),
        ("a neighbour does not answer, for an hour", still(0, 3600, away=("PostgreSQL",)), "fine"),
        ("a neighbour is back, and it has had no time yet", [*still(0, 200, away=("Kafka",)), *still(210, 300)], "fine"),
        ("a neighbour is back, and it does not get on", [*still(0, 200, away=("Kafka",)), *still(210, 330)], "stuck"),
        ("the process was stopped for an hour, and goes on", [*still(0, 110), *still(3710, 3720)], "fine"),
        ("stopped for an hour, it does not get on afterwards", [*still(0, 110), *still(3710, 3710 + SAYS_S)], "stuck"),
        ("a look that took long is no standing still", [*still(0, 60), *still(60 + STOOD_STILL_S, SAYS_S)], "stuck"),
        (
            "one partition gets on, another does not",
            [(at_s, {"gps.pings 0": at_s, "gps.pings 1": 7}, ()) for at_s in range(0, int(SAYS_S) + 1, EVERY_S)],
            "stuck",
        ),
    ),
)  # fmt: skip
def test_whether_it_gets_on(says: str, looks: Looks, expected: str) -> None:
    progress, verdict = Progress("pings"), Verdict("fine")
    for at_s, behind, away in looks:
        verdict = progress.look(Sample(at_s=at_s, behind=behind, waits_for=away))
    assert verdict.standing == expected, says
    assert (verdict.reason != "") == (expected != "fine")


def test_every_part_is_said_before_it_ends_and_has_time_for_a_standing_still() -> None:
    for part, patience in PATIENCE.items():
        assert STOOD_STILL_S < patience.says_s < patience.ends_s, part


def test_the_watchman_says_it_everywhere_and_takes_it_back() -> None:
    """In /healthz, in the metric; once it gets on again both are as before; where that lasts, the service ends."""
    health, metrics = Health(), build_metrics()

    async def unused() -> Mapping[str, Sample]:
        return {}

    watchman = Watchman("tracker", health, metrics, unused)
    seen: list[tuple[bool, float]] = []
    for at_s, mark in ((0.0, 7), (25.0, 7), (50.0, 7), (75.0, 7), (100.0, 7), (SAYS_S, 7), (SAYS_S + 1, 8)):
        watchman.weigh({"pings": Sample(at_s=at_s, behind={"gps.pings 0": mark})})
        seen.append((health.stuck is None, metrics.read(STALLED_S, part="pings")))
    assert seen[-3:] == [(True, 100.0), (False, SAYS_S), (True, 0.0)]
    for at_s in range(int(SAYS_S) + 1, int(SAYS_S + ENDS_S), EVERY_S):
        watchman.weigh({"pings": Sample(at_s=at_s, behind={"gps.pings 0": 8})})
    with pytest.raises(NotGettingOn, match=r"pings \(gps.pings 0\): records wait, and the stored offset stays"):
        watchman.weigh({"pings": Sample(at_s=SAYS_S + ENDS_S + 2, behind={"gps.pings 0": 8})})
