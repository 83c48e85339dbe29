"""Who watches what now: each desk its own, and that of a desk at which no page is heard the next watched one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from models.desk import THE_CENTRE, Desk, Presence, Sound

SILENT_MS: Final = 60_000
"""A page that was not heard for so long is gone, however it went."""


class Sitter(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A person at a desk; heard where one of their pages is."""

    name: str
    sound: Sound


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to one desk: its estates, and whether what lies in no estate."""

    owner_id: str
    zone_ids: tuple[str, ...]
    rest: bool


class DeskNow(msgspec.Struct, frozen=True, kw_only=True):
    """A desk at a moment: who sits there, whether it is heard (None: nobody is there), and what it watches.

    `heard_ms` is when a page of it was heard last, None if never; `watches` begins with its own.
    """

    desk: Desk
    sitters: tuple[Sitter, ...]
    sound: Sound | None
    heard_ms: int | None
    own: Share
    watches: tuple[Share, ...]

    @property
    def is_watched(self) -> bool:
        """Whether somebody is there."""
        return self.sound is not None

    @property
    def is_mute(self) -> bool:
        """Whether somebody is there and would hear nothing."""
        return self.sound == "off"


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """All desks at a moment, in their order, and what nobody watches."""

    desks: tuple[DeskNow, ...]
    unwatched: tuple[Share, ...]


def in_order(desks: Iterable[Desk]) -> tuple[Desk, ...]:
    """The desks in the order in which a queue passes on; one of all where there is none."""
    return tuple(sorted(desks, key=lambda desk: (desk.order_no, desk.desk_id))) or (THE_CENTRE,)


def owner_of(ordered: Sequence[Desk], zone_id: str | None) -> str:
    """The desk that an estate belongs to, or with None what lies in no estate; of several that name it the first."""
    rests = next((desk for desk in ordered if desk.for_the_rest), ordered[0])
    return next((desk for desk in ordered if zone_id in desk.zone_ids), rests).desk_id


def watcher_of(ordered: Sequence[Desk], watched: frozenset[str], desk_id: str) -> str | None:
    """Who watches what belongs to a desk: itself, else the next watched one in order, from the last round to the first.

    None where nobody is at any desk.
    """
    ids = [desk.desk_id for desk in ordered]
    at = ids.index(desk_id)
    return next((one for one in (*ids[at:], *ids[:at]) if one in watched), None)


def watch(desks: Iterable[Desk], presences: Iterable[Presence], estates: Iterable[str], now_ms: int) -> Watch:
    """Who watches what at a time, of these estates and of what lies in none."""
    ordered = in_order(desks)
    told: dict[str, list[Presence]] = {desk.desk_id: [] for desk in ordered}
    for presence in presences:
        if presence.desk_id in told:
            told[presence.desk_id].append(presence)
    live = {desk_id: [one for one in at if _is_live(one, now_ms)] for desk_id, at in told.items()}
    watched = frozenset(desk_id for desk_id, at in live.items() if at)
    shares = _shares(ordered, estates)
    watchers = {desk.desk_id: watcher_of(ordered, watched, desk.desk_id) for desk in ordered}
    return Watch(
        desks=tuple(
            DeskNow(
                desk=desk,
                sitters=_sitters(live[desk.desk_id]),
                sound=_sound(live[desk.desk_id]),
                heard_ms=max((one.heard_ms for one in told[desk.desk_id]), default=None),
                own=shares[desk.desk_id],
                watches=_watches(shares, watchers, desk.desk_id),
            )
            for desk in ordered
        ),
        unwatched=tuple(shares[owner_id] for owner_id, by in watchers.items() if by is None),
    )


def incidents_by_watcher(desks: Iterable[Desk], now: Watch, counts: Mapping[str | None, int]) -> dict[str | None, int]:
    """How many of these incidents, counted by estate (None: in none), each desk watches; under None those of nobody."""
    ordered = in_order(desks)
    watcher = {share.owner_id: one.desk.desk_id for one in now.desks for share in one.watches}
    summed: dict[str | None, int] = {None: 0} | {one.desk.desk_id: 0 for one in now.desks}
    for zone_id, count in counts.items():
        summed[watcher.get(owner_of(ordered, zone_id))] += count
    return summed


def _is_live(presence: Presence, now_ms: int) -> bool:
    return now_ms - presence.heard_ms < SILENT_MS


def _shares(ordered: Sequence[Desk], estates: Iterable[str]) -> dict[str, Share]:
    owned: dict[str, list[str]] = {desk.desk_id: [] for desk in ordered}
    for zone_id in sorted(set(estates)):
        owned[owner_of(ordered, zone_id)].append(zone_id)
    rests = owner_of(ordered, None)
    return {
        owner_id: Share(owner_id=owner_id, zone_ids=tuple(zone_ids), rest=owner_id == rests)
        for owner_id, zone_ids in owned.items()
    }


def _watches(shares: Mapping[str, Share], watchers: Mapping[str, str | None], desk_id: str) -> tuple[Share, ...]:
    owners = [owner_id for owner_id, by in watchers.items() if by == desk_id]
    return tuple(shares[owner_id] for owner_id in sorted(owners, key=lambda owner_id: owner_id != desk_id))


def _sound(live: Sequence[Presence]) -> Sound | None:
    if not live:
        return None
    return "on" if any(one.sound == "on" for one in live) else "off"


def _sitters(live: Sequence[Presence]) -> tuple[Sitter, ...]:
    names = sorted({one.person for one in live})
    return tuple(
        Sitter(name=name, sound=_sound([one for one in live if one.person == name]) or "off") for name in names
    )
