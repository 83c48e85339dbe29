"""Sharing: when a member of the group asks for a new round."""

from types import SimpleNamespace

import pytest
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment

from streams.tracker.sharing import Sharing

MEMBERS = {name: RangePartitionAssignor.metadata(["late", "pings"]) for name in ("one", "two")}


def cluster(**counts: int) -> SimpleNamespace:
    return SimpleNamespace(partitions_for_topic=lambda topic: set(range(counts.get(topic, 0))) or None)


def shared(**counts: int) -> Sharing:
    sharing = Sharing()
    for share in sharing.assign(cluster(**counts), MEMBERS).values():
        sharing.on_assignment(ConsumerProtocolMemberAssignment.decode(share.encode()))
    return sharing


def test_it_shares_as_the_range_assignor_does() -> None:
    """What each member gets is the same, so that members of either kind may be in one group."""
    there = cluster(pings=5, late=5)
    ours, theirs = Sharing().assign(there, MEMBERS), RangePartitionAssignor.assign(there, MEMBERS)
    assert {name: share.assignment for name, share in ours.items()} == {
        name: share.assignment for name, share in theirs.items()
    }
    assert Sharing.name == RangePartitionAssignor.name


@pytest.mark.parametrize(("now", "asks"), (
    ({"pings": 2, "late": 2}, False),  # as shared out
    ({"pings": 3, "late": 2}, True),  # one more
    ({"pings": 0, "late": 0}, False),  # the broker has not said yet
))  # fmt: skip
def test_who_knows_of_other_partitions_than_were_shared_out_asks(now: dict[str, int], asks: bool) -> None:
    """Whoever leads: each member knows what was shared out."""
    assert shared(pings=2, late=2).is_to_ask(lambda topic: now[topic], 100.0) is asks


def test_it_asks_again_after_a_while() -> None:
    """The first to ask need not be the leader; between two rounds its share is its own."""
    sharing = shared(pings=2, late=2)
    assert [at_s for at_s in range(12) if sharing.is_to_ask(lambda _: 3, at_s)] == [0, 5, 10]


@pytest.mark.parametrize("note", (b"", b"not ours", b"[1]"))
def test_a_leader_that_tells_nothing_is_believed(note: bytes) -> None:
    """As of an older version, or of another program: it looks for new partitions itself."""
    sharing = Sharing()
    sharing.on_assignment(ConsumerProtocolMemberAssignment(0, [("pings", [0])], note))
    assert not sharing.is_to_ask(lambda _: 3, 100.0)
