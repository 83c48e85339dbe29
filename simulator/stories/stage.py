"""Where a story is told: a factory, a plant and the road between them, the papers, the trucks, and what is true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, Final

from models.times import DAY_MS, HOUR_MS, MINUTE_MS, to_iso
from simulator.country import nearest_yard, permit_number
from simulator.driving import Pause, Stretch
from simulator.errand import Errand
from simulator.forms import WASTES, item_form, local_day, named_truck, permit_form, route_form
from simulator.path import Path, distance_m
from simulator.plates import VENDORS, plate_number, unit_number
from simulator.sites import Place, province_name
from simulator.spur import NoRoomForIt
from simulator.stories.actor import Actor
from simulator.stories.truth import Claim, label
from simulator.truck import OUT_OF_THE_GATE_M, Leg, enters_s
from simulator.unit import FleetPlan, plain_errand
from simulator.ways import home_way, route_between

FIRST_NUMBER: Final = 90_000
"""Stories' trucks are numbered from here on, so that none shares a plate with a fleet's."""
TRUCKS: Final = 8
HOME_M: Final = 8_000.0

Paper = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A story as a scenario needs it: devices with their pings to come, papers, labels; `until_ms`: how long to run."""

    kind: str
    start_ms: int
    actors: tuple[Actor, ...]
    vehicles: list[Paper]
    permits: list[Paper]
    manifests: list[Paper]
    zones: list[Paper]
    labels: list[Paper]
    until_ms: int


@dataclass(frozen=True, slots=True)
class Haul:
    """A loaded trip: when the truck leaves the gate, enters the plant and leaves it; None where it does not."""

    out: Leg
    departs_s: float
    arrives_s: float | None
    leaves_s: float | None

    def passes_s(self, at_m: float) -> float:
        """When the truck reaches a place along its path."""
        return self.out.starts_s + self.out.drive.reaches_s(at_m)

    @property
    def arrival_s(self) -> float:
        """When it enters the plant, which it does."""
        if self.arrives_s is None:
            raise ValueError("this truck never arrives")
        return self.arrives_s


