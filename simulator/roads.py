"""Road shapes and the way between two places: the hand-drawn network, bent as roads bend, always in the same way."""

import heapq
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from random import Random
from typing import Final

from simulator.estates import ESTATES, PLANTS
from simulator.highways import ESTATE_GATES, HIGHWAYS, JUNCTIONS, PLANT_ROADS, ROAD, STREET
from simulator.path import Path, Point, distance_m, joined, offset_from, path_of
from simulator.yards import YARDS

LONGEST_PIECE_M: Final = 1100.0


def bent(a: Point, b: Point, limit_kmh: float, name: str, lights_m: tuple[float, ...] = ()) -> Path:
    """A road from a to b with a vertex every 200 to 800 m; the same name gives the same bends."""
    rng = Random(f"road {name}")
    points = [a, b]
    while max(distance_m(p, q) for p, q in pairwise(points)) > LONGEST_PIECE_M:
        finer = [a]
        for p, q in pairwise(points):
            length_m = distance_m(p, q)
            sway_m = min(max(rng.gauss(0, 0.04), -0.07), 0.07) * length_m
            finer += [offset_from(p, q, rng.uniform(0.44, 0.56), sway_m), q]
        points = finer
    if len(points) > 2:
        points = _rounded(points)
    return path_of(points, limit_kmh, lights_m)


def _rounded(points: list[Point]) -> list[Point]:
    """Cuts each corner between a quarter before and a quarter after; the ends stay."""
    inner = [p for a, b in pairwise(points) for p in (offset_from(a, b, 0.25, 0), offset_from(a, b, 0.75, 0))]
    return [points[0], *inner[1:-1], points[-1]]


class RoadNetwork:
    """Places joined by roads; a road bends the same way in both directions."""

    def __init__(self, places: Mapping[str, Point], roads: list[tuple[str, str, Path]]) -> None:
        self.places = dict(places)
        self.roads = roads
        self._next: dict[str, list[tuple[str, Path]]] = defaultdict(list)
        for a, b, path in roads:
            self._next[a].append((b, path))
            self._next[b].append((a, path.reversed()))
        self._known: dict[tuple[str, str], Path | None] = {}

    def way(self, start: str, goal: str) -> Path | None:
        """The quickest way between two places; None where no road joins them."""
        if (start, goal) not in self._known:
            self._known[start, goal] = self._search(start, goal)
        return self._known[start, goal]

    def _search(self, start: str, goal: str) -> Path | None:
        came: dict[str, tuple[str, Path]] = {}
        hours = {start: 0.0}
        queue = [(0.0, start)]
        while queue:
            so_far, here = heapq.heappop(queue)
            if here == goal:
                break
            if so_far > hours[here]:
                continue
            for there, path in self._next[here]:
                cost = so_far + path.length_m / 1000 / path.limits_kmh[0]
                if cost < hours.get(there, float("inf")):
                    hours[there] = cost
                    came[there] = (here, path)
                    heapq.heappush(queue, (cost, there))
        if goal not in came:
            return None
        pieces: list[Path] = []
        here = goal
        while here != start:
            here, path = came[here]
            pieces.append(path)
        return joined(reversed(pieces))


@cache
def thai_roads() -> RoadNetwork:
    """The network between the estates, plants and yards of the tables."""
    places: dict[str, Point] = dict(JUNCTIONS)
    links: list[tuple[str, str, float]] = [
        (a, b, highway.limit_kmh) for highway in HIGHWAYS for a, b in pairwise(highway.through)
    ]
    for estate in ESTATES:
        places[f"estate {estate.code}"] = estate.at
        links += [(gate, f"estate {estate.code}", ROAD) for gate in ESTATE_GATES[estate.code]]
    for plant in PLANTS:
        places[f"plant {plant.code}"] = plant.at
        links.append((PLANT_ROADS[plant.code], f"plant {plant.code}", ROAD))
    for yard in YARDS:
        places[f"yard {yard.code}"] = yard.at
        links.append((yard.road, f"yard {yard.code}", STREET))
    roads = [(a, b, _road(places[a], places[b], limit, f"{a} - {b}")) for a, b, limit in links]
    return RoadNetwork(places, roads)


def _road(a: Point, b: Point, limit_kmh: float, name: str) -> Path:
    """A road of the network: slower ones have traffic lights near their ends."""
    road = bent(a, b, limit_kmh, name)
    if limit_kmh > 80 or road.length_m < 3000:
        return road
    return path_of(road.points, limit_kmh, (450.0, road.length_m - 450.0))
