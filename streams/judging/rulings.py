"""Rulings: what the rules across units have found of a unit, the newest word on each thing."""

from typing import Final

import msgspec

from models.ruling import Alerted, Denied, HandedOver
from streams.judging.state import Rulings

KEPT: Final = 64


def with_ruling(known: Rulings, ruling: Denied | HandedOver | Alerted) -> Rulings:
    """The rulings with one more, which takes the place of what it says anew; the oldest fall off."""
    match ruling:
        case Denied():
            denied = [d for d in known.denied if (d.zone_id, d.left_ms) != (ruling.zone_id, ruling.left_ms)]
            return msgspec.structs.replace(known, denied=(*denied, *([ruling] if ruling.manifests else []))[-KEPT:])
        case HandedOver():
            others = [h for h in known.handed_over if (h.name, h.gives) != (ruling.name, ruling.gives)]
            return msgspec.structs.replace(known, handed_over=(*others, *([] if ruling.void else [ruling]))[-KEPT:])
        case Alerted():
            told = [a for a in known.alerted if a.alert_id != ruling.alert_id]
            return msgspec.structs.replace(known, alerted=(*told, ruling)[-KEPT:])
