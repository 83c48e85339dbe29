"""Plans: what a trip under its permits and manifests may do: where it may drive, stop and unload."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from alerts.outside_hours import Hours
from geofences.corridor import Corridor, build_corridor
from geofences.crossing import crossed
from models.fix import Run
from models.kept import keep
from models.manifest import Manifest
from models.permit import Permit
from streams.judging.history import Grouped, Spell, spell_of
from streams.judging.papers import Papers
from streams.judging.places import Places


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


class Plans(Papers, Places):
    """Papers and places joined: corridors are prepared at first use and kept, and so are plans."""

    def __init__(
        self, grouped: Mapping[str, Grouped], timezone: ZoneInfo, before: "Plans | None" = None
    ) -> None:
        Papers.__init__(self, grouped, timezone)
        Places.__init__(self, grouped["zones"], before)
        self._corridors: dict[tuple[int, str], Corridor] = {}
        self._plans: dict[tuple[object, ...], Plan] = {}
        self._spells: dict[tuple[tuple[str, ...], tuple[str, ...]], Spell[Plan]] = {}
        self._provinces = tuple(place.fence for place in self.places if place.zone.kind == "province")
        self._crossed: dict[tuple[object, ...], frozenset[str]] = {}

    def plan(self, permits: tuple[str, ...], manifests: tuple[str, ...], at_ms: int) -> Plan:
        """What a trip under these permits and manifests may do at a time."""
        spell = self._spells.get((permits, manifests))
        if spell is None or not spell.from_ms <= at_ms < spell.to_ms:
            papers = (*(self._permits.get(key) for key in permits), *(self._manifests.get(key) for key in manifests))
            edges_ms = (edge_ms for history in papers if history is not None for edge_ms in history.edges_ms())
            plan = self._plan_at(permits, manifests, at_ms)
            spell = keep(self._spells, (permits, manifests), spell_of(plan, at_ms, edges_ms))
        return spell.answer

    def plan_lasts_ms(self, permits: tuple[str, ...], manifests: tuple[str, ...], at_ms: int) -> int:
        """Until when the plan of a time is the plan."""
        self.plan(permits, manifests, at_ms)  # what was asked last may be another time, or nothing of this World yet
        return self._spells[permits, manifests].to_ms

    def _plan_at(self, permits: tuple[str, ...], manifests: tuple[str, ...], at_ms: int) -> Plan:
        permits_now = [(key, self.permit(key, at_ms)) for key in permits]
        manifests_now = [(key, self.manifest(key, at_ms)) for key in manifests]
        name = (tuple(id(p) for _, p in permits_now), tuple(id(m) for _, m in manifests_now), permits, manifests)
        plan = self._plans.get(name)
        if plan is None:
            plan = self._plans[name] = self._build_plan(permits_now, manifests_now)
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
        name = (id(permit), route_id)
        if name not in self._corridors:
            route = next(route for route in permit.routes if route.route_id == route_id)
            self._corridors[name] = build_corridor(route.route_id, route.corridor_m, route.line)
        return self._corridors[name]

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
        name = (id(plan), generators, margin_m)  # plans are kept, so that none gets the id of another
        found = self._crossed.get(name)
        if found is None:
            served = [fence for zone_id in (*generators, *plan.processors) for fence in self.fences_of(zone_id)]
            found = self._crossed[name] = crossed(self._provinces, plan.corridors, served, margin_m)
        return found

    def has_unresolved_permit(self, plate_key: str, at_ms: int) -> bool:
        """Whether a permit that names a truck names a zone that nobody knows."""
        named = (self.permit(key, at_ms) for key in self._permits_of_plate.get(plate_key, ()))
        return any(not self.is_known(zone_id) for permit in named if permit is not None for zone_id in permit.zone_ids)


def _hours(permits: Sequence[Permit | None]) -> tuple[Hours, ...]:
    known = tuple(Hours(permit_no=p.permit_no, windows=p.time_windows) for p in permits if p is not None)
    return known if len(known) == len(permits) and all(one.windows for one in known) else ()
