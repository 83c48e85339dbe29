"""Shelving: which alerts a shelf holds back from sounding and being sent; they are judged and stored all the same."""

from collections.abc import Iterable
from typing import Literal

from alerts import emerging_site
from models.alert import Severity, Urgency
from models.shelf import Shelf, ShelfKind

Held = Literal["held", "other_key", "not_now", "one_person_is_not_enough"]


def is_grave(urgency: Urgency, severity: Severity) -> bool:
    """Whether it takes two persons to hold such an alert back."""
    return urgency == "immediate" or severity == "critical"


def needs_second(kind: ShelfKind, holds_grave: bool) -> bool:
    """Whether a new shelf waits for a second person: a rule's always, others where grave alerts are open there."""
    return kind == "rule" or holds_grave


def place_of(rule: str, zone_id: str | None, lat: float | None, lon: float | None) -> str | None:
    """The key of the place of an alert: its zone, of a site without one its degrees, to about 100 m."""
    if rule == emerging_site.RULE and lat is not None and lon is not None:
        return f"site:{lat:.3f},{lon:.3f}"
    return zone_id


def judge(shelf: Shelf, now_ms: int, *, rule: str, unit_id: str | None, place: str | None, grave: bool) -> Held:
    """Whether a shelf holds an alert back at a time.

    What is grave is held by two persons alone, also where it comes when one has shelved what was not.
    """
    if shelf.key != {"unit": unit_id, "place": place, "rule": rule}[shelf.kind]:
        return "other_key"
    if shelf.state_at(now_ms) != "active":
        return "not_now"
    return "one_person_is_not_enough" if grave and shelf.confirmed_by is None else "held"


def holder(
    shelves: Iterable[Shelf], now_ms: int, *, rule: str, unit_id: str | None, place: str | None, grave: bool
) -> Shelf | None:
    """The shelf that holds an alert back longest; None where it sounds."""
    holding = [
        shelf
        for shelf in shelves
        if judge(shelf, now_ms, rule=rule, unit_id=unit_id, place=place, grave=grave) == "held"
    ]
    return max(holding, key=lambda shelf: (shelf.until_ms, shelf.shelf_id), default=None)
