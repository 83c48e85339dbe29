"""Sharing: the group's assignor, which also tells every member among how many partitions it shared out.

The leader of a group looks for new partitions. A leader that is started again under its instance's name is the broker's
leader still, but is not told so (KIP-814): then nobody looks, and what is written to a new partition lies there unread.
So each member compares what is shared with what there is, and asks for a new round: to the leader's wish the broker
yields.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment

_COUNTS: Final = msgspec.json.Decoder(dict[str, int])
_AGAIN_S: Final = 5.0
"""Who is not the leader asks in vain, and lets go of its share for a moment."""


class Sharing(RangePartitionAssignor):  # type: ignore[misc]  # aiokafka carries no types
    """Shares as the range assignor does, under its name; one for each consumer."""

    def __init__(self) -> None:
        """Knows nothing before the first assignment."""
        self._among: Mapping[str, int] = {}
        self._asked_s = -_AGAIN_S

    def assign(self, cluster: Any, members: Mapping[str, Any]) -> dict[str, Any]:
        """The range assignor's shares, each with the number of partitions of all topics."""
        topics = {topic for member in members.values() for topic in member.subscription}
        among = msgspec.json.encode({topic: len(cluster.partitions_for_topic(topic) or ()) for topic in topics})
        return {
            member_id: ConsumerProtocolMemberAssignment(share.version, share.assignment, among)
            for member_id, share in super().assign(cluster, members).items()
        }

    def on_assignment(self, assignment: Any) -> None:
        """Notes among how many partitions the group shares now; a leader that knows no such note says nothing."""
        try:
            self._among = _COUNTS.decode(assignment.user_data or b"{}")
        except msgspec.MsgspecError:
            self._among = {}

    def is_to_ask(self, known: Callable[[str], int], now_s: float) -> bool:
        """Whether to ask for a new round now: a topic has other partitions, as `known` says, than were shared out."""
        if now_s - self._asked_s < _AGAIN_S or not any(known(topic) not in (0, n) for topic, n in self._among.items()):
            return False
        self._asked_s = now_s
        return True
