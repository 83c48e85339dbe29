"""A case from a scenario folder: replayed once, the pings of all units kept until it is known whom it concerns."""

from collections import defaultdict
from collections.abc import Iterable

from models.event import ALERT_TYPES, Event, entity_of
from models.ping import Ping
from streams.compare import newest_versions
from streams.explain.case import Asked, Case, NotTold, version_of
from streams.judging.interface import Past
from streams.judging.state import Unit
from streams.judging.world import World
from streams.replay import BadLine, Line, Replay


class Recorder:
    """Replays lines and keeps what a case is made of."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._events: list[Event] = []
        self._pings: dict[str, list[Ping]] = defaultdict(list)
        self._until_ms = 0
        self._run = Replay(world, self._events.append, _ignore, watch=self._keep)

    def read(self, lines: Iterable[Line], until_ms: int | None) -> None:
        """Judges all lines, as replay does."""
        self._until_ms = until_ms or 0
        for line in lines:
            if not self._run.feed(line, until_ms):
                break
        self._run.finish(until_ms)

    def case(self, entity_id: str) -> Case:
        """The case of an alert or trip by its id; raises NotTold."""
        newest = newest_versions(self._events)
        event = newest.get(entity_id)
        if event is None:
            raise NotTold(f"no alert or trip of the scenario has the id {entity_id}: `wastetrack replay` prints them")
        alert = event.data if event.type in ALERT_TYPES else None
        trip_event = newest.get(str(event.data.get("trip_id")))
        named = [newest[trip_id].data for trip_id in (alert or {}).get("trip_ids", ()) if trip_id in newest]
        asked = Asked(
            alert=alert, trip=None if trip_event is None else trip_event.data, trips=tuple(named),
            versions=tuple(version_of(e) for e in self._events if entity_of(e) == entity_id),
            now_ms=max(self._run.now_ms or 0, self._until_ms),
        )  # fmt: skip
        unit = None if asked.unit_id is None else self._run.unit(asked.unit_id)
        return Case(
            asked=asked, world=self._world,
            past=None if asked.unit_id is None else Past(pings=tuple(self._pings[asked.unit_id])),
            unit=unit or Unit(unit_id=asked.unit_id or ""),
        )  # fmt: skip

    def _keep(self, ping: Ping) -> None:
        self._pings[ping.unit_id].append(ping)


def _ignore(_: BadLine) -> None:
    """Bad lines are `replay`'s to tell."""
