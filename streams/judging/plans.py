"""Plans: what a trip under its permits and manifests may do: where it may drive, stop and unload."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import is_not
from zoneinfo import ZoneInfo

import msgspec

from alerts.outside_hours import Hours
from geofences.corridor import Corridor, build_corridor
from geofences.crossing import crossed
from models.fix import Run
from models.kept import keep
from models.manifest import Manifest
from models.permit import Permit, Route
from models.reference import Kind
from streams.judging.history import Grouped, History, Spell, spell_of
from streams.judging.papers import Papers
from streams.judging.places import Places

_Names = tuple[tuple[str, ...], tuple[str, ...]]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a trip may do: where it may drive, stop and unload. `corridors` None: the route is not judged.

    `required` are the processors of its manifests, all to be visited; without manifests any of `processors` suffices.
    One that was cancelled asks for no visit, unless all were.
    `receipts`: for each of them when its manifests count as received, None for one that does not yet. `planned_ms` is
    the longest journey that its manifests plan, `route_m` the length of its longest route; None where there is none.
    `hours`: what each of its permits allows; nothing where one is not known, or allows all: the hours are not judged.
    """

    corridors: tuple[Corridor, ...] | None
    processors: dict[str, str | None]
    required: tuple[str, ...]
    permitted: frozenset[str]
    receipts: dict[str, tuple[int | None, ...]]
    planned_ms: int | None
    route_m: float | None
    hours: tuple[Hours, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        """The zones at which the load may arrive."""
        return self.required or tuple(self.processors)


class _Planned:
    """What was planned under some papers, as long as all that was told of them is this."""

    __slots__ = ("newest", "papers", "plans")

    def __init__(self, papers: tuple[History[Permit] | History[Manifest] | None, ...]) -> None:
        self.papers = papers
        self.plans: dict[tuple[int, ...], Plan] = {}
        self.newest: Spell[Plan] | None = None


class Plans(Papers, Places):
    """Papers and places joined: corridors are prepared at first use and kept, and so are plans.

    A World and those that follow it keep them together: a plan is another one only where its papers are.
    """

    def __init__(self, timezone: ZoneInfo) -> None:
        Papers.__init__(self, timezone)
        Places.__init__(self)
        self._corridors: dict[int, tuple[Route, Corridor]] = {}
        self._planned_by_any: dict[_Names, _Planned] = {}

    def _file(self, told: Mapping[Kind, Grouped]) -> None:
        super()._file(told)
        self._file_zones(told.get("zones", {}))
        self._planned: dict[_Names, _Planned] = {}

    def plan(self, permits: tuple[str, ...], manifests: tuple[str, ...], at_ms: int) -> Plan:
        """What a trip under these permits and manifests may do at a time."""
        return self._spell(permits, manifests, at_ms).answer

    def plan_lasts_ms(self, permits: tuple[str, ...], manifests: tuple[str, ...], at_ms: int) -> int:
        """Until when the plan of a time is the plan."""
        return self._spell(permits, manifests, at_ms).to_ms

    def _spell(self, permits: tuple[str, ...], manifests: tuple[str, ...], at_ms: int) -> Spell[Plan]:
        planned = self._planned.get((permits, manifests)) or self._take_over(permits, manifests)
        spell = planned.newest
        if spell is None or not spell.from_ms <= at_ms < spell.to_ms:
            edges_ms = (edge_ms for history in planned.papers if history is not None for edge_ms in history.edges_ms())
            spell = spell_of(self._plan_at(planned.plans, permits, manifests, at_ms), at_ms, edges_ms)
            planned.newest = spell
        return spell

    def _take_over(self, permits: tuple[str, ...], manifests: tuple[str, ...]) -> _Planned:
        """What another World has planned under the same papers, else nothing yet."""
        papers = (*map(self._permits.get, permits), *map(self._manifests.get, manifests))
        planned = self._planned_by_any.get((permits, manifests))
        if planned is None or any(map(is_not, planned.papers, papers)):
            planned = keep(self._planned_by_any, (permits, manifests), _Planned(papers))
        return keep(self._planned, (permits, manifests), planned)

    def _plan_at(
        self, plans: dict[tuple[int, ...], Plan], permits: tuple[str, ...], manifests: tuple[str, ...], at_ms: int
    ) -> Plan:
        permits_now = [(key, self.permit(key, at_ms)) for key in permits]
        manifests_now = [(key, self.manifest(key, at_ms)) for key in manifests]
        name = (*(id(p) for _, p in permits_now), *(id(m) for _, m in manifests_now))
        plan = plans.get(name)
        if plan is None:
            plan = plans[name] = self._build_plan(permits_now, manifests_now)
        return plan

    def _build_plan(
        self, permits: list[tuple[str, Permit | None]], manifests: list[tuple[str, Manifest | None]]
    ) -> Plan:
        corridors: list[Corridor] = []
        judged = True
        processors: dict[str, str | None] = {}
        permitted: set[str] = set()
        required: set[str] = set()
        receipts: dict[str, list[int | None]] = defaultdict(list)
        planned_ms = [m.planned_arrive_ms - m.planned_depart_ms for _, m in manifests if m and m.planned_arrive_ms]
        routes_m: list[float] = []
        all_cancelled = all(m is None or m.status == "cancelled" for _, m in manifests)
        for key, permit in permits:
            if permit is None:
                judged = False
                continue
            carried = [(k, m) for k, m in manifests if m is not None and m.permit_key == key]
            numbers = {m.item_no for _, m in carried}
            items = [item for item in permit.items if not numbers or item.item_no in numbers]
            permitted.add(permit.generator.zone_id)
            permitted.update(permit.allowed_stop_zone_ids)
            for item in items:
                processors[item.processor.zone_id] = item.processor.factory_no
                routes = permit.routes_of(item.item_no)
                judged = judged and bool(routes)
                driven = [self._corridor(permit, route.route_id) for route in routes]
                corridors.extend(driven)
                routes_m.extend(corridor.way.length_m for corridor in driven)
            for manifest_key, manifest in carried:
                if manifest.status == "cancelled" and not all_cancelled:
                    continue
                for item in items:
                    if item.item_no == manifest.item_no:
                        required.add(item.processor.zone_id)
                        receipts[item.processor.zone_id].append(self.received_ms(manifest_key))
        permitted.update(processors)
        unique = {id(corridor): corridor for corridor in corridors}
        return Plan(
            corridors=tuple(unique.values()) if judged and unique else None,
            processors=processors, required=tuple(sorted(required)), permitted=frozenset(permitted),
            receipts={zone: tuple(times) for zone, times in receipts.items()},
            planned_ms=max((ms for ms in planned_ms if ms > 0), default=None), route_m=max(routes_m, default=None),
            hours=_hours([permit for _, permit in permits]),
        )  # fmt: skip

    def _corridor(self, permit: Permit, route_id: str) -> Corridor:
        route = next(route for route in permit.routes if route.route_id == route_id)
        known = self._corridors.get(id(route))
        if known is None or known[0] is not route:
            known = route, build_corridor(route.route_id, route.corridor_m, route.line)
            keep(self._corridors, id(route), known)
        return known[1]

    def is_on_route(self, permits: tuple[str, ...], manifests: tuple[str, ...], run: Run, at_ms: int) -> bool:
        """Whether a stop of a trip lies on its corridor; where the route is not judged, every place does."""
        corridors = self.plan(permits, manifests, at_ms).corridors
        if corridors is None:
            return True
        point = self.point(run.x, run.y)
        return any(corridor.distance_m(point, run.lat) <= corridor.corridor_m for corridor in corridors)

    def crossed_provinces(
        self, plan: Plan, generators: tuple[str, ...], margin_m: float
    ) -> frozenset[str] | None:
        """The provinces in which a trip may drive, None where its route is not judged.

        They are those that its corridors with a margin touch, and those of its generators and processors. A zone
        counts with all its versions: an edge redrawn since is no reason for doubt.
        """
        if plan.corridors is None:
            return None
        name = (id(plan), generators, margin_m)  # the plan is kept with it, so that no other one gets its id
        known = self.land.crossed.get(name)
        if known is None:
            served = [fence for zone_id in (*generators, *plan.processors) for fence in self.fences_of(zone_id)]
            found = crossed(self.land.provinces, plan.corridors, served, margin_m)
            known = keep(self.land.crossed, name, (plan, found))
        return known[1]

    def has_unresolved_permit(self, plate_key: str, at_ms: int) -> bool:
        """Whether a permit that names a truck names a zone that nobody knows."""
        named = (self.permit(key, at_ms) for key in self._truck(plate_key).permits)
        return any(not self.is_known(zone_id) for permit in named if permit is not None for zone_id in permit.zone_ids)


def _hours(permits: Sequence[Permit | None]) -> tuple[Hours, ...]:
    known = tuple(Hours(permit_no=p.permit_no, windows=p.time_windows) for p in permits if p is not None)
    return known if len(known) == len(permits) and all(one.windows for one in known) else ()
