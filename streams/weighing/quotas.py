"""Quotas: tonnes that left a gate against what its permits allow a month and a year."""

from collections.abc import Iterator, Sequence

import msgspec

from alerts import quota_exceeded
from models import observation
from streams.judging.local_days import local_date
from streams.judging.world import World
from streams.weighing.case_ledger import Held
from streams.weighing.docket import Seen


def judge_quotas(seen_all: Sequence[Seen], zone_id: str, world: World) -> Iterator[Held]:
    """Which departures from a gate pass a level of an item's quota; what was returned or cancelled does not count."""
    limits = world.thresholds.common.quota_exceeded
    trips: dict[str, tuple[str, observation.Load]] = {}
    loads: list[quota_exceeded.Load] = []
    for seen in seen_all:
        trip = seen.observation
        if isinstance(trip, observation.Load) and trip.end_reason not in ("superseded", "returned", "cancelled"):
            for departure in trip.departures:
                if departure.zone_id == zone_id:
                    key = f"{seen.unit_id}@{departure.left_ms}"
                    trips[key] = seen.unit_id, trip
                    loads += _loads(key, departure, world)
    for key, passed in quota_exceeded.judge(loads, limits).items():
        unit_id, trip = trips[key]
        finding = msgspec.structs.replace(
            quota_exceeded.finding(passed, limits), unit_id=unit_id, trip_id=trip.trip_id, plate=trip.plate,
            province=trip.province,
        )  # fmt: skip
        yield Held(finding=finding, at_ms=passed.load.departed_ms)


def _loads(key: str, departure: observation.Departure, world: World) -> Iterator[quota_exceeded.Load]:
    day = local_date(departure.left_ms, world.timezone)
    for manifest_key in departure.manifests:
        manifest = world.newest_manifest(manifest_key)
        permit = None if manifest is None else world.permit(manifest.permit_key, departure.left_ms)
        item = None if manifest is None or permit is None else permit.item(manifest.item_no)
        if manifest is None or permit is None or item is None or manifest.status in ("returned", "cancelled"):
            continue
        tonnes = quota_exceeded.tonnes_of(manifest)
        if tonnes is not None:
            month_limit_t, year_limit_t = quota_exceeded.limits_t_of(item, day)
            yield quota_exceeded.Load(
                key=key, departed_ms=departure.left_ms, departed_on=day, permit_no=permit.permit_no,
                item_no=item.item_no, tonnes=tonnes, month_limit_t=month_limit_t, year_limit_t=year_limit_t,
            )  # fmt: skip
