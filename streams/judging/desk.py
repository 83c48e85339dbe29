"""Desk: what one run of the judging reads, and what it says: findings and trips, in the order decided."""

import msgspec

from alerts.signal_lost import Excuse
from models.alert import SEVERITY_RANK, Finding
from models.fix import Fix, Run
from models.observation import RESTATED_MS, Load, Observation, Observed, Outing
from models.thresholds import Rulebook
from models.trip import TripView
from streams.judging.places import Place
from streams.judging.state import Rulings, Trip
from streams.judging.trace import Trace
from streams.judging.trip_view import view_of
from streams.judging.world import World

# While a permit that names the vehicle has a zone that nobody knows, these rules would judge by a hole in the data.
WARN_ONLY = frozenset(
    {"undeclared-trip", "paper-trip", "not-arrived", "unauthorised-stop", "wrong-destination", "unloaded-elsewhere"}
)

# Of what begins while a unit is in a trip that is not told, these are judged of a truck in no trip as well.
WITHOUT_A_TRIP = frozenset({"undeclared-trip"})

NO_RULINGS = Rulings()


class Here(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One fix in its surroundings: what was before it, the run that it belongs to, the zones that hold it.

    `power_was`: whether the device ran on the vehicle's battery when a fix before this one last said so.
    `jumped`: there is no way from the fix before to this one.
    """

    fix: Fix
    before: Fix | None
    zone_ids_before: tuple[str, ...]
    heard_before_ms: int
    power_was: bool | None
    run: Run
    ended_run: Run | None
    places: tuple[Place, ...]
    zone_ids: tuple[str, ...]
    scale: float
    jumped: bool = False


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said: a trip or a finding as it stands now, or that one is taken back; and the time that caused it.

    `only_if_open`: it ends what is open and opens nothing, and a second judging does not say it at all.
    `only_if_told`: it tells how something goes on that was told before, and opens nothing.
    """

    at_ms: int
    trip_key: str | None
    trip: TripView | None = None
    finding: Finding | None = None
    retract_rule: str | None = None
    retract_episode: str | None = None
    restated: bool = False
    only_if_open: bool = False
    only_if_told: bool = False

    @property
    def name(self) -> tuple[str, ...]:
        """What it is said of: a trip, or an episode of a rule; the newest word on a name is what counts."""
        if self.finding is None:
            return ("trip", self.trip_key or "")
        finding = self.finding
        return ("alert", finding.rule, finding.episode, (finding.trip_id or "") if finding.episode == "trip" else "")


class Desk:
    """The judging's surroundings for one unit: reference data, excuses, and the list of what was said.

    `trace` is set only by who asks why; it changes nothing.
    """

    def __init__(
        self, unit_id: str, world: World, excuses: tuple[Excuse, ...], rulings: Rulings = NO_RULINGS
    ) -> None:
        self.unit_id = unit_id
        self.world = world
        self.excuses = excuses
        self.rulings = rulings
        self.said: list[Said] = []
        self.observed: list[Observed] = []
        self.at_ms = 0
        self.restating = False
        self.estate_zone_id: str | None = None
        self.trace: Trace | None = None

    def rules(self, trip: Trip | None) -> Rulebook:
        """The thresholds in force: of the estate where the trip began, outside a trip of the one where the ping is."""
        thresholds = self.world.thresholds
        if not thresholds.estates:  # the usual case, asked for many times a ping
            return thresholds.common
        return thresholds.at(self.estate_zone_id if trip is None else trip.estate_zone_id)

    def rules_at(self, places: tuple[Place, ...]) -> Rulebook:
        """The thresholds of the estate among some places, the common ones without one."""
        return self.world.thresholds.at(self.world.estate(places))

    def say(
        self, finding: Finding, trip: Trip | None, *, only_if_open: bool = False, only_if_told: bool = False,
        only_warn: bool = False,
    ) -> None:  # fmt: skip
        """Says a finding, of a trip where there is one; what only warns is brought down to a warning for today.

        What begins while the unit belongs to a trip that another device of its plate leads is not said.
        """
        if self.rulings.follows:
            if self.belongs(finding.started_ms):
                return
            if trip is not None and self.follows(trip.started_ms):
                if finding.rule not in WITHOUT_A_TRIP:
                    return
                trip = None
        finding = msgspec.structs.replace(finding, unit_id=self.unit_id)
        if trip is not None:
            finding = msgspec.structs.replace(
                finding, plate=trip.plate, province=trip.province, trip_id=trip.key,
                permit_no=finding.permit_no or view_of(trip, self.world, self.unit_id).permit_no,
            )  # fmt: skip
        if only_warn and finding.rule in WARN_ONLY and SEVERITY_RANK[finding.severity] > SEVERITY_RANK["warning"]:
            finding = msgspec.structs.replace(finding, severity="warning")
        if finding.severity in ("info", "warning") and finding.urgency == "immediate":
            finding = msgspec.structs.replace(finding, urgency="today")
        self.said.append(
            Said(
                at_ms=self.at_ms, trip_key=finding.trip_id, finding=finding, restated=self.restating,
                only_if_open=only_if_open, only_if_told=only_if_told,
            )
        )  # fmt: skip

    def tell(self, trip: Trip) -> None:
        """Says how a trip stands, unless another device of the plate led one when it started."""
        follows = self.follows(trip.started_ms)
        if not follows:
            view = view_of(trip, self.world, self.unit_id)
            self.said.append(Said(at_ms=self.at_ms, trip_key=trip.key, trip=view, restated=self.restating))
        shared = self.world.shares_plate(self.unit_id, trip.started_ms)
        self.observe(_load_of(trip, shared=shared, follows=follows))

    def observe(self, observation: Observation | Outing) -> None:
        """Notes what rules across units weigh."""
        at_ms = RESTATED_MS if self.restating else self.at_ms
        self.observed.append(Observed(observation=observation, touched_ms=at_ms))

    def denied(self, zone_id: str, left_ms: int) -> tuple[str, ...]:
        """The manifests that the unit does not carry on leaving a gate at a time, as other units' tracks show."""
        return tuple(
            key
            for denied in self.rulings.denied
            if denied.zone_id == zone_id and denied.left_ms == left_ms
            for key in denied.manifests
        )

    def follows(self, at_ms: int) -> bool:
        """Whether another device of the plate leads a trip at a time."""
        return any(ruled.covers(at_ms) for ruled in self.rulings.follows)

    def belongs(self, at_ms: int) -> bool:
        """Whether the unit belongs to a trip at a time that another device of the plate leads."""
        return any(ruled.is_near(at_ms) for ruled in self.rulings.follows)

    def retract(self, rule: str, episode: str) -> None:
        """Takes back what a rule said of an episode: later evidence refutes it."""
        self.said.append(Said(at_ms=self.at_ms, trip_key=None, retract_rule=rule, retract_episode=episode))


def _load_of(trip: Trip, *, shared: bool, follows: bool) -> Load:
    return Load(
        trip_key=trip.key, plate=trip.plate, province=trip.province, plate_key=trip.plate_key,
        origin_zone_id=trip.origin_zone_id, started_ms=trip.started_ms, permits=trip.permits, manifests=trip.manifests,
        generators=trip.generators, departures=trip.departures, visits=trip.visits, state=trip.state,
        ended_ms=trip.ended_ms, end_reason=trip.end_reason, from_trip_id=trip.from_trip_id,
        estate_zone_id=trip.estate_zone_id, shared=shared, follows=follows,
    )  # fmt: skip
