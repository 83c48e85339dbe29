"""How much a permit allows, and how much is carried under it."""

from models.times import from_iso
from simulator.forms import local_day
from simulator.stories.stage import Paper, Stage
from simulator.stories.truth import Breach, Claim


def quota_near(stage: Stage) -> None:
    """A load brings the month to between 91 and 98 % of what is allowed."""
    _loads_of(stage, stage.rng.uniform(0.91, 0.98), "warning", by_year=False)


def quota_over(stage: Stage) -> None:
    """A load brings the month, or the year, to over what is allowed."""
    _loads_of(stage, stage.rng.uniform(1.05, 1.4), "high", by_year=stage.rng.random() < 0.4)


def quota_within(stage: Stage) -> None:
    """A load brings the month to between 60 and 88 % of what is allowed."""
    _loads_of(stage, stage.rng.uniform(0.6, 0.88), None, by_year=False)


def _loads_of(stage: Stage, share: float, severity: str | None, *, by_year: bool) -> None:
    truck = stage.truck()
    haul = stage.trip(truck)
    permit = stage.permit(truck)
    carried_t = stage.delivered(permit, truck, haul)["quantity_t"]
    _allow(permit, stage.at_ms(haul.departs_s), carried_t / share, by_year=by_year)
    if severity is None:
        stage.claims(truck, Claim(never=("quota-exceeded",)), permit=permit)
        return
    must = {"quota-exceeded": Breach(severity, haul.departs_s)}
    verdict = "verified" if severity == "warning" else "verified_with_alerts"
    stage.claims(truck, Claim(must=must, verdict=verdict), permit=permit)


def _allow(permit: Paper, at_ms: int, allowed_t: float, *, by_year: bool) -> None:
    item = permit["items"][0]
    if by_year:
        item["quantity_t"] = round(allowed_t, 3)
    else:
        item["monthly_t"][local_day(at_ms).month - 1] = round(allowed_t, 3)


def quota_second_load(stage: Stage) -> None:
    """The first of two trucks keeps within the month, the second one brings it over."""
    first, second = stage.truck(), stage.truck(from_s=stage.rng.uniform(35, 70) * 60)
    hauls = [stage.trip(truck) for truck in (first, second)]
    permit = stage.permit(first, second)
    papers = [stage.delivered(permit, truck, haul) for truck, haul in zip((first, second), hauls, strict=True)]
    carried_t = [paper["quantity_t"] for paper in papers]
    earlier, later = sorted((0, 1), key=lambda i: hauls[i].departs_s)
    allowed_t = max(sum(carried_t) / 1.15, carried_t[earlier] / 0.85)
    if allowed_t >= sum(carried_t) * 0.99:
        papers[later]["quantity_t"] = papers[later]["weigh_out_t"] = carried_t[earlier]
        papers[later]["weigh_in_t"] = carried_t[earlier]
        allowed_t = carried_t[earlier] * 1.7
    _allow(permit, from_iso(papers[0]["planned_depart"]), allowed_t, by_year=False)
    trucks = (first, second)
    stage.claims(trucks[earlier], Claim(never=("quota-exceeded",)), permit=permit)
    must = {"quota-exceeded": Breach("high", hauls[later].departs_s)}
    stage.claims(trucks[later], Claim(must=must, verdict="verified_with_alerts"), permit=permit)