class Stage:
    """A story while it is told. `number` tells its trucks from those of other stories."""

    def __init__(self, plan: FleetPlan, kind: str, number: int, factory: Place, plant: Place, rng: Random) -> None:
        self.plan, self.kind, self.number, self.rng = plan, kind, number, rng
        self.factory, self.plant = factory, plant
        self.route = route_between(factory, plant)
        self.yard = nearest_yard(factory)
        self.start_ms = plan.start_ms + round(rng.random() * plan.minutes * 0.75) * MINUTE_MS
        self.actors: list[Actor] = []
        self.vehicles: list[Paper] = []
        self.permits: list[Paper] = []
        self.manifests: list[Paper] = []
        self.zones: list[Paper] = []
        self.labels: list[Paper] = []
        self.runs_on_s = 0.0

    # Time

    def begins_at(self, hour: int, minute: int = 0) -> None:
        """Moves the story to the next time at which a clock in Bangkok shows this."""
        wish = (hour * 60 + minute) * MINUTE_MS
        local = (self.start_ms + 7 * HOUR_MS) % DAY_MS
        self.start_ms += (wish - local) % DAY_MS

    def at_ms(self, t_s: float) -> int:
        """A second of the story as a time."""
        return self.start_ms + round(t_s * 1000)

    def iso(self, t_s: float) -> str:
        """A second of the story, as papers write times: to the minute."""
        return to_iso(self.at_ms(t_s) // MINUTE_MS * MINUTE_MS)

    # Trucks

    def truck(self, from_s: float = 0.0, *, registered: bool = True) -> Actor:
        """One more truck, in the register of vehicles unless that is left to the story."""
        number = FIRST_NUMBER + self.number * TRUCKS + len(self.actors)
        unit_id = unit_number(self.rng.choice(VENDORS), number)
        rng = Random(f"{self.plan.seed} story truck {number}")
        actor = Actor(unit_id, plate_number(number), self.factory.province, rng, from_s)
        self.actors.append(actor)
        if registered:
            self.vehicles.append(self.vehicle_row(actor))
        return actor

    def vehicle_row(self, actor: Actor, **changes: Any) -> Paper:
        """A row of the register of vehicles."""
        row = {
            "unit_id": actor.unit_id,
            "plate": actor.plate,
            "province": province_name(actor.province),
            "carrier": "ขนส่งตัวอย่าง สยาม จำกัด",
            "vehicle_type": "roll-off",
            "valid_from": "2025-01-01",
            "valid_to": None,
        }
        return {**row, **changes}

    def errand(self) -> Errand:
        """The ordinary errand between this story's factory and plant, for what is made from one."""
        return plain_errand(self.factory, self.plant, self.kind, self.rng)

    def loads(self, truck: Actor, minutes: float | None = None) -> None:
        """The truck stands in the factory's yard and is loaded."""
        truck.stands(self.factory.at, self.rng.uniform(12, 22) if minutes is None else minutes, "loading")

    def hauls(
        self,
        truck: Actor,
        driven: Path | None = None,
        pauses: Sequence[Pause] = (),
        jams: Sequence[Stretch] = (),
        *,
        to: Place | None = None,
        unload_min: float | None = None,
        home: bool = True,
    ) -> Haul:
        """The truck drives from the gate to a plant, unloads and starts home."""
        out = truck.drives(driven or self.route, pauses, jams)
        goal = to or self.plant
        departs_s = out.starts_s + out.drive.reaches_s(OUT_OF_THE_GATE_M)
        if distance_m(out.drive.path.points[-1], goal.at) > goal.radius_m:
            return Haul(out, departs_s, None, None)
        truck.stands(goal.at, self.rng.uniform(13, 30) if unload_min is None else unload_min, "unloading")
        haul = Haul(out, departs_s, enters_s(out, goal), truck.now_s)
        if home:
            self.goes_home(truck, goal)
        return haul

    def goes_home(self, truck: Actor, plant: Place, yard: Place | None = None) -> None:
        """The first part of the way from a plant to the yard, which ends there if it is near."""
        way = home_way(plant, yard or self.yard)
        if way is None:
            raise NoRoomForIt
        truck.drives(way.cut(0, min(HOME_M, way.length_m)))

    def trip(self, truck: Actor, driven: Path | None = None, pauses: Sequence[Pause] = (), **more: Any) -> Haul:
        """Loads and hauls."""
        self.loads(truck)
        return self.hauls(truck, driven, pauses, **more)

    # Papers

    def permit(
        self,
        *trucks: Actor,
        generator: Place | None = None,
        plants: Sequence[Place] = (),
        routes: Sequence[Path] = (),
        **changes: Any,
    ) -> Paper:
        """A permit for these trucks: one item a plant, each with its route."""
        plants, routes = plants or (self.plant,), routes or (self.route,)
        wastes = self.rng.sample(WASTES, len(plants))
        today = local_day(self.start_ms)
        form = permit_form(
            permit_number(self.plan, f"{FIRST_NUMBER * 10 + self.number * TRUCKS + len(self.permits):06d}"),
            generator or self.factory,
            [item_form(i + 1, waste, plant) for i, (waste, plant) in enumerate(zip(wastes, plants, strict=True))],
            [route_form(f"R{i + 1}", [i + 1], path) for i, path in enumerate(routes)],
            [named_truck(truck.plate, truck.province, self.rng) for truck in trucks],
            today - timedelta(days=90),
            today + timedelta(days=270),
        )
        form.update(changes)
        self.permits.append(form)
        return form

    def manifest(
        self,
        permit: Paper,
        truck: Actor,
        departs_s: float,
        *,
        planned_min: float | None = None,
        item_no: int = 1,
        received_s: float | None = None,
        **changes: Any,
    ) -> Paper:
        """A manifest for a trip; received once there is a time for that."""
        weight_t = round(self.rng.uniform(4, 14), 2)
        minutes = self.planned_min() if planned_min is None else planned_min
        planned_s = departs_s - self.rng.randrange(1, 7) * 60
        form = {
            "manifest_no": f"{FIRST_NUMBER + self.number:06d}{len(self.manifests):03d}-00",
            "permit_no": permit["permit_no"],
            "item_no": item_no,
            "plate": truck.plate,
            "province": province_name(truck.province),
            "quantity_t": weight_t,
            "planned_depart": self.iso(planned_s),
            "planned_arrive": self.iso(planned_s + minutes * 60),
            "status": "issued" if received_s is None else "received",
            "weigh_out_t": weight_t,
            "weigh_in_t": None if received_s is None else round(weight_t * self.rng.uniform(0.99, 1.005), 2),
            "received_at": None if received_s is None else to_iso(self.at_ms(received_s)),
        }
        form.update(changes)
        self.manifests.append(form)
        return form

    def planned_min(self) -> float:
        """How long clerks plan for this road, in minutes: as if driven at 42 km/h."""
        return self.route.length_m / 1000 / 42 * 60

    def delivered(self, permit: Paper, truck: Actor, haul: Haul, **more: Any) -> Paper:
        """The manifest of a trip, signed at the plant while the truck stands there."""
        leaves_s = haul.leaves_s or haul.out.ends_s
        signed_s = haul.out.ends_s + (leaves_s - haul.out.ends_s) * 0.75
        return self.manifest(permit, truck, haul.departs_s, **{"received_s": signed_s, **more})

    def papered(self, truck: Actor, haul: Haul, **changes: Any) -> Paper:
        """A permit for the truck, in every second story with the trip's manifest."""
        permit = self.permit(truck, **changes)
        if self.rng.random() < 0.5:
            self.delivered(permit, truck, haul)
        return permit

    def in_time(self, haul: Haul) -> None:
        """Raises NoRoomForIt where the trip would be late: over an hour, and over half as long again as planned."""
        over_s = haul.out.ends_s if haul.arrives_s is None else haul.arrives_s
        planned_min = min(self.planned_min(), self.route.length_m / 1000 / 40 * 60)
        limit_min = max(1.5 * planned_min, planned_min + 60)
        if (over_s - haul.departs_s) / 60 > limit_min - 10:
            raise NoRoomForIt

    # Truth

    def claims(self, truck: Actor, claim: Claim, *others: Actor, permit: Paper | None = None) -> None:
        """Writes down what is true of a truck, or of one truck with several devices."""
        self.labels.append(
            label(
                self.kind,
                [truck.unit_id, *(other.unit_id for other in others)],
                truck.plate,
                permit["permit_no"] if permit else None,
                permit["items"][-1]["processor"]["zone_id"] if permit else None,
                claim,
                self.at_ms,
            )
        )

    def runs_on(self, t_s: float) -> None:
        """The scenario is to run at least so long."""
        self.runs_on_s = max(self.runs_on_s, t_s)

    def add_zone(self, zone: Place) -> None:
        """One more zone, known to all."""
        self.zones.append(zone.feature())

    def told(self) -> Told:
        """The story as it stands."""
        return Told(
            self.kind, self.start_ms, tuple(self.actors), self.vehicles, self.permits, self.manifests, self.zones,
            self.labels, self.at_ms(self.runs_on_s),
        )  # fmt: skip

