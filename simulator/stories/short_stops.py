"""Halts: three of them on one trip where nothing permits them, and the same halts where something does."""

from dataclasses import replace

from simulator.driving import Pause, Stretch
from simulator.sites import Place
from simulator.spur import pick
from simulator.stories.on_the_road import spread
from simulator.stories.stage import Stage
from simulator.stories.truth import Breach, Claim
from simulator.surroundings import EVERY_KIND, PERMITTED_KINDS, open_spots


def short_stops(stage: Stage) -> None:
    """Halts three or four times for 4 to 5 min, kilometres apart, where no stop is permitted."""
    spots = open_spots(stage.route, 2500, 2500, EVERY_KIND, 450)
    count = 4 if len(spots) > 60 and stage.rng.random() < 0.4 else 3
    places = spread(spots, stage.rng, count, 3000)
    pauses = tuple(Pause(at_m, stage.rng.uniform(248, 288)) for at_m in places)
    truck = stage.truck()
    haul = stage.trip(truck, replace(stage.route, lights_m=()), pauses)
    breach = Breach("high", haul.passes_s(places[2]))
    claim = Claim(must={"repeated-short-stops": breach}, never=("unauthorised-stop",), verdict="verified_with_alerts")
    stage.claims(truck, claim, permit=stage.papered(truck, haul))


def two_short_stops(stage: Stage) -> None:
    """Halts twice: one fewer than it takes."""
    places = spread(open_spots(stage.route, 2500, 2500, EVERY_KIND, 450), stage.rng, 2, 3000)
    pauses = tuple(Pause(at_m, stage.rng.uniform(248, 288)) for at_m in places)
    truck = stage.truck()
    haul = stage.trip(truck, replace(stage.route, lights_m=()), pauses)
    stage.claims(truck, Claim(never=("repeated-short-stops",)), permit=stage.papered(truck, haul))


def permitted_short_stops(stage: Stage) -> None:
    """Halts three times at places that its permit allows."""
    places = spread(open_spots(stage.route, 2500, 2500, EVERY_KIND, 700), stage.rng, 3, 3500)
    pauses = tuple(Pause(at_m, stage.rng.uniform(248, 290)) for at_m in places)
    truck = stage.truck()
    haul = stage.trip(truck, pauses=pauses)
    allowed = []
    for i, at_m in enumerate(places):
        zone_id = f"Z-LAYBY-{stage.number:05d}-{i}"
        # An estate permits nothing by itself: other trucks' stops there stay what they are.
        stage.add_zone(Place(zone_id, "estate", "ที่จอดที่อนุญาต", "Allowed Lay-by", "", stage.route.point(at_m), 200.0))
        allowed.append(zone_id)
    permit = stage.papered(truck, haul, allowed_stop_zone_ids=allowed)
    stage.claims(truck, Claim(never=("repeated-short-stops", "unauthorised-stop")), permit=permit)


def stop_and_go(stage: Stage) -> None:
    """Stands four to six times for 2.2 to 3.5 min within 2 km: a jam, which is lawful."""
    from_m = pick(open_spots(stage.route, 3000, 5000, PERMITTED_KINDS, 450), stage.rng)
    count = stage.rng.randrange(4, 7)
    pauses = tuple(Pause(from_m + i * 320.0, stage.rng.uniform(132, 210)) for i in range(count))
    truck = stage.truck()
    haul = stage.trip(truck, replace(stage.route, lights_m=()), pauses, jams=(Stretch(from_m - 500, from_m + 2200),))
    stage.in_time(haul)
    never = ("repeated-short-stops", "unauthorised-stop", "not-arrived")
    stage.claims(truck, Claim(never=never), permit=stage.papered(truck, haul))
