"""Random stories of one truck, for laws: it loads, drives, strays, stands, falls silent, and sends odd records."""

from typing import Any, Final

from hypothesis import strategies as st

from tests.builders import (
    PERMIT,
    ROAD_M,
    UNIT,
    Scene,
    Track,
    a_manifest,
    a_permit,
    a_route,
    a_zone,
    an_area,
    an_item,
)  # fmt: skip

# Places of the story, metres east and north. The road runs through the first four.
PLACES: Final[dict[str, tuple[float, float]]] = {
    "generator": (0, 0), "gate": (450, 0), "halfway": (10_000, 0), "processor": (ROAD_M, 0), "rest": (6_000, 100),
    "field": (12_000, 2_500), "dump": (15_000, 900), "depot": (8_000, -1_500), "further": (4_000, 0), "beside": (9_000, 450),
}  # fmt: skip

ZONES: Final = [
    a_zone("Z-REST", "rest_area", 6_000, 100), a_zone("Z-DUMP", "restricted", 15_000, 900), a_zone("Z-DEPOT", "depot", 8_000, -1_500),
    a_zone("Z-EST", "estate", 0, radius_m=2_000), a_zone("Z-PROC-2", "processor", 10_000, factory_no="F-2"),
    a_zone("Z-GEN-2", "generator", 4_000, factory_no="F-GEN-2"),
]  # fmt: skip
PROVINCES: Final = [
    an_area("P-SOUTH", "province", -50_000, -1_000, 50_000, 700), an_area("P-NORTH", "province", -50_000, 700, 50_000, 50_000),
]  # fmt: skip
# A site so wide that a truck drives about in it.
WIDE: Final = (6_500, -2_500, 13_500, 3_000)
FURTHER: Final = a_permit("B-2", generator={"factory_no": "F-GEN-2", "name_th": "x", "name_en": "x", "zone_id": "Z-GEN-2"})
OF_WIDE: Final = a_permit("B-3", generator={"factory_no": "F-WIDE", "name_th": "x", "name_en": "x", "zone_id": "Z-WIDE"})
BOTH_ITEMS: Final = [an_item(), an_item(2, "Z-PROC-2")]

# So short that a story of an hour passes them all, again and again.
IMPATIENT: Final = """
[not-arrived]
speed_kmh = 400
high_min = 8
critical_min = 20
end_h = 0.6
[overnight-hold]
loaded_h = 0.2
[device-check-overdue]
silent_d = 0.0078
"""

REFERENCE: Final[dict[str, dict[str, Any]]] = {
    "one permit": {"zones": ZONES},
    "impatient clocks": {"zones": ZONES, "rules": IMPATIENT},
    "no permit": {"zones": ZONES, "permits": []},
    "a revoked permit": {"zones": ZONES, "permits": [a_permit(status="revoked")]},
    "narrow hours": {"zones": ZONES, "permits": [a_permit(time_windows=[{"days": [1], "from": "08:20", "to": "08:40"}])]},
    "provinces": {"zones": [*ZONES, *PROVINCES]},
    "two generators": {"zones": ZONES, "permits": [a_permit(), FURTHER]},
    "a wide gate": {"zones": [*ZONES, an_area("Z-WIDE", "generator", *WIDE, factory_no="F-WIDE")], "permits": [a_permit(), OF_WIDE]},
    "a wide plant": {
        "zones": [*ZONES, an_area("Z-WIDE", "processor", *WIDE, factory_no="F-WIDE")],
        "permits": [a_permit(), a_permit("B-3", items=[an_item(1, "Z-WIDE")], generator=OF_WIDE["generator"])],
    },
    "a wide depot": {"zones": [*ZONES, an_area("Z-WIDE", "depot", *WIDE)]},
    "another vehicle": {"zones": ZONES, "permits": [a_permit(vehicles=[])], "manifests": [a_manifest("M-1"), a_manifest("M-2", 90)]},
    "two processors": {
        "zones": ZONES, "permits": [a_permit(items=BOTH_ITEMS, routes=[a_route(item_nos=(1, 2))])],
        "manifests": [a_manifest("M-1"), a_manifest("M-2", item_no=2, received=60), a_manifest("M-3", 90)],
    },
    "a cancelled manifest": {"zones": ZONES, "manifests": [
        a_manifest("M-1"), a_manifest("M-1", status="cancelled", version_from="2026-11-02T01:40:00Z"),
        a_manifest("M-4", 100, permit_no=PERMIT, received=130)]},
}  # fmt: skip

