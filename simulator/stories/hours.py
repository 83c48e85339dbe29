"""The hours at which a permit allows to drive."""

from models.times import MINUTE_MS
from simulator.forms import local_clock, local_day
from simulator.spur import NoRoomForIt
from simulator.stories.stage import Haul, Stage
from simulator.stories.truth import Breach, Claim

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


def _window(stage: Stage, from_s: float, to_s: float, days: list[int] | None = None) -> list[dict[str, object]]:
    times = {"from": local_clock(stage.at_ms(from_s)), "to": local_clock(stage.at_ms(to_s))}
    return [{"days": days or EVERY_DAY, **times}]


def outside_hours(stage: Stage) -> None:
    """Its window ends when it has driven about half the way."""
    truck = stage.truck()
    haul = stage.trip(truck)
    ends_s = haul.departs_s + (haul.arrival_s - haul.departs_s) * stage.rng.uniform(0.3, 0.7)
    permit = stage.papered(truck, haul, time_windows=_window(stage, haul.departs_s - 3600, ends_s))
    must = {"outside-hours": Breach("warning", _whole_minute_s(stage, ends_s))}
    stage.claims(truck, Claim(must=must), permit=permit)


def _whole_minute_s(stage: Stage, t_s: float) -> float:
    """The end of the minute up to which a window that is written to the minute holds."""
    return (stage.at_ms(t_s) // MINUTE_MS * MINUTE_MS - stage.start_ms) / 1000


def wrong_day(stage: Stage) -> None:
    """Drives at a permitted hour of a day that is not among the days of its window."""
    truck = stage.truck()
    haul = stage.trip(truck)
    _one_day(stage, haul)
    today = local_day(stage.at_ms(haul.departs_s)).isoweekday()
    days = [day for day in EVERY_DAY if day != today]
    windows = _window(stage, haul.departs_s - 1800, (haul.leaves_s or 0) + 1800, days)
    must = {"outside-hours": Breach("warning", haul.departs_s)}
    stage.claims(truck, Claim(must=must), permit=stage.papered(truck, haul, time_windows=windows))


def _one_day(stage: Stage, haul: Haul) -> None:
    if local_day(stage.at_ms(haul.departs_s - 3600)) != local_day(stage.at_ms((haul.leaves_s or 0) + 3600)):
        raise NoRoomForIt


def window_ends_at_the_plant(stage: Stage) -> None:
    """Its window ends soon after it has arrived; it drives home outside."""
    truck = stage.truck()
    haul = stage.trip(truck)
    windows = _window(stage, haul.departs_s - 1200, haul.arrival_s + 180)
    stage.claims(truck, Claim(never=("outside-hours",)), permit=stage.papered(truck, haul, time_windows=windows))


def night_window(stage: Stage) -> None:
    """Drives past midnight in a window that runs past midnight and belongs to the day on which it starts."""
    stage.begins_at(22, stage.rng.randrange(30, 59))
    truck = stage.truck()
    haul = stage.trip(truck)
    today = local_day(stage.at_ms(haul.departs_s)).isoweekday()
    windows = [{"days": [today], "from": "21:00", "to": "05:30"}]
    if local_day(stage.at_ms(haul.departs_s)) == local_day(stage.at_ms(haul.arrival_s)):
        raise NoRoomForIt
    stage.claims(truck, Claim(never=("outside-hours",)), permit=stage.papered(truck, haul, time_windows=windows))
