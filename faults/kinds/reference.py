"""Papers that change while trucks are on the road."""

import random
from collections.abc import Sequence
from typing import Any, Final

from faults.kinds.kind import Kind
from faults.stage import Stage
from models.reference import Kind as PaperKind
from models.times import HOUR_MS, to_iso
from streams.reference.files import Publishable
from streams.reference.publish import NotPublished, publish_reference

FAMILY: Final = "reference"


async def publish(stage: Stage, kind: PaperKind, papers: Sequence[Publishable]) -> bool:
    """Puts papers on their topic; False where the broker has just died by itself: nothing came of it then."""
    options = {"bootstrap_servers": stage.kafka.bootstrap, "request_timeout_ms": 10_000}
    async with stage.kafka_turn:
        try:
            await publish_reference(options, kind, papers)
        except NotPublished:
            return False
    return True


async def _publish(stage: Stage, kind: PaperKind, key: str, value: Any) -> None:
    await publish(stage, kind, [Publishable(key=key, value=value)])


async def permit_changed(stage: Stage, rng: random.Random) -> str:
    """A permit gets a narrower or wider corridor, from an hour ago on or from now on, in the fleet's time."""
    permit = rng.choice(stage.load.world.permits)
    routes = [{**route, "corridor_m": rng.choice((100, 300, 500))} for route in permit["routes"]]
    since_ms = stage.load.last_receipt_ms - rng.choice((0, HOUR_MS))
    await _publish(
        stage, "permits", permit["permit_no"], {**permit, "routes": routes, "version_from": to_iso(since_ms)}
    )
    return str(permit["permit_no"])


async def permit_suspended(stage: Stage, rng: random.Random) -> str:
    """A permit is suspended, or is approved again."""
    permit = rng.choice(stage.load.world.permits)
    since = to_iso(stage.load.last_receipt_ms)
    told = {**permit, "status": rng.choice(("suspended", "approved")), "status_since": since, "version_from": since}
    await _publish(stage, "permits", permit["permit_no"], told)
    return str(permit["permit_no"])


async def zone_changed(stage: Stage, rng: random.Random) -> str:
    """A zone of a point grows or shrinks."""
    points = [row for row in stage.load.world.zones["features"] if row["geometry"]["type"] == "Point"]
    if not points:
        return "no zone that is a point"
    zone = rng.choice(points)
    radius_m = float(zone["properties"].get("radius_m") or 100) * rng.choice((0.8, 1.25))
    told = {**zone["properties"], "radius_m": radius_m, "version_from": to_iso(stage.load.last_receipt_ms)}
    await _publish(stage, "zones", told["zone_id"], {**zone, "properties": told})
    return str(told["zone_id"])


KINDS: Final = (
    Kind(name="permit-changed", family=FAMILY, tells="a permit's corridor changes", inject=permit_changed),
    Kind(name="permit-suspended", family=FAMILY, tells="a permit is suspended or approved", inject=permit_suspended),
    Kind(name="zone-changed", family=FAMILY, tells="a zone grows or shrinks", inject=zone_changed),
)
