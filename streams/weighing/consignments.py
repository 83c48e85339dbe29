"""Consignments: what the papers of a manifest say against what was seen of it."""

import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from alerts import implausible_completion, late_confirmation, paper_trip, weight_mismatch
from alerts.late_confirmation import Arrived
from models.alert import Finding
from models.manifest import Manifest
from models.observation import Load, Presence
from models.permit import Permit
from models.receipt import PlantVisit, receipt_of
from models.thresholds import Rulebook
from models.times import DAY_MS, HOUR_MS
from streams.judging.world import World
from streams.weighing.case_ledger import Held
from streams.weighing.docket import Seen

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


def judge_consignments(
    seen_all: Sequence[Seen], zone_id: str, world: World, now_ms: int, since_ms: int
) -> tuple[list[Held], frozenset[str], int | None]:
    """What holds of the manifests of a gate's permits at a time, which of them were judged, and when to look again.

    A receipt up to `since_ms` is not asked for a visit: nobody was watching.
    """
    visits = _visits(seen_all, now_ms)
    held: list[Held] = []
    due: list[int] = []
    judged: set[str] = set()
    for paper in _papers(seen_all, zone_id, world, now_ms):
        judged.add(paper.manifest.manifest_key)
        received_ms = paper.received_ms
        if received_ms is None and paper.carried is None:  # nothing to be said of it yet
            continue
        if received_ms is not None and received_ms > now_ms:
            due.append(received_ms)
        if received_ms is not None and since_ms < received_ms <= now_ms:
            held += _judge_receipt(paper, received_ms, visits, world)
        held += _judge_weights(paper, world)
        late, next_ms = _judge_confirmation(paper, world)
        held += late
        due += next_ms
    return held, frozenset(judged), min((at_ms for at_ms in due if at_ms > now_ms), default=None)


def _papers(seen_all: Sequence[Seen], zone_id: str, world: World, now_ms: int) -> Iterator[Paper]:
    carriers = _carriers(seen_all)
    for permit_key in world.permits_of_gate(zone_id):
        for key in world.manifests_of(permit_key):
            manifest = world.newest_manifest(key)
            if manifest is None or manifest.planned_depart_ms < now_ms - PAPERS_MS:
                continue
            permit = world.permit(manifest.permit_key, manifest.planned_depart_ms)
            if permit is None or permit.generator.zone_id != zone_id:
                continue
            carried = carriers.get(key)
            if _is_settled(manifest, world, now_ms):
                continue
            rules = world.thresholds.at(carried.load.estate_zone_id if carried is not None else None)
            yield Paper(
                manifest=manifest, permit=permit, received_ms=world.received_ms(key), carried=carried, now_ms=now_ms,
                rules=rules,
            )  # fmt: skip


def _is_settled(manifest: Manifest, world: World, now_ms: int) -> bool:
    """Whether nothing can be said of a manifest that was not said before the horizon."""
    if manifest.status == "issued":
        return False
    received_ms, told_ms = world.received_ms(manifest.manifest_key), world.told_ms(manifest.manifest_key)
    last_ms = max(manifest.planned_depart_ms, received_ms or 0, told_ms or 0)
    return last_ms < now_ms - SETTLED_MS


def _carriers(seen_all: Sequence[Seen]) -> dict[str, Carried]:
    found: dict[str, Carried] = {}
    for seen in seen_all:
        load = seen.observation
        if isinstance(load, Load) and load.end_reason not in ("superseded", "transferred"):
            for key in load.manifests:
                if key not in found or found[key].load.started_ms < load.started_ms:
                    found[key] = Carried(unit_id=seen.unit_id, load=load)
    return found


class Visits:
    """The visits of all trucks, by zone and time."""

    def __init__(self, visits: Sequence[PlantVisit]) -> None:
        self._of_zone: dict[str, list[PlantVisit]] = defaultdict(list)
        self._longest_ms: dict[str, int] = defaultdict(int)
        for visit in sorted(visits, key=lambda visit: visit.first_ms):
            self._of_zone[visit.zone_id].append(visit)
            stay_ms = visit.last_ms - visit.first_ms
            self._longest_ms[visit.zone_id] = max(self._longest_ms[visit.zone_id], stay_ms)

    def between(self, zone_id: str, from_ms: int, to_ms: int) -> list[PlantVisit]:
        """Those of a zone that lie, wholly or in part, between two times, and perhaps a few others before."""
        rows = self._of_zone.get(zone_id, [])
        first = bisect.bisect_left(rows, from_ms - self._longest_ms[zone_id], key=lambda visit: visit.first_ms)
        return rows[first : bisect.bisect_right(rows, to_ms, key=lambda visit: visit.first_ms)]


def _visits(seen_all: Sequence[Seen], now_ms: int) -> Visits:
    return Visits(
        [
            PlantVisit(
                zone_id=there.zone_id, plate_key=there.plate_key, unit_id=seen.unit_id, first_ms=there.first_ms,
                last_ms=max(now_ms, there.first_ms) if there.last_ms is None else there.last_ms,
                left=there.last_ms is not None,
            )
            for seen in seen_all
            if isinstance(there := seen.observation, Presence)
        ]
    )  # fmt: skip


def _judge_receipt(paper: Paper, received_ms: int, known: Visits, world: World) -> Iterator[Held]:
    if paper.manifest.status != "received":
        return
    limits, completion = paper.rules.paper_trip, paper.rules.implausible_completion
    receipt = receipt_of(paper.manifest, paper.permit, received_ms)
    from_ms = paper.manifest.planned_depart_ms - int(limits.before_h * HOUR_MS)
    until_ms = received_ms + int(limits.later_h * HOUR_MS)
    places = {receipt.origin_zone_id, receipt.destination_zone_id}
    visits = [visit for place in sorted(places) for visit in known.between(place, from_ms, until_ms)]
    answer = paper_trip.judge(receipt, visits, limits, completion)
    if answer.reason != "visited":
        only_warn = world.has_unresolved_permit(paper.manifest.plate_key, received_ms)
        said = paper_trip.finding(receipt, answer, limits, only_warn=only_warn)
        yield _held(paper, said, answer.arrived_later_ms or received_ms, world)
    plausible = implausible_completion.judge(receipt, visits, completion, limits)
    found = implausible_completion.finding(receipt, plausible, completion)
    if found is not None and plausible.visit is not None:
        yield _held(paper, found, max(received_ms, plausible.visit.first_ms), world)


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
