"""Versions of reference data, and which of them is in force when."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from models.manifest import Manifest, to_manifest
from models.names import identity_key, normal_number
from models.permit import Permit, PermitStatus, status_at
from models.permit_decode import to_permit
from models.times import DAY_MS
from models.vehicle import Vehicle, to_vehicle
from models.zone import Zone, to_zone

Kind = Literal["vehicles", "zones", "permits", "manifests"]
Record = Vehicle | Zone | Permit | Manifest
KINDS: Final[tuple[Kind, ...]] = ("vehicles", "zones", "permits", "manifests")
LATE_EVIDENCE_MS: Final = DAY_MS

_BEGINNING: Final = -1


class ReferenceVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of what we were told under one key; `body` None is a tombstone, which ends the key.

    `key` is the normal form of what names the record; `seq` the order of arrival; `received_ms` our receipt, 0 of what
    stands in a file: that was known from the beginning.
    """

    kind: Kind
    key: str
    version_from_ms: int | None
    received_ms: int
    body: Record | None
    seq: int


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A version while it is in force: from `from_ms` (None: the beginning) to before `to_ms` (None: still)."""

    from_ms: int | None
    to_ms: int | None
    version: ReferenceVersion


class _Claim(msgspec.Struct, frozen=True):
    """When a version says that it begins, when it may be judged from, and when its key ended."""

    declared_ms: int
    judged_from_ms: int
    ended_ms: int | None
    version: ReferenceVersion

    def covers(self, at_ms: int) -> bool:
        """Whether this version counts at a time, unless another that begins later counts too."""
        return self.judged_from_ms <= at_ms and (self.ended_ms is None or at_ms < self.ended_ms)


def decode(kind: Kind, raw: object) -> Record:
    """The record of one JSON value of a kind; raises BadRecord."""
    match kind:
        case "vehicles":
            return to_vehicle(raw)
        case "zones":
            return to_zone(raw)
        case "permits":
            return to_permit(raw)
        case "manifests":
            return to_manifest(raw)


def version_key(record: Record) -> str:
    """The key under which the versions of a record are held together: numbers in their normal form."""
    match record:
        case Vehicle():
            return record.key
        case Zone():
            return record.zone_id
        case Permit():
            return record.permit_key
        case Manifest():
            return record.manifest_key


def written_key(record: Record) -> str:
    """The key of a record on its topic, as written: `unit_id|valid_from`, zone_id, permit_no, manifest_no."""
    match record:
        case Permit():
            return record.permit_no
        case Manifest():
            return record.manifest_no
        case _:
            return version_key(record)


def normal_key(kind: Kind, written: str) -> str:
    """`version_key` of the record that a topic's key names, as a tombstone has nothing but its key."""
    return normal_number(written) if kind in {"permits", "manifests"} else identity_key(written)


def in_force(versions: Iterable[ReferenceVersion], at_ms: int) -> ReferenceVersion | None:
    """The version of one key that is in force at a time; None before the first, and once the key has ended.

    The one that begins last counts, of several the one told last. Without `version_from` the first told holds from the
    beginning, a later one from its receipt. A later one that begins before its receipt counts from there, but at most
    24 h back. A tombstone ends all that was told before it.
    """
    return _winner(_claims(versions), at_ms)


def timeline(versions: Iterable[ReferenceVersion]) -> tuple[Span, ...]:
    """What `in_force` says of one key at every time, as spans in order; times at which nothing holds are left out."""
    told = tuple(versions)
    if len(told) == 1 and told[0].body is not None:  # as nearly all manifests are
        begins_ms = told[0].version_from_ms
        return (Span(from_ms=None if begins_ms == _BEGINNING else begins_ms, to_ms=None, version=told[0]),)
    claims = _claims(told)
    edges = {claim.judged_from_ms for claim in claims}
    edges |= {claim.ended_ms for claim in claims if claim.ended_ms is not None}
    spans: list[Span] = []
    open_from: int | None = None
    winner: ReferenceVersion | None = None
    for edge in sorted(edges):
        now = _winner(claims, edge)
        if now is winner:
            continue
        if winner is not None:
            spans.append(Span(from_ms=open_from, to_ms=edge, version=winner))
        open_from, winner = (None if edge == _BEGINNING else edge), now
    if winner is not None:
        spans.append(Span(from_ms=open_from, to_ms=None, version=winner))
    return tuple(spans)


def permit_status(spans: Sequence[Span], at_ms: int) -> PermitStatus | None:
    """The status of a permit at a time, by the timeline of its versions; None when none is in force then."""
    chain: list[Permit] = []
    ended_ms: int | None = None
    for span in spans:
        if span.from_ms is not None and span.from_ms > at_ms:
            break
        if span.from_ms != ended_ms:
            chain.clear()
        if isinstance(span.version.body, Permit):
            chain.append(span.version.body)
        ended_ms = span.to_ms
    if not chain or (ended_ms is not None and ended_ms <= at_ms):
        return None
    return status_at(chain, at_ms)


def _claims(versions: Iterable[ReferenceVersion]) -> list[_Claim]:
    claims: list[_Claim] = []
    ended_ms: int | None = None
    ordered = sorted(versions, key=lambda version: version.seq)
    first = next((version for version in ordered if version.body is not None), None)
    for version in reversed(ordered):
        if version.body is None:
            ended_ms = version.received_ms
        elif version is first:
            begins_ms = _BEGINNING if version.version_from_ms is None else version.version_from_ms
            claims.append(_Claim(begins_ms, begins_ms, ended_ms, version))
        else:
            begins_ms = version.received_ms if version.version_from_ms is None else version.version_from_ms
            judged_from_ms = max(begins_ms, version.received_ms - LATE_EVIDENCE_MS)
            claims.append(_Claim(begins_ms, judged_from_ms, ended_ms, version))
    return claims


def _winner(claims: list[_Claim], at_ms: int) -> ReferenceVersion | None:
    counting = [claim for claim in claims if claim.covers(at_ms)]
    if not counting:
        return None
    return max(counting, key=lambda claim: (claim.declared_ms, claim.version.seq)).version