# A silence of exactly 5 min is left out: whether it was one is a matter of when its pings were received.
GAPS: Final = (2, 4, 6, 8, 12, 20, 40)

moves = st.one_of(
    st.tuples(st.just("go"), st.sampled_from(sorted(PLACES))),
    st.tuples(st.just("stand"), st.sampled_from((1, 3, 6, 11, 16))),
    st.tuples(st.just("halts"), st.sampled_from((2, 3))),
    st.tuples(st.just("silent"), st.sampled_from(GAPS)),
    st.tuples(st.just("glitch"), st.sampled_from((400, 3_000, 40_000))),
    st.tuples(st.just("no fix"), st.just(0)),
    st.tuples(st.just("doubtful"), st.just(0)),
    st.tuples(st.just("power"), st.sampled_from((0, 1))),
    st.tuples(st.just("jump"), st.sampled_from((1, 2, 5, 13))),
    st.tuples(st.just("two places"), st.sampled_from((2, 5, 13))),
    st.tuples(st.just("frozen"), st.sampled_from((9, 11))),
)


class Story(list[dict[str, Any]]):
    """Pings in the order of their time, at most about 90; shown as the moves that made them."""

    def __init__(self, told: list[tuple[str, Any]], *, minute: float = 0, unit_id: str = UNIT) -> None:
        super().__init__(_pings_of(told, Track(minute, unit_id=unit_id)))
        self.told = told

    def __repr__(self) -> str:
        return f"Story({self.told})"


def stories(most: int = 9) -> st.SearchStrategy[Story]:
    """A truck that loads, and then does this and that."""
    loading = st.sampled_from((6, 12)).map(lambda minutes: ("stand", minutes))
    return st.tuples(loading, st.lists(moves, min_size=2, max_size=most)).map(lambda told: Story([told[0], *told[1]]))


def _pings_of(told: list[tuple[str, Any]], track: Track) -> list[dict[str, Any]]:
    for move, value in told:
        match move, value:
            case "go", str(name):
                track.go(*PLACES[name], kmh=75)
            case "stand", int(minutes):
                track.stand(minutes)
            case "halts", int(minutes):
                track.move(track.east_m + 700, track.north_m).stand(minutes).move(track.east_m + 700, track.north_m).stand(minutes)
            case "silent", int(minutes):
                track.minute += minutes - 1
            case _:
                _send_odd_records(track, move, value)
        if len(track.pings) > 80:
            break
    return track.pings


def _send_odd_records(track: Track, move: str, value: int) -> None:
    """What a device at fault sends; the truck stays where it is."""
    where = track.east_m, track.north_m
    match move:
        case "glitch":
            track.move(where[0], where[1] + value).see().move(*where)
        case "jump":
            track.move(60_000, 40_000).stand(value - 1).move(*where)
        case "two places":
            for _ in range(value):
                track.move(60_000, 40_000).see().move(*where).see()
        case "frozen":
            for _ in range(value):
                track.see()
        case "power":
            track.see(ext_power_status=value)
        case "no fix":
            track.see(fix=0)
        case _:
            track.see(hdop=9.0)


class StoryScene(Scene):
    """A story in one of the worlds above."""

    def __init__(self, name: str, story: Story) -> None:
        super().__init__(story, **REFERENCE[name])
        self.name, self.story = name, story

    def __repr__(self) -> str:
        return f"StoryScene({self.name!r}, {self.story!r})"


scenes = st.builds(StoryScene, st.sampled_from(sorted(REFERENCE)), stories())
