"""What the rules across units remember, written and read: it goes on as if nothing had been, and it forgets."""

import pytest

from models.event import Event
from models.observation import Fact, Presence
from models.times import DAY_MS, HOUR_MS
from streams.weighing.docket import Case, Docket, decode_entry, encode_entry
from streams.weighing.weigh import next_due, weigh
from tests.agreement.scenes import ACROSS
from tests.builders import PLATE, PROVINCE, Scene, ms
from tests.weighing.test_papers import facts_of

WITH_CASES = ("received too early", "weights", "late", "quota", "a site")


def read_again(docket: Docket) -> Docket:
    """A docket as the next tracker finds it."""
    again = Docket({key: decode_entry(encode_entry(entry)) for key, entry in docket.entries.items()})
    again.reference_seq, again.since_ms = docket.reference_seq, docket.since_ms
    return again


@pytest.mark.parametrize("name", WITH_CASES)
def test_a_docket_read_again_after_every_fact_says_the_same(name: str) -> None:
    facts, world = facts_of(ACROSS[name]), ACROSS[name].world()
    whole, parted = Docket(), Docket()
    until_ms = facts[-1].receipt_ms + 5 * DAY_MS
    said: list[list[Event]] = [[], []]
    for fact in facts:
        parted = read_again(parted)
        said[0] += weigh(whole, [fact], fact.receipt_ms, world).events
        said[1] += weigh(parted, [fact], fact.receipt_ms, world).events
        assert next_due(parted) == next_due(whole)
    parted = read_again(parted)
    said[0] += weigh(whole, [], until_ms, world).events
    said[1] += weigh(parted, [], until_ms, world).events
    assert said[0] == said[1] != []
    assert parted.entries == whole.entries


def test_a_case_forgets_stays_after_months() -> None:
    """A truck that comes to its gate every six hours for a year leaves a case of bounded size."""
    scene: Scene = ACROSS["weights"]
    world, docket = scene.world(), Docket()
    sizes: list[int] = []
    key = world.vehicle("unit-1", ms(0))
    assert key is not None
    for number in range(4 * 300):
        at_ms = ms(0) + number * 6 * HOUR_MS
        stay = Presence(
            zone_id="Z-GEN", plate=PLATE, province=PROVINCE, plate_key=key.plate_key, first_ms=at_ms, last_ms=at_ms + HOUR_MS
        )
        weigh(docket, [Fact(kind="seen", key="seen", unit_id="unit-1", receipt_ms=at_ms, observation=stay)], at_ms, world)
        case = docket.entries["gate:Z-GEN"]
        assert isinstance(case, Case)
        sizes.append(len(case.seen))
    assert max(sizes) == sizes[-1] < 4 * 72
