"""Changes: what newer reference data say otherwise than before, from when on, and of whom."""

from collections.abc import Iterator, Sequence

import msgspec

from models.manifest import Manifest
from models.permit import Permit
from models.reference import LATE_EVIDENCE_MS, Kind, Record, ReferenceVersion, Span, timeline
from models.times import HOUR_MS
from models.vehicle import Vehicle
from streams.judging.world import World


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One key of which something else is known now of the time from `since_ms` on; with nobody named, of all units."""

    kind: Kind
    key: str
    since_ms: int
    plates: frozenset[str] = frozenset()
    unit_ids: frozenset[str] = frozenset()


def changes_after(world: World, seq: int) -> Iterator[Change]:
    """What the versions told after `seq` change of what those before them said."""
    for kind, key in dict.fromkeys((version.kind, version.key) for version in world.told_after(seq)):
        change = _change(world, kind, key, seq)
        if change is None:
            continue
        if kind == "manifests":
            yield from _of_manifest(change, world, seq)
        else:
            yield change
            if kind == "permits":
                yield from _joined_by_permit(change, world, seq)


class Concerned:
    """Whom changes concern: each unit is found by its name and its trucks, however many changes there are."""

    def __init__(self) -> None:
        self._of_all: int | None = None
        self._of_units: dict[str, int] = {}
        self._of_plates: dict[str, int] = {}

    def add(self, change: Change) -> None:
        """Notes whom one more change concerns."""
        since = change.since_ms
        if change.kind == "zones":
            self._of_all = since if self._of_all is None else min(since, self._of_all)
        for names, earliest in ((change.unit_ids, self._of_units), (change.plates, self._of_plates)):
            for name in names:
                earliest[name] = min(since, earliest.get(name, since))

    def unit_ids(self, world: World) -> frozenset[str] | None:
        """The units that are concerned, whoever has them; None where all are."""
        if self._of_all is not None:
            return None
        return frozenset(self._of_units).union(*(world.units_on(plate) for plate in self._of_plates))

    def since_ms(self, unit_id: str, world: World) -> int | None:
        """From when on a unit is to be judged again; None where nothing that changed concerns it."""
        plates = world.plates_of(unit_id) if self._of_plates else ()
        found = (self._of_all, self._of_units.get(unit_id), *(self._of_plates.get(plate) for plate in plates))
        return min((since for since in found if since is not None), default=None)


def _change(world: World, kind: Kind, key: str, seq: int) -> Change | None:
    versions = world.versions(kind, key)
    before = timeline(version for version in versions if version.seq <= seq)
    after = timeline(versions)
    since = _first_difference(before, after)
    if since is None:
        return None
    bodies = [span.version.body for span in (*before, *after)]
    receipts = [body.received_at_ms for body in bodies if isinstance(body, Manifest) and body.received_at_ms]
    return Change(
        kind=kind, key=key, since_ms=max(min(since, *receipts) if receipts else since, _oldest_ms(versions, seq)),
        plates=_plates(bodies, world), unit_ids=_units(bodies),
    )  # fmt: skip


def _of_manifest(change: Change, world: World, seq: int) -> Iterator[Change]:
    """What a manifest changes: nothing of a departure further from the planned one than one may be that it fits.

    But which gates and processors concern a truck holds for all times: where the manifest says it of a truck that its
    permit does not name, it says something new of all that may be judged again.
    """
    told = world.versions("manifests", change.key)
    rounds = [version.body for version in told if isinstance(version.body, Manifest)]
    soonest_ms = min(body.planned_depart_ms for body in rounds) - _window_ms(world)
    yield msgspec.structs.replace(change, since_ms=max(change.since_ms, soonest_ms))
    joined = {body.plate_key for body in rounds if not _names(world, body.permit_key, body.plate_key, seq)}
    if joined:
        yield msgspec.structs.replace(change, since_ms=_oldest_ms(told, seq), plates=frozenset(joined))


def _joined_by_permit(change: Change, world: World, seq: int) -> Iterator[Change]:
    """Whom a permit tells of sites that were none of theirs: trucks that it newly names; of a new site, all of them.

    Which gates and processors concern a truck holds for all times, whenever the version that says so begins.
    """
    told = world.versions("permits", change.key)
    known = [one.body for one in told if isinstance(one.body, Permit) and one.seq <= seq]
    newer = [one.body for one in told if isinstance(one.body, Permit) and one.seq > seq]
    named = frozenset().union(*(body.vehicle_keys for body in newer))
    joined = named.difference(*(body.vehicle_keys for body in known))
    if _sites(newer) - _sites(known):
        joined |= change.plates
    oldest_ms = _oldest_ms(told, seq)
    if joined and change.since_ms > oldest_ms:
        yield msgspec.structs.replace(change, since_ms=oldest_ms, plates=joined)


def _sites(permits: Sequence[Permit]) -> set[str]:
    """The zones of their generators and processors."""
    return {permit.generator.zone_id for permit in permits} | {
        item.processor.zone_id for permit in permits for item in permit.items
    }


def _oldest_ms(told: Sequence[ReferenceVersion], seq: int) -> int:
    """Up to where anything may be judged again for what was told after `seq`."""
    return min(version.received_ms for version in told if version.seq > seq) - LATE_EVIDENCE_MS


def _window_ms(world: World) -> int:
    """How far from its planned departure a manifest may fit one, wherever that is."""
    rulebooks = (world.thresholds.common, *world.thresholds.estates.values())
    return int(max(rules.departure.manifest_h for rules in rulebooks) * HOUR_MS)


def _names(world: World, permit_key: str, plate_key: str, seq: int) -> bool:
    """Whether a permit was known to name a truck before, in any version."""
    known = (version.body for version in world.versions("permits", permit_key) if version.seq <= seq)
    return any(isinstance(body, Permit) and plate_key in body.vehicle_keys for body in known)


def _first_difference(before: Sequence[Span], after: Sequence[Span]) -> int | None:
    edges = {edge for span in (*before, *after) for edge in (span.from_ms, span.to_ms) if edge is not None}
    return next((at_ms for at_ms in (-1, *sorted(edges)) if _known(before, at_ms) != _known(after, at_ms)), None)


def _known(spans: Sequence[Span], at_ms: int) -> Record | None:
    for span in spans:
        if (span.from_ms is None or span.from_ms <= at_ms) and (span.to_ms is None or at_ms < span.to_ms):
            body = span.version.body
            return None if body is None else _without_version(body)
    return None


def _without_version(body: Record) -> Record:
    return msgspec.structs.replace(body, version_from_ms=None)


def _plates(bodies: Sequence[Record | None], world: World) -> frozenset[str]:
    found: set[str] = set()
    for body in bodies:
        if isinstance(body, Permit):  # a manifest may have put another truck under it
            found |= body.vehicle_keys | world.plates_under(body.permit_key)
        elif isinstance(body, Manifest):  # a permit's other trucks may carry it, and know by it that manifests are used
            found |= {body.plate_key} | world.plates_under(body.permit_key)
        elif isinstance(body, Vehicle):
            found.add(body.plate_key)
    return frozenset(found)


def _units(bodies: Sequence[Record | None]) -> frozenset[str]:
    return frozenset(body.unit_id for body in bodies if isinstance(body, Vehicle))
