"""What is true of one truck of a story, in seconds from the story's start, and its label."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.times import to_iso


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a right judgement raises: at least this severe, and the second at which the breach begins."""

    severity: str
    from_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a right judgement says of a truck: all that it must raise, what its trips come to.

    `never` names what the kind is about where nothing may be raised; every rule outside `must` and `may` is a false
    alarm. `may` holds what hangs on how a rule treats fixes that cannot be. `ends`: trips that end without completing.
    """

    must: Mapping[str, Breach] = field(default_factory=dict)
    may: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    verdict: str | None = "verified"
    completes: int = 1
    ends: Mapping[str, int] = field(default_factory=dict)


def label(
    kind: str,
    unit_ids: list[str],
    plate: str,
    permit_no: str | None,
    processor_zone_id: str | None,
    claim: Claim,
    at_ms: Callable[[float], int],
) -> dict[str, Any]:
    """One entry of labels.json; `at_ms` turns the story's seconds into times."""
    begins = {rule: at_ms(breach.from_s) for rule, breach in claim.must.items()}
    entry: dict[str, Any] = {
        "unit_id": unit_ids[0],
        "units": unit_ids,
        "plate": plate,
        "kind": kind,
        "benign": not claim.must,
        "permit_no": permit_no,
        "processor_zone_id": processor_zone_id,
        "must": [[rule] for rule in claim.must],
        "severity": {rule: breach.severity for rule, breach in claim.must.items()},
        "never": list(claim.never),
        "verdict": claim.verdict,
        "advisory": False,
        "from": to_iso(min(begins.values())) if begins else None,
        "completes": claim.completes,
    }
    if len(begins) > 1:
        entry["from_by_rule"] = {rule: to_iso(at) for rule, at in begins.items()}
    if claim.may:
        entry["may"] = list(claim.may)
    if claim.ends:
        entry["ends"] = dict(claim.ends)
    return entry
