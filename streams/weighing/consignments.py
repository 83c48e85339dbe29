"""Consignments: what the papers of a manifest say against what was seen of it."""

from collections.abc import Iterator
from typing import Final

import msgspec

from alerts import implausible_completion, late_confirmation, paper_trip, weight_mismatch
from alerts.late_confirmation import Arrived
from models.alert import Finding
from models.manifest import Manifest
from models.observation import Load
from models.permit import Permit
from models.receipt import PlantVisit, Receipt, receipt_of
from models.thresholds import Rulebook
from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from streams.judging.world import World
from streams.weighing.held import Held
from streams.weighing.visits import Visits

SETTLED_MS: Final = 7 * DAY_MS
"""What was received so long ago, and told no later, is past the horizon with all that can be said of it."""
PAPERS_MS: Final = 100 * DAY_MS
"""The longest deadline is 60 days after an arrival; what was planned so long ago has come to its end."""


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """The newest trip that carries a manifest, and its unit."""

    unit_id: str
    load: Load


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One manifest in its surroundings at a time: its permit, when it counts as received, who carries it."""

    manifest: Manifest
    permit: Permit
    received_ms: int | None
    carried: Carried | None
    now_ms: int
    rules: Rulebook

    @property
    def is_received(self) -> bool:
        """Whether it counts as received by now."""
        return self.received_ms is not None and self.received_ms <= self.now_ms


class Awaited(msgspec.Struct, frozen=True, kw_only=True):
    """Which visits could change what is said of a receipt.

    Once both places were visited in time, only visits that began by `in_time_ms` can.
    """

    receipt: Receipt
    from_ms: int
    until_ms: int
    in_time_ms: int
    in_time: bool

    @property
    def zones(self) -> frozenset[str]:
        """Where the load should have been."""
        return frozenset({self.receipt.origin_zone_id, self.receipt.destination_zone_id})

    @property
    def last_ms(self) -> int:
        """Visits that began later change nothing."""
        return self.in_time_ms if self.in_time else self.until_ms


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of a manifest at a time, and what may make it another.

    `due_ms` is when it is to be judged without a fact, `stays_ms` up to when nothing else changes by time alone.
    """

    held: tuple[Held, ...] = ()
    due_ms: int | None = None
    stays_ms: int | None = None
    awaited: Awaited | None = None


def settled_from_ms(manifest: Manifest, world: World) -> int:
    """From when on nothing can be said of a manifest that was not said before the horizon."""
    past_ms = manifest.planned_depart_ms + PAPERS_MS + 1
    if manifest.status == "issued":
        return past_ms
    received_ms, told_ms = world.received_ms(manifest.manifest_key), world.told_ms(manifest.manifest_key)
    return min(past_ms, max(manifest.planned_depart_ms, received_ms or 0, told_ms or 0) + SETTLED_MS + 1)


def judge_paper(paper: Paper, known: Visits, world: World, since_ms: int) -> Judged:
    """What holds of a manifest at a time; a receipt up to `since_ms` is not asked for a visit: nobody was watching."""
    received_ms, now_ms = paper.received_ms, paper.now_ms
    if received_ms is None and paper.carried is None:  # nothing to be said of it yet
        return Judged()
    held: list[Held] = []
    awaited: Awaited | None = None
    steps = [] if received_ms is None else [received_ms]
    if received_ms is not None and since_ms < received_ms <= now_ms and paper.manifest.status == "received":
        visited = _judge_receipt(paper, received_ms, known, world)
        held, awaited = visited.held, visited.awaited
        steps += [awaited.from_ms, *([now_ms + 1] if visited.goes_on else [])]
    held += _judge_weights(paper, world)
    late, due = _judge_confirmation(paper, world)
    held += late
    steps += due
    due += [] if received_ms is None else [received_ms]
    if (arrived_ms := _arrived_ms(paper)) is not None:
        steps.append(arrived_ms)
    return Judged(
        held=tuple(held), due_ms=min((at_ms for at_ms in due if at_ms > now_ms), default=None),
        stays_ms=min((at_ms for at_ms in steps if at_ms > now_ms), default=None), awaited=awaited,
    )  # fmt: skip


