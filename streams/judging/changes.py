"""Changes: what newer reference data say otherwise than before, from when on, and of whom."""

from collections.abc import Iterable, Sequence

import msgspec

from models.manifest import Manifest
from models.permit import Permit
from models.reference import LATE_EVIDENCE_MS, Kind, Record, Span, timeline
from models.vehicle import Vehicle
from streams.judging.world import World


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One key of which something else is known now of the time from `since_ms` on; with nobody named, of all units."""

    kind: Kind
    key: str
    since_ms: int
    plates: frozenset[str] = frozenset()
    unit_ids: frozenset[str] = frozenset()

    def concerns(self, unit_id: str, plates: frozenset[str]) -> bool:
        """Whether it is about this unit, or a truck on which it rides at some time."""
        if self.kind == "zones":
            return True
        return unit_id in self.unit_ids or not self.plates.isdisjoint(plates)


def changes_after(world: World, seq: int) -> list[Change]:
    """What the versions told after `seq` change of what those before them said."""
    keys = dict.fromkeys((version.kind, version.key) for version in world.told_after(seq))
    found = (_change(world, kind, key, seq) for kind, key in keys)
    return [change for change in found if change is not None]


def since_ms(changes: Iterable[Change], unit_id: str, world: World) -> int | None:
    """From when on a unit is to be judged again; None where nothing that changed concerns it."""
    plates = world.plates_of(unit_id)
    return min((change.since_ms for change in changes if change.concerns(unit_id, plates)), default=None)


def _change(world: World, kind: Kind, key: str, seq: int) -> Change | None:
    versions = world.versions(kind, key)
    before = timeline(version for version in versions if version.seq <= seq)
    after = timeline(versions)
    since = _first_difference(before, after)
    if since is None:
        return None
    bodies = [span.version.body for span in (*before, *after)]
    received_ms = min(version.received_ms for version in versions if version.seq > seq)
    receipts = [body.received_at_ms for body in bodies if isinstance(body, Manifest) and body.received_at_ms]
    return Change(
        kind=kind, key=key, since_ms=max(min(since, *receipts) if receipts else since, received_ms - LATE_EVIDENCE_MS),
        plates=_plates(bodies, world), unit_ids=_units(bodies),
    )  # fmt: skip


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
        if isinstance(body, Permit):
            found |= body.vehicle_keys
        elif isinstance(body, Manifest):  # a permit's other trucks may carry it, and know by it that manifests are used
            found |= {body.plate_key, *world.plates_on(body.permit_key)}
        elif isinstance(body, Vehicle):
            found.add(body.plate_key)
    return frozenset(found)


def _units(bodies: Sequence[Record | None]) -> frozenset[str]:
    return frozenset(body.unit_id for body in bodies if isinstance(body, Vehicle))
