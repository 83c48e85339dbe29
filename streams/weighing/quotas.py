"""Quotas: tonnes that left a gate against what its permits allow a month and a year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import msgspec

from alerts import quota_exceeded
from alerts.quota_exceeded import Accounts, Load
from streams.judging.local_days import local_date
from streams.judging.world import World
from streams.weighing.claims import Claims
from streams.weighing.held import Held
from streams.weighing.noted import Noted, load_of

_UNCOUNTED: Final = ("returned", "cancelled")


class _Left(NamedTuple):
    """A departure from the gate with what it carried, and its trip as far as an alert tells of it."""

    key: str
    left_ms: int
    manifests: tuple[str, ...]
    unit_id: str
    trip_id: str | None
    plate: str
    province: str


class Quotas:
    """Which departures from a gate pass a level of an item's quota; what was returned or cancelled does not count.

    A load that is new or gone changes the sums of its item from its departure on, to the end of its month and year.
    """

    def __init__(self, zone_id: str, world: World) -> None:
        self.zone_id, self._world = zone_id, world
        self._limits = world.thresholds.common.quota_exceeded
        self.claims = Claims()
        self._of_trip: dict[str, tuple[_Left, ...]] = {}
        self._trips: dict[str, dict[str, tuple[int, _Left]]] = defaultdict(dict)
        """By departure: two trips of a unit may tell of the same one."""
        self._carrying: dict[str, set[str]] = defaultdict(set)
        self._accounts = Accounts()

    def follow(self, world: World, keys: Iterable[str]) -> None:
        """Takes over reference data in which some manifests are new or changed."""
        trips = {name for key in keys for name in self._carrying.get(key, ())}
        changed = [left for name in sorted(trips) for left in self._of_trip[name]]
        for load in (load for left in changed for load in self._loads(left)):
            self._accounts.take_out(load)
        self._world = world
        for load in (load for left in changed for load in self._loads(left)):
            self._accounts.add(load)

    def change_load(self, before: Noted | None, after: Noted | None) -> None:
        """A trip is known otherwise than before."""
        was = () if before is None else self._of_trip.pop(before.name, ())
        now = () if after is None else self._departures(after)
        if before is not None:
            for left in was:
                self._trips[left.key].pop(before.name, None)
                for key in left.manifests:
                    self._carrying[key].discard(before.name)
        if after is not None and now:
            self._of_trip[after.name] = now
            for left in now:
                self._trips[left.key][after.name] = after.number, left
                for key in left.manifests:
                    self._carrying[key].add(after.name)
        if [(left.key, left.manifests) for left in was] != [(left.key, left.manifests) for left in now]:
            for load in (load for left in was for load in self._loads(left)):
                self._accounts.take_out(load)
            for load in (load for left in now for load in self._loads(left)):
                self._accounts.add(load)
        if was != now or any(len(self._trips[left.key]) > 1 for left in now):
            self._accounts.touched.update((left.left_ms, left.key) for left in (*was, *now))

    def is_touched(self, now_ms: int) -> bool:
        """Whether anything is to be judged again by a time, said or taken back."""
        return bool(self._accounts.touched) or self.claims.is_touched(now_ms)

    def refresh(self) -> None:
        """Brings what holds up to what is known."""
        touched, self._accounts.touched = self._accounts.touched, set()
        for _, key in sorted(touched):
            passed = self._accounts.worst(key, self._limits)
            if passed is None:
                self.claims.put(key, ())
                continue
            _, left = max(self._trips[key].values())
            finding = msgspec.structs.replace(
                quota_exceeded.finding(passed, self._limits), unit_id=left.unit_id, trip_id=left.trip_id,
                plate=left.plate, province=left.province,
            )  # fmt: skip
            self.claims.put(key, (Held(finding=finding, at_ms=left.left_ms),))

    def _departures(self, noted: Noted) -> tuple[_Left, ...]:
        load = load_of(noted)
        if load is None or load.end_reason in _UNCOUNTED:
            return ()
        return tuple(
            _Left(
                f"{noted.unit_id}@{one.left_ms}", one.left_ms, one.manifests, noted.unit_id, load.trip_id, load.plate,
                load.province,
            )
            for one in load.departures
            if one.zone_id == self.zone_id
        )  # fmt: skip

    def _loads(self, left: _Left) -> Iterator[Load]:
        if not left.manifests:
            return
        day = local_date(left.left_ms, self._world.timezone)
        for manifest_key in left.manifests:
            manifest = self._world.newest_manifest(manifest_key)
            permit = None if manifest is None else self._world.permit(manifest.permit_key, left.left_ms)
            item = None if manifest is None or permit is None else permit.item(manifest.item_no)
            if manifest is None or permit is None or item is None or manifest.status in _UNCOUNTED:
                continue
            tonnes = quota_exceeded.tonnes_of(manifest)
            if tonnes is not None:
                month_limit_t, year_limit_t = quota_exceeded.limits_t_of(item, day)
                yield Load(
                    key=left.key, departed_ms=left.left_ms, departed_on=day, permit_no=permit.permit_no,
                    item_no=item.item_no, tonnes=tonnes, month_limit_t=month_limit_t, year_limit_t=year_limit_t,
                )  # fmt: skip
