"""Days in which no truck drives and no device sends."""

import random
from typing import Final

from faults.kinds.kind import Kind
from faults.kinds.reference import publish
from faults.later import manifest_later
from faults.stage import Stage
from models.times import DAY_MS, from_iso, to_iso
from streams.reference.files import Publishable

MOST_DAYS: Final = 9
"""More than the week after which a silent device is to be checked."""


async def days_pass(stage: Stage, rng: random.Random) -> str:
    """Everything stands still for days, trucks on the road too; then all go on, and what was planned with them."""
    days = rng.randint(1, MOST_DAYS)
    load = stage.load
    load.going.clear()
    try:
        now_ms, manifests = load.last_receipt_ms, load.world.manifests
        moved = {
            number: manifest_later(row, days * DAY_MS)
            for number, row in enumerate(manifests)
            if from_iso(row["planned_depart"]) > now_ms
        }
        since = to_iso(now_ms)
        told = [Publishable(key=row["manifest_no"], value={**row, "version_from": since}) for row in moved.values()]
        if await publish(stage, "manifests", told):
            for number, row in moved.items():
                manifests[number] = row
            load.ahead_ms += days * DAY_MS
    finally:
        load.going.set()
    return f"{days} days"


KINDS: Final = (
    Kind(name="days-pass", family="traffic", tells="the whole fleet is silent for days", inject=days_pass, weight=0.7),
)
