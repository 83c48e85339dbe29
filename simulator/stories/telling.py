"""Stories told somewhere in a fleet's country, on roads that have room for them."""

from random import Random

from simulator.country import NoSuchFleet, pairs
from simulator.spur import NoRoomForIt
from simulator.stories.catalogue import STORIES
from simulator.stories.stage import Stage, Told
from simulator.unit import FleetPlan


def tell(plan: FleetPlan, kind: str, number: int) -> Told:
    """A story of this kind; the same plan, kind and number give the same story. Raises NoSuchFleet."""
    story = STORIES[kind]
    rng = Random(f"{plan.seed} story {kind} {number}")
    choice = list(pairs(plan.estates, max(plan.longest_km, story.longest_km)))
    rng.shuffle(choice)
    for factory, plant in choice:
        stage = Stage(plan, kind, number, factory, plant, rng)
        if not story.shortest_km * 1000 < stage.route.length_m < story.longest_km * 1000:
            continue
        try:
            story.tell(stage)
        except NoRoomForIt:
            continue
        return stage.told()
    raise NoSuchFleet(f"no route of these estates has room for {kind}: allow more estates or longer routes")
