"""The demo's parties: settings that are read, for every carrier and generator of its fleet."""

from models.party import party_id_of
from ops.parties import read_parties
from ops.settings import load
from simulator.demo import demo_world
from wastetrack.demo_parties import parties


def test_every_carrier_and_generator_of_the_demo_has_an_address_and_no_answer_is_asked_for() -> None:
    found = read_parties(load(None, {"WASTETRACK_PARTIES": parties(), "WASTETRACK_INBOX": "on"}))
    world = demo_world(1_793_600_000_000, 7)
    wanted = {party_id_of("carrier", one["carrier"]) for one in world.vehicles}
    wanted |= {party_id_of("generator", one["generator"]["factory_no"]) for one in world.permits}
    assert len(wanted) > 5
    assert wanted <= set(found.addresses)
    assert not found.confirmed_needs_answer