class _Visited(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of a receipt; `goes_on`: it rests on a visit of which only the end is not known yet."""

    held: list[Held]
    awaited: Awaited
    goes_on: bool


def _judge_receipt(paper: Paper, received_ms: int, known: Visits, world: World) -> _Visited:
    limits, completion = paper.rules.paper_trip, paper.rules.implausible_completion
    receipt = receipt_of(paper.manifest, paper.permit, received_ms)
    from_ms = paper.manifest.planned_depart_ms - int(limits.before_h * HOUR_MS)
    until_ms = received_ms + int(limits.later_h * HOUR_MS)
    places = {receipt.origin_zone_id, receipt.destination_zone_id}
    visits = [
        visit
        for place in sorted(places)
        for visit in known.between(place, from_ms, until_ms, paper.now_ms)
        if visit.plate_key in receipt.vehicle_keys
    ]
    held: list[Held] = []
    answer = paper_trip.judge(receipt, visits, limits, completion)
    if answer.reason != "visited":
        only_warn = world.has_unresolved_permit(paper.manifest.plate_key, received_ms)
        said = paper_trip.finding(receipt, answer, limits, only_warn=only_warn)
        held.append(_held(paper, said, answer.arrived_later_ms or received_ms, world))
    plausible = implausible_completion.judge(receipt, visits, completion, limits)
    found = implausible_completion.finding(receipt, plausible, completion)
    if found is not None and plausible.visit is not None:
        held.append(_held(paper, found, max(received_ms, plausible.visit.first_ms), world))
    awaited = Awaited(
        receipt=receipt, from_ms=from_ms, until_ms=until_ms,
        in_time_ms=received_ms + int(completion.early_min * MINUTE_MS),
        in_time=answer.reason == "visited" and plausible.reason not in ("not_visited", "received_before_arrival"),
    )  # fmt: skip
    return _Visited(
        held=held, awaited=awaited, goes_on=found is not None and any(_goes_on(visit, receipt) for visit in visits)
    )


def _goes_on(visit: PlantVisit, receipt: Receipt) -> bool:
    return not visit.left and visit.zone_id == receipt.destination_zone_id


def _judge_weights(paper: Paper, world: World) -> Iterator[Held]:
    """Both weights are known once the load is received, or where none is asked for once it has come."""
    arrived_ms = _arrived_ms(paper)
    known_ms = paper.received_ms if paper.is_received else arrived_ms
    if known_ms is None or known_ms > paper.now_ms:
        return
    found = weight_mismatch.finding(paper.manifest, known_ms, paper.rules.weight_mismatch)
    if found is not None:
        told_ms = world.told_ms(paper.manifest.manifest_key) or 0
        yield _held(paper, found, max(known_ms, told_ms), world)


def _judge_confirmation(paper: Paper, world: World) -> tuple[list[Held], list[int]]:
    arrived_ms, limits, manifest = _arrived_ms(paper), paper.rules.late_confirmation, paper.manifest
    if arrived_ms is None:
        return [], []
    settled_ms = paper.received_ms
    settled_as = "received"
    if manifest.status in ("returned", "cancelled"):
        settled_ms, settled_as = world.status_since_ms(manifest.manifest_key), manifest.status
    arrived = Arrived(
        manifest=manifest, arrived_ms=arrived_ms, settled_ms=settled_ms,
        settled_as="returned" if settled_as == "returned" else "cancelled" if settled_as == "cancelled" else "received",
    )  # fmt: skip
    due = late_confirmation.deadlines(arrived_ms, world.holidays, world.timezone, limits)
    found = late_confirmation.finding(arrived, due, late_confirmation.judge(arrived, due, paper.now_ms), limits)
    coming = [at_ms for at_ms, _ in due.by_level()]
    if settled_ms is not None:
        coming = [min(at_ms, settled_ms) for at_ms in coming]
    if found is None:
        return [], coming
    passed_ms = max((at_ms for at_ms, _ in due.by_level() if at_ms <= paper.now_ms), default=due.warning_ms)
    return [_held(paper, found, found.ended_ms or passed_ms, world)], coming


def _arrived_ms(paper: Paper) -> int | None:
    """When the trip that carries a manifest came to its processor."""
    item = paper.permit.item(paper.manifest.item_no)
    if paper.carried is None or item is None:
        return None
    visits = paper.carried.load.visits
    return next((visit.arrived_ms for visit in visits if visit.zone_id == item.processor.zone_id), None)


def _held(paper: Paper, finding: Finding, at_ms: int, world: World) -> Held:
    """A finding with the unit and the trip that it belongs to, as far as there are any."""
    carried, manifest = paper.carried, paper.manifest
    if carried is not None and finding.unit_id in (None, carried.unit_id):
        load = carried.load
        finding = msgspec.structs.replace(
            finding, unit_id=carried.unit_id, trip_id=load.trip_id, plate=load.plate, province=load.province
        )
    elif finding.unit_id is None:
        finding = msgspec.structs.replace(finding, unit_id=world.unit_of_plate(manifest.plate_key, at_ms))
    elif (vehicle := world.vehicle(finding.unit_id, at_ms)) is not None:
        finding = msgspec.structs.replace(finding, plate=vehicle.plate, province=vehicle.province)
    return Held(finding=finding, at_ms=at_ms)
