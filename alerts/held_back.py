"""Whether an account may see an alert: pure, with the reason; a carrier or a generator sees what it was told of."""

from collections.abc import Collection, Mapping
from typing import Any, Final, Literal

from models.reach import Reach, parties_of, sees, waits_for_telling

Verdict = Literal["no_scope", "out_of_reach", "free", "told", "held_back"]
"""`free`: the account is that of an estate or a processor, who are not told of incidents; `told`: its party was."""
ToldTo = Mapping[str, Collection[str]]
"""Which parties were told of an alert, by its id."""

_SEEN: Final = frozenset({"no_scope", "free", "told"})


def verdict_of(reach: Reach | None, alert: Mapping[str, Any], told_to: ToldTo) -> Verdict:
    """Whether an alert, as its events and its row tell it, is seen in a scope, or why not."""
    if reach is None:
        return "no_scope"
    if not sees(reach, alert):
        return "out_of_reach"
    if not waits_for_telling(reach, parties_of(alert)):
        return "free"
    return "held_back" if reach.told_of.isdisjoint(told_to.get(alert["alert_id"], ())) else "told"


def is_seen(verdict: Verdict) -> bool:
    """Whether an alert of this verdict is shown."""
    return verdict in _SEEN


def trip_without_untold(reach: Reach | None, trip: dict[str, Any], told_to: ToldTo) -> dict[str, Any]:
    """What is told of a trip, without the alerts that are held back and without the verdict.

    The verdict is never there, as it is made of all alerts: one that was left out now and then would tell of them.
    """
    if reach is None or not waits_for_telling(reach, parties_of(trip)):
        return trip
    found = {name: value for name, value in trip.items() if name != "verdict"}
    if "alert_ids" in found:
        found["alert_ids"] = [one for one in trip["alert_ids"] if not reach.told_of.isdisjoint(told_to.get(one, ()))]
    return found
