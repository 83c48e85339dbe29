"""Rulings: what the rules across units have found of a unit, the newest word on each thing."""

from typing import Final

import msgspec

from models.ruling import Alerted, Bridged, Denied, Follows, HandedOver
from streams.judging.state import Rulings

KEPT: Final = 64


def with_ruling(known: Rulings, ruling: Denied | HandedOver | Alerted | Follows | Bridged) -> Rulings:
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
        case Follows():
            led = [f for f in known.follows if f.name != ruling.name]
            return msgspec.structs.replace(known, follows=(*led, *([] if ruling.void else [ruling]))[-KEPT:])
        case Bridged():
            bridges = [b for b in known.bridged if b.name != ruling.name]
            return msgspec.structs.replace(known, bridged=(*bridges, *([ruling] if ruling.heard else []))[-KEPT:])


def changed_since_ms(known: Rulings, ruling: Denied | HandedOver | Follows | Bridged) -> int | None:
    """The earliest time of which a ruling says something new; None where it says nothing new."""
    match ruling:
        case Denied():
            return ruling.left_ms
        case HandedOver():
            return ruling.at_ms
        case Follows():
            was = next((f for f in known.follows if f.name == ruling.name), None)
            edges = _edges(was) ^ _edges(None if ruling.void else ruling)
        case Bridged():
            heard = next((b.heard for b in known.bridged if b.name == ruling.name), ())
            edges = {(at_ms, "heard", receipt_ms) for at_ms, receipt_ms in {*heard} ^ {*ruling.heard}}
    return min((edge[0] for edge in edges), default=None)


def _edges(ruling: Follows | None) -> set[tuple[int, str, int]]:
    """When what a ruling says begins and ends."""
    if ruling is None:
        return set()
    spans = [("trip", ruling.from_ms, ruling.until_ms), *(("near", *span) for span in ruling.near)]
    begun = {(from_ms, f"{what} begins", 0) for what, from_ms, _ in spans}
    return begun | {(to_ms, f"{what} ends", 0) for what, _, to_ms in spans if to_ms is not None}
