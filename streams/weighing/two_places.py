"""Two places: where the devices of one plate were too far from each other to be on one truck."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import msgspec

from alerts import two_places
from alerts.impossible_move import Way, confirms
from alerts.two_places import Clash, Contest, Spot
from geofences.projection import distance_m
from models.alert import Bearer, Finding
from models.observation import Sighting
from models.thresholds import Rulebook
from streams.judging.world import World
from streams.weighing.case_ledger import HORIZON_MS
from streams.weighing.companions import Led
from streams.weighing.docket import Case
from streams.weighing.held import Held


def judge_two_places(
    case: Case, places: Mapping[str, Sequence[Sighting]], led: Sequence[Led], world: World, now_ms: int, kept_ms: int
) -> tuple[list[Held], int | None]:
    """What holds of a plate's devices at a time, told to both of each two, and when to look again.

    Of the time before `kept_ms` no sightings are left, and what was said of it stands.
    """
    rules = world.thresholds.common
    contests = list(_contests(places, rules))
    held: list[Held] = []
    for old in _old_findings(case, now_ms, kept_ms):
        finding = _gone_on(old, contests, kept_ms, now_ms, rules)
        held.append(Held(finding=finding, at_ms=now_ms if finding.ended_ms is None else finding.ended_ms))
    for contest in contests:
        for spot in (contest.first.one, contest.first.other):
            if not any(_goes_on(one.finding, contest, spot.unit_id, kept_ms, rules) for one in held):
                bearer = _bearer(spot.unit_id, contest.first.at_ms, led, world)
                finding = two_places.finding(
                    contest, spot.unit_id, bearer, rules.same_plate.near_m, rules.impossible_move, now_ms
                )
                held.append(Held(finding=finding, at_ms=contest.confirming.at_ms))
    due = [contest.due_ms(rules.impossible_move) for contest in contests]
    return held, min((at_ms for at_ms in due if at_ms > now_ms), default=None)


def _contests(places: Mapping[str, Sequence[Sighting]], rules: Rulebook) -> Iterator[Contest]:
    for one_id, other_id in combinations(sorted(places), 2):
        yield from two_places.find_contests(_clashes(one_id, other_id, places, rules), rules.impossible_move)


def _clashes(
    one_id: str, other_id: str, places: Mapping[str, Sequence[Sighting]], rules: Rulebook
) -> Iterator[Clash]:
    """The clashes among the places of two devices that are nearest to each other in time."""
    ones, others = places[one_id], places[other_id]
    for i, j in {*_nearest(ones, others), *((i, j) for j, i in _nearest(others, ones))}:
        way = _way(ones[i], others[j])
        if way.ms <= rules.same_plate.sighting_s * 1000 and way.metres > rules.same_plate.near_m:
            one, other = _spot(one_id, ones, i, rules), _spot(other_id, others, j, rules)
            found = two_places.clash(one, other, way, rules.impossible_move)
            if found is not None:
                yield found


def _spot(unit_id: str, seen: Sequence[Sighting], number: int, rules: Rulebook) -> Spot:
    there = seen[number]
    beside = (*seen[max(0, number - 1) : number], *seen[number + 1 : number + 2])
    return Spot(
        unit_id=unit_id, utc_ms=there.utc_ms, receipt_ms=there.receipt_ms, lat=there.lat, lon=there.lon,
        confirmed=any(confirms(_way(there, near), rules.impossible_move) for near in beside),
    )  # fmt: skip


def _nearest(ones: Sequence[Sighting], others: Sequence[Sighting]) -> Iterator[tuple[int, int]]:
    """For each of some places in order of time the nearest in time of others, of two the earlier one."""
    number = 0
    for i, one in enumerate(ones):
        while number + 1 < len(others) and abs(others[number + 1].utc_ms - one.utc_ms) < abs(
            others[number].utc_ms - one.utc_ms
        ):
            number += 1
        if others:
            yield i, number


def _way(one: Sighting, other: Sighting) -> Way:
    return Way(distance_m(one.lon, one.lat, other.lon, other.lat), abs(one.utc_ms - other.utc_ms))


def _bearer(unit_id: str, at_ms: int, led: Sequence[Led], world: World) -> Bearer:
    load = next((trip.load for trip in led if trip.unit_id == unit_id and trip.covers(at_ms)), None)
    if load is not None:
        return Bearer(trip_id=load.trip_id, plate=load.plate, province=load.province)
    vehicle = world.vehicle(unit_id, at_ms)
    return Bearer() if vehicle is None else Bearer(plate=vehicle.plate, province=vehicle.province)


def _old_findings(case: Case, now_ms: int, kept_ms: int) -> list[Finding]:
    """What was said of a time of which no sightings are left, and goes on or may still change."""
    return [
        said
        for entry in case.published.values()
        if (said := entry.alert) is not None
        and said.started_ms < kept_ms
        and said.close_reason != "late_evidence"
        and (said.is_open or entry.touched_ms >= now_ms - HORIZON_MS)
    ]


def _goes_on(old: Finding, contest: Contest, unit_id: str, kept_ms: int, rules: Rulebook) -> bool:
    """Whether a contest is what was said before, gone on."""
    first = contest.first
    other_id = first.other.unit_id if first.one.unit_id == unit_id else first.one.unit_id
    last_ms = kept_ms if old.ended_ms is None else old.ended_ms
    return (
        old.started_ms < min(kept_ms, first.at_ms)
        and old.episode.startswith(two_places.episodes_of(unit_id, other_id))
        and first.at_ms <= last_ms + rules.impossible_move.confirm_min * 60_000
    )


def _gone_on(old: Finding, contests: Sequence[Contest], kept_ms: int, now_ms: int, rules: Rulebook) -> Finding:
    for contest in contests:
        if _goes_on(old, contest, old.unit_id or "", kept_ms, rules):
            over = contest.is_over(now_ms, rules.impossible_move)
            return msgspec.structs.replace(
                old, ended_ms=contest.last_ms if over else None, close_reason="cleared" if over else None
            )
    if old.ended_ms is not None:
        return old
    return msgspec.structs.replace(old, ended_ms=kept_ms, close_reason="cleared")
