"""What shows only after days and weeks: receipts that do not come, devices that are not heard."""

from datetime import date, timedelta

from models.times import DAY_MS, HOUR_MS
from simulator.forms import local_day
from simulator.stories.actor import MINUTE_S, Actor
from simulator.stories.stage import Haul, Paper, Stage
from simulator.stories.truth import Breach, Claim

DAY_S = 86_400.0
RUNS_S = 63 * DAY_S
HOLIDAYS = frozenset(
    (date(2026, 3, 3), date(2026, 4, 6), date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 15), date(2026, 5, 1))
)
"""Thai public holidays of the weeks in which these stories may begin."""


def _then_parks(stage: Stage, truck: Actor, until_s: float = RUNS_S) -> None:
    """The truck stands in its yard for weeks and reports a few times a day."""
    truck.stands(stage.yard.at, (until_s - truck.now_s) / MINUTE_S, "asleep")


def _delivers(stage: Stage, received_s: float | None) -> tuple[Actor, Haul, Paper]:
    truck = stage.truck()
    haul = stage.trip(truck)
    _then_parks(stage, truck)
    stage.runs_on(RUNS_S)
    permit = stage.permit(truck)
    stage.manifest(permit, truck, haul.departs_s, received_s=received_s)
    return truck, haul, permit


def second_working_day_s(stage: Stage, arrival_s: float) -> float:
    """The end, in Bangkok, of the second working day after the day of arrival."""
    day, left = local_day(stage.at_ms(arrival_s)), 2
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() <= 5 and day not in HOLIDAYS
    midnight_ms = (day - date(1970, 1, 1)).days * DAY_MS + DAY_MS - 7 * HOUR_MS
    return (midnight_ms - stage.start_ms) / 1000


def never_confirmed(stage: Stage) -> None:
    """A load arrives and is never signed for, in 62 days."""
    _unconfirmed(stage, None, "critical")


def confirmed_after_weeks(stage: Stage) -> None:
    """A load arrives and is signed for after 47 to 58 days."""
    _unconfirmed(stage, stage.rng.uniform(47, 58) * DAY_S, "high")


def confirmed_after_days(stage: Stage) -> None:
    """A load arrives and is signed for after 8 to 30 days, when two working days have long passed."""
    _unconfirmed(stage, stage.rng.uniform(8, 30) * DAY_S, "warning")


def _unconfirmed(stage: Stage, received_s: float | None, severity: str) -> None:
    truck, haul, permit = _delivers(stage, received_s)
    must = {"late-confirmation": Breach(severity, second_working_day_s(stage, haul.arrival_s))}
    stage.claims(truck, Claim(must=must), permit=permit)


def confirmed_in_time(stage: Stage) -> None:
    """A load arrives and is signed for in the afternoon of the second working day, weekend and holidays between."""
    truck, haul, permit = _delivers(stage, None)
    due_s = second_working_day_s(stage, haul.arrival_s)
    stage.manifests.pop()
    stage.manifest(permit, truck, haul.departs_s, received_s=due_s - stage.rng.uniform(3, 9) * 3600)
    stage.claims(truck, Claim(never=("late-confirmation", "paper-trip")), permit=permit)


def device_unheard(stage: Stage) -> None:
    """Its device is not heard for 8 to 12 days, then it is again."""
    _unheard(stage, stage.rng.uniform(8, 12) * DAY_S, overdue=True)


def device_heard_in_time(stage: Stage) -> None:
    """Its device is not heard for 5 to 6.5 days."""
    _unheard(stage, stage.rng.uniform(5, 6.5) * DAY_S, overdue=False)


def _unheard(stage: Stage, for_s: float, *, overdue: bool) -> None:
    truck = stage.truck()
    haul = stage.trip(truck)
    last_s = truck.now_s
    truck.now_s += for_s
    _then_parks(stage, truck)
    stage.runs_on(RUNS_S)
    permit = stage.permit(truck)
    stage.delivered(permit, truck, haul)
    if not overdue:
        stage.claims(truck, Claim(never=("device-check-overdue",)), permit=permit)
        return
    must = {"device-check-overdue": Breach("warning", last_s + 7 * DAY_S)}
    stage.claims(truck, Claim(must=must), permit=permit)


def expired_and_unheard(stage: Stage) -> None:
    """Its permit ends the day after its last trip; its device is never heard again."""
    truck = stage.truck()
    haul = stage.trip(truck)
    stage.runs_on(RUNS_S)
    permit = stage.papered(truck, haul, valid_to=str(local_day(stage.at_ms(truck.now_s)) + timedelta(days=1)))
    stage.claims(truck, Claim(never=("device-check-overdue",)), permit=permit)
