"""Papers: the manifests of a gate's permits, each judged again when something that it depends on is new."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from models.manifest import Manifest
from models.observation import Presence
from models.permit import Permit
from streams.due_queue import DueQueue
from streams.judging.world import World
from streams.weighing.claims import Claims
from streams.weighing.consignments import Awaited, Carried, Judged, Paper, judge_paper, settled_from_ms
from streams.weighing.noted import Noted, load_of
from streams.weighing.visits import Visits


class _Sheet(NamedTuple):
    """A manifest, its permit, and its place among the manifests of the gate, by permit and when it was told first."""

    place: tuple[int, int]
    manifest: Manifest
    permit: Permit


class Papers:
    """What is said of a gate's manifests up to a time.

    A manifest is judged again when the trip that carries it changes, a visit that its receipt may rest on, or by the
    clock. `open_keys` are those of which something may still be said.
    """

    def __init__(self, zone_id: str, world: World, since_ms: int, now_ms: int) -> None:
        self._zone_id, self._world, self._since_ms = zone_id, world, since_ms
        self.claims = Claims()
        self._visits = Visits()
        self._carriers: dict[str, dict[str, Noted]] = defaultdict(dict)
        self._judged: dict[str, Judged] = {}
        self._awaiting: dict[str, _Awaiting] = defaultdict(_Awaiting)
        self._settles, self._looks, self._dues = DueQueue(), DueQueue(), DueQueue()
        self.open_keys: dict[str, _Sheet] = {}
        self._dirty: set[str] = set()
        for key in {key for permit_key in world.permits_of_gate(zone_id) for key in world.manifests_of(permit_key)}:
            self._open(key, now_ms)

    def follow(self, world: World, keys: Iterable[str]) -> None:
        """Takes over reference data in which some manifests of the gate are new or changed."""
        self._world = world
        for key in keys:
            self._open(key, -1)

    def _open(self, key: str, now_ms: int) -> None:
        """Takes a manifest in as it stands, unless it was settled by then."""
        sheet = _sheet(key, self._zone_id, self._world)
        settled_ms = -1 if sheet is None else settled_from_ms(sheet.manifest, self._world)
        if sheet is not None and settled_ms > now_ms:
            self.open_keys[key] = sheet
            self._settles.put(key, settled_ms)
            self._dirty.add(key)
        elif key in self.open_keys:
            self._close(key)

    def _close(self, key: str) -> None:
        del self.open_keys[key]
        self._settles.put(key, None)
        self._dirty.discard(key)
        self._note(key, Judged())
        del self._judged[key]

    def change_load(self, before: Noted | None, after: Noted | None) -> None:
        """A trip is known otherwise than before."""
        for noted in (before, after):
            load = load_of(noted)
            if noted is None or load is None or load.end_reason == "transferred":
                continue
            for key in load.manifests:
                if noted is after:
                    self._carriers[key][noted.name] = noted
                else:
                    self._carriers[key].pop(noted.name, None)
                if key in self.open_keys:
                    self._dirty.add(key)

    def change_presence(self, before: Noted | None, after: Noted | None) -> None:
        """A stay is known otherwise than before."""
        was, now = _stay(before), _stay(after)
        if was is not None and now is not None and (was.plate_key, was.last_ms) == (now.plate_key, now.last_ms):
            return
        self._visits.change(before, after)
        for stay in (was, now):
            if stay is not None and stay.zone_id in self._awaiting:
                self._dirty.update(self._awaiting[stay.zone_id].which(stay))

    def is_touched(self, now_ms: int) -> bool:
        """Whether anything is to be judged again by a time, said or taken back."""
        return bool(
            self._dirty or self._looks.may_be_due(now_ms) or self._settles.may_be_due(now_ms)
            or self.claims.is_touched(now_ms)
        )  # fmt: skip

    def refresh(self, now_ms: int) -> int | None:
        """Judges what changed, up to a time; when something is to be judged without a fact."""
        for key in self._settles.up_to(now_ms):
            self._close(key)
        self._dirty.update(self._looks.up_to(now_ms))
        for key in sorted(self._dirty, key=lambda key: self.open_keys[key].place):
            self._note(key, self._judge(key, now_ms))
        self._dirty.clear()
        return self._dues.next_ms()

    def _judge(self, key: str, now_ms: int) -> Judged:
        sheet, carried = self.open_keys[key], self._carried(key)
        rules = self._world.thresholds.at(carried.load.estate_zone_id if carried is not None else None)
        paper = Paper(
            manifest=sheet.manifest, permit=sheet.permit, received_ms=self._world.received_ms(key), carried=carried,
            now_ms=now_ms, rules=rules,
        )  # fmt: skip
        return judge_paper(paper, self._visits, self._world, self._since_ms)

    def _note(self, key: str, judged: Judged) -> None:
        was = self._judged.get(key, Judged())
        self._judged[key] = judged
        self.claims.put(key, judged.held)
        self._dues.put(key, judged.due_ms)
        self._looks.put(key, judged.stays_ms)
        if was.awaited != judged.awaited:
            if was.awaited is not None:
                for zone_id in was.awaited.zones:
                    self._awaiting[zone_id].take_out(key, was.awaited)
            if judged.awaited is not None:
                for zone_id in judged.awaited.zones:
                    self._awaiting[zone_id].put_in(key, judged.awaited)

    def _carried(self, key: str) -> Carried | None:
        trips = [(noted, load) for noted in self._carriers.get(key, {}).values() if (load := load_of(noted))]
        if not trips:
            return None
        newest, load = min(trips, key=lambda trip: (-trip[1].started_ms, trip[0].number))
        return Carried(unit_id=newest.unit_id, load=load)


class _Awaiting:
    """The receipts that rest on visits to one zone, by the last time at which a visit matters that begins."""

    def __init__(self) -> None:
        self._of: dict[str, Awaited] = {}
        self._places: list[tuple[int, str]] = []

    def put_in(self, key: str, awaited: Awaited) -> None:
        self._of[key] = awaited
        insort(self._places, (awaited.last_ms, key))

    def take_out(self, key: str, awaited: Awaited) -> None:
        del self._of[key]
        del self._places[bisect_left(self._places, (awaited.last_ms, key))]

    def which(self, stay: Presence) -> Iterator[str]:
        """Those that a stay concerns."""
        for _, key in self._places[bisect_left(self._places, (stay.first_ms, "")) :]:
            awaited = self._of[key]
            if stay.plate_key in awaited.receipt.vehicle_keys and (
                stay.last_ms is None or stay.last_ms >= awaited.from_ms
            ):
                yield key


def _sheet(key: str, zone_id: str, world: World) -> _Sheet | None:
    manifest = world.newest_manifest(key)
    permit = None if manifest is None else world.permit(manifest.permit_key, manifest.planned_depart_ms)
    if manifest is None or permit is None or permit.generator.zone_id != zone_id:
        return None
    permits = {one.permit_key for one in world.tellings_of(key)}
    place = next(number for number, permit_key in enumerate(world.permits_of_gate(zone_id)) if permit_key in permits)
    return _Sheet((place, world.versions("manifests", key)[0].seq), manifest, permit)


def _stay(noted: Noted | None) -> Presence | None:
    return noted.observation if noted is not None and isinstance(noted.observation, Presence) else None
