"""Every scene that trackers and replays must agree on, and all of them side by side as one: each in a land of its own."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from models.reference import Kind
from tests.agreement.orders import received_ms
from tests.builders import ROAD_M, Scene, Track, a_clean_trip, a_manifest, a_ping
from tests.golden.scenarios import GOLDEN
from tests.weighing.fleet import SECOND, two_trucks
from tests.weighing.test_hand_overs import breakdown
from tests.weighing.test_papers import loads, one, visits_to_a_field

_TOLD_APART: Final = ("permit_no", "zone_id", "manifest_no", "factory_no", "plate")
_LAND_DEGREES: Final = 2.0


def _short_trip(minute: float, unit_id: str) -> Track:
    return Track(minute, unit_id=unit_id).stand(15).go(ROAD_M).stand(10).go(ROAD_M - 3000)


ACROSS: Final[dict[str, Scene]] = {
    "the second truck has it": two_trucks(a_clean_trip(unit_id=SECOND), manifests=[a_manifest()]),
    "the first truck came after all": two_trucks(_short_trip(0, SECOND), _short_trip(60, "unit-1"), manifests=[a_manifest()]),
    "received for the second": two_trucks(a_clean_trip(unit_id=SECOND), manifests=[a_manifest(received=40)]),
    "handed over": breakdown(),
    "not handed over": breakdown(apart_m=400),
    "received too early": one(received=20),
    "on paper": Scene(Track(0, -8000).go(-20_000).pings, manifests=[a_manifest(received=60)]),
    "weights": one(weigh_out_t=6.0, weigh_in_t=4.0),
    "late": one(received=None),
    "quota": loads(5.0, 4.0, 2.0),
    "a site": visits_to_a_field(1, 2, 1, 3),
}
"""Scenes in which what is said of one truck hangs on others or on papers."""

ALL: Final[dict[str, Scene]] = {name: golden.scene for name, golden in GOLDEN.items()} | ACROSS
RUNS_ON_MIN: Final = {name: golden.until or 0.0 for name, golden in GOLDEN.items()} | dict.fromkeys(ACROSS, 4000.0)


def moved(scene: Scene, number: int) -> tuple[list[dict[str, Any]], dict[Kind, list[dict[str, Any]]]]:
    """A scene's pings and papers in a land of its own, its units of a vendor of its own."""
    units: dict[str, str] = {}

    def unit(name: str) -> str:
        return units.setdefault(name, f"{number:03d}AG{len(units):022d}")

    def renamed(value: Any, key: str = "") -> Any:
        if isinstance(value, Mapping):
            return {name: renamed(each, name) for name, each in value.items()}
        if key == "coordinates":
            return _shifted(value, number)
        if isinstance(value, list):
            return [renamed(each, "zone_id" if key.endswith("_zone_ids") else "") for each in value]
        if key == "unit_id":
            return unit(value)
        if key == "lon":
            return value + _east(number)
        return f"{number}-{value}" if key in _TOLD_APART and value is not None else value

    pings = [renamed(ping) | {"recv_utc_ts": ping.get("recv_utc_ts") or ping["utc_ts"]} for ping in scene.pings]
    return pings, {kind: [renamed(record) for record in records] for kind, records in scene.reference.items()}


def together(scenes: Mapping[str, Scene], runs_on_min: float) -> tuple[list[dict[str, Any]], dict[Kind, list[dict[str, Any]]]]:
    """The pings of scenes in the order of receipt, with their papers; the clock runs on so long after the last."""
    pings: list[dict[str, Any]] = []
    papers: dict[Kind, list[dict[str, Any]]] = {"vehicles": [], "zones": [], "permits": [], "manifests": []}
    for number, scene in enumerate(scenes.values()):
        of_scene, its_papers = moved(scene, number)
        pings += of_scene
        for kind, records in its_papers.items():
            papers[kind] += records
    pings.sort(key=received_ms)
    return [*pings, *_clock_movers(max(map(received_ms, pings)), runs_on_min)], papers


def _clock_movers(last_ms: int, runs_on_min: float) -> Iterator[dict[str, Any]]:
    """Two strangers, since one alone may not move the clock by a day."""
    minute = (last_ms - received_ms(a_ping(0, 0))) / 60_000 + runs_on_min
    for name in ("Z-CLOCK-1", "Z-CLOCK-2"):
        yield a_ping(minute, -900_000, unit_id=name, recv=minute)


def _east(number: int) -> float:
    return _LAND_DEGREES * number - 100.0


def _shifted(value: Any, number: int) -> Any:
    if isinstance(value[0], list):
        return [_shifted(each, number) for each in value]
    return [value[0] + _east(number), value[1]]
