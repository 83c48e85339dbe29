"""Random stories of two trucks of one permit, for laws: they load, meet on the road, unload, and have papers."""

from typing import Any, Final

from hypothesis import strategies as st

from tests.builders import PROVINCE, Scene, a_manifest, a_permit, an_item
from tests.judging.stories import ZONES, Story, moves
from tests.weighing.fleet import BOTH, SECOND, SECOND_PLATE, VEHICLES, merged

_SECONDS: Final[dict[str, Any]] = {"plate": SECOND_PLATE, "province": PROVINCE}
_LITTLE: Final = a_permit(vehicles=BOTH, items=[an_item(monthly_t=[10.0] * 12)])

PAPERS: Final[dict[str, dict[str, Any]]] = {
    "no manifests": {},
    "one for two": {"manifests": [a_manifest()]},
    "one each": {"manifests": [a_manifest(received=70), a_manifest("M-2", **_SECONDS, received=40)]},
    "two rounds": {"manifests": [a_manifest("M-1"), a_manifest("M-2", 90), a_manifest("M-3", 100, **_SECONDS)]},
    "received early": {"manifests": [a_manifest(received=20, weigh_out_t=6.0, weigh_in_t=5.0)]},
    "weights": {"manifests": [a_manifest(received=60, weigh_out_t=6.0, weigh_in_t=4.0), a_manifest("M-2", 90, weigh_out_t=6.0, weigh_in_t=5.5)]},
    "over quota": {"permits": [_LITTLE], "manifests": [a_manifest(), a_manifest("M-2", **_SECONDS), a_manifest("M-3", 90)]},
    "a receipt with a round open": {"manifests": [a_manifest(received=200), a_manifest("M-2", 80, **_SECONDS)]},
    "cancelled": {"manifests": [a_manifest(), a_manifest(status="cancelled", version_from="2026-11-02T01:45:00Z"), a_manifest("M-2", **_SECONDS)]},
    "returned": {"manifests": [a_manifest(), a_manifest(status="returned", version_from="2026-11-02T02:20:00Z")]},
    "a hurry to sites": {"rules": "[emerging-site]\nstops = 2\nradius_m = 400\n"},
}  # fmt: skip

_ROADS: Final = (
    (("stand", 11), ("go", "processor"), ("stand", 6), ("go", "halfway")),
    (("stand", 11), ("go", "halfway"), ("stand", 16), ("stand", 11), ("go", "gate")),
    (("stand", 11), ("go", "field"), ("stand", 6), ("go", "generator"), ("stand", 6)),
    (("go", "halfway"), ("stand", 16), ("stand", 6), ("go", "processor"), ("stand", 6), ("go", "halfway")),
    (("go", "processor"), ("stand", 11), ("go", "generator"), ("stand", 11), ("go", "processor"), ("stand", 6), ("go", "rest")),
)


def _told() -> st.SearchStrategy[list[tuple[str, Any]]]:
    """Mostly one of the roads, and now and then something else in between."""
    road = st.sampled_from(_ROADS)
    return st.tuples(road, st.lists(st.tuples(st.integers(0, 6), moves), max_size=3)).map(lambda drawn: _with(*drawn))


def _with(road: tuple[tuple[str, Any], ...], more: list[tuple[int, tuple[str, Any]]]) -> list[tuple[str, Any]]:
    told = list(road)
    for where, move in more:
        told.insert(min(where, len(told)), move)
    return told


class TwoTrucks(Scene):
    """Two stories, the second of which begins so many minutes later, and papers."""

    def __init__(self, name: str, first: list[tuple[str, Any]], second: list[tuple[str, Any]], later: int) -> None:
        one, two = Story(first), Story(second, minute=later, unit_id=SECOND)
        super().__init__(
            merged(one, two), **({"permits": [a_permit(vehicles=BOTH)], "vehicles": VEHICLES, "zones": ZONES} | PAPERS[name])
        )
        self.told = name, first, second, later

    def __repr__(self) -> str:
        return f"TwoTrucks{self.told}"


two_trucks = st.builds(TwoTrucks, st.sampled_from(sorted(PAPERS)), _told(), _told(), st.sampled_from((0, 1, 7, 15, 26, 60)))

