"""What is true of each trip, written down for whoever measures a tracker."""

from collections.abc import Sequence
from typing import Any

from models.times import to_iso
from simulator.unit import FleetPlan, TimedRound, Unit, rounds_of


def labels_of(units: Sequence[Unit], plan: FleetPlan) -> list[dict[str, Any]]:
    """One entry a truck, the trucks of an outage together."""
    silenced = [unit for unit in units if unit.kind == "vendor_outage"]
    entries = [_entry([unit], plan) for unit in units if unit.kind != "vendor_outage"]
    if silenced:
        entries.append({**_entry(silenced, plan), "vendor": silenced[0].vendor})
    return entries


def _entry(units: list[Unit], plan: FleetPlan) -> dict[str, Any]:
    rounds = [list(rounds_of(unit, plan)) for unit in units]
    first = units[0]
    truth = rounds[0][0].round.errand.truth
    begins = {rule: min(_moment(made[0], rule) for made in rounds) for rule in truth.begins}
    entry: dict[str, Any] = {
        "unit_id": first.unit_id,
        "units": [unit.unit_id for unit in units],
        "plate": first.plate,
        "kind": first.kind,
        "benign": truth.benign,
        "permit_no": first.permit_no,
        "processor_zone_id": first.plant.zone_id if first.permit_no else None,
        "must": [[rule] for rule in truth.must],
        "severity": dict(truth.severity),
        "never": list(truth.never),
        "verdict": truth.verdict,
        "advisory": False,
        "from": to_iso(min(begins.values())) if begins else None,
        "completes": sum(timed.round.errand.truth.completes for made in rounds for timed in made),
    }
    if len(begins) > 1:
        entry["from_by_rule"] = {rule: to_iso(at_ms) for rule, at_ms in begins.items()}
    if truth.may:
        entry["may"] = list(truth.may)
    if truth.never_at:
        entry["never_at"] = dict(truth.never_at)
    if truth.late_evidence:
        entry["late_evidence"] = list(truth.late_evidence)
    if first.manifests > 1:
        entry["manifests"] = first.manifests
    return entry


def _moment(timed: TimedRound, rule: str) -> int:
    return timed.at_ms(timed.round.begins_s[rule])
