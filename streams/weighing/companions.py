"""Companions: which device of a plate leads its trip, when another one belongs to it, and which silences that ends."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from geofences.projection import distance_m
from models.observation import Load, Sighting
from models.ruling import Bridged, Follows, Ruling
from models.thresholds import SamePlate
from streams.weighing.docket import Seen

Spans = tuple[tuple[int, int | None], ...]


class Led(msgspec.Struct, frozen=True, kw_only=True):
    """A trip of a plate and the device that leads it, the one first seen leaving."""

    unit_id: str
    load: Load

    def covers(self, at_ms: int) -> bool:
        """Whether the trip goes on at a time."""
        return self.load.started_ms <= at_ms and (self.load.ended_ms is None or at_ms < self.load.ended_ms)


def led_trips(seen_all: Sequence[Seen]) -> list[Led]:
    """The trips of a plate: of those that overlap the one that started first.

    By when they started, which is when each device was seen leaving: whether a trip is told plays no part.
    """
    loads = sorted(
        (
            Led(unit_id=seen.unit_id, load=load)
            for seen in seen_all
            if isinstance(load := seen.observation, Load) and load.end_reason != "superseded"
        ),
        key=lambda one: (one.load.started_ms, one.unit_id),
    )
    led: list[Led] = []
    for one in loads:
        if not any(other.unit_id != one.unit_id and other.covers(one.load.started_ms) for other in led):
            led.append(one)
    return led


def judge_companions(
    led: Sequence[Led], places: Mapping[str, Sequence[Sighting]], units: Sequence[str], told: Mapping[str, Ruling],
    now_ms: int, kept_ms: int, limits: SamePlate,
) -> tuple[dict[str, Ruling], int | None]:  # fmt: skip
    """What each device of a plate is to know of its trips, by name of the ruling, and when to look again.

    Of the time before `kept_ms` no sightings are left, and what was told of it stands.
    """
    found: dict[str, Ruling] = {}
    due: list[int] = []
    for trip in led:
        bridges: dict[int, int] = {}
        for unit_id in units:
            if unit_id == trip.unit_id:
                continue
            name = f"follows {unit_id} {trip.unit_id} {trip.load.trip_key}"
            was = told.get(name)
            near = _near(trip, places, unit_id, was if isinstance(was, Follows) else None, kept_ms, limits)
            if trip.load.ended_ms is None and near and (parts_ms := near[-1][1]) is not None and parts_ms > now_ms:
                due.append(parts_ms)
                near = (*near[:-1], (near[-1][0], None))
            found[name] = Follows(
                unit_id=unit_id, name=name, from_ms=trip.load.started_ms, until_ms=trip.load.ended_ms, near=near
            )
            bridges |= _bridges(trip, places, unit_id, near, limits)
        name = f"bridged {trip.unit_id} {trip.load.trip_key}"
        before = told.get(name)
        if isinstance(before, Bridged):
            bridges |= {at_ms: receipt_ms for at_ms, receipt_ms in before.heard if at_ms < kept_ms}
        if bridges:
            found[name] = Bridged(unit_id=trip.unit_id, name=name, heard=tuple(sorted(bridges.items())))
    return found, min(due, default=None)


def _near(
    trip: Led, places: Mapping[str, Sequence[Sighting]], unit_id: str, was: Follows | None, kept_ms: int,
    limits: SamePlate,
) -> Spans:  # fmt: skip
    from_ms, until_ms = trip.load.started_ms, trip.load.ended_ms
    settled: Spans = ()
    known: bool | None = None
    if was is not None and from_ms < kept_ms:
        known = was.is_near(kept_ms)
        settled = tuple(_clipped(was.near, from_ms, kept_ms))
        from_ms = kept_ms
    compared = (
        pair
        for pair in compare(places.get(trip.unit_id, ()), places.get(unit_id, ()), limits)
        if pair[0] >= from_ms - (limits.before_min * 60_000 if known is None else 0)
        and (until_ms is None or pair[0] <= until_ms)
    )
    spans = near_spans(compared, from_ms, limits, known)
    return _joined((*settled, *_clipped(spans, from_ms, until_ms)))


def compare(leader: Sequence[Sighting], other: Sequence[Sighting], limits: SamePlate) -> Iterator[tuple[int, bool]]:
    """Each time at which both places are known, and whether they are near each other.

    Where the leading device was between two sightings is taken from a straight line; over a longer gap it is not known.
    """
    times = [one.utc_ms for one in leader]
    for there in other:
        number = bisect_left(times, there.utc_ms)
        after = leader[number] if number < len(times) else None
        if after is not None and after.utc_ms == there.utc_ms:
            before = after
        elif after is None or number == 0 or after.utc_ms - times[number - 1] > limits.between_s * 1000:
            continue
        else:
            before = leader[number - 1]
        share = (there.utc_ms - before.utc_ms) / max(1, after.utc_ms - before.utc_ms)
        lat = before.lat + (after.lat - before.lat) * share
        lon = before.lon + (after.lon - before.lon) * share
        yield there.utc_ms, distance_m(lon, lat, there.lon, there.lat) <= limits.near_m


def near_spans(
    compared: Iterable[tuple[int, bool]], from_ms: int, limits: SamePlate, known: bool | None = None
) -> list[tuple[int, int]]:
    """The spans from a time on in which a device belongs to the trip, the last one up to when it parts if unseen.

    The first comparison holds from the beginning, unless it is `known` how it was; the device parts, or joins, with the
    first of several in a row that say so. Not seen by both for long, it parts as well, if they do not meet again.
    """
    hold_ms = int(limits.hold_min * 60_000)
    spans: list[tuple[int, int]] = []
    near, began_ms, last_ms = known, from_ms, from_ms
    differing: list[int] = []
    for at_ms, is_near in compared:
        if near is None:
            near = is_near
        elif is_near == near:
            differing = []
        else:
            differing.append(at_ms)
            if len(differing) >= limits.agreeing:
                if near:
                    spans.append((began_ms, min(differing[0], last_ms + hold_ms)))
                else:
                    began_ms = differing[0]
                near, differing = not near, []
        if is_near:
            last_ms = at_ms
    if near:
        spans.append((began_ms, last_ms + hold_ms))
    return [(max(begin_ms, from_ms), end_ms) for begin_ms, end_ms in spans if end_ms > max(begin_ms, from_ms)]


def _bridges(
    trip: Led, places: Mapping[str, Sequence[Sighting]], unit_id: str, near: Spans, limits: SamePlate
) -> dict[int, int]:
    """The sightings of a device that belongs to a trip, in silences of the one that leads it: time and receipt."""
    heard = [
        one
        for one in places.get(unit_id, ())
        if trip.covers(one.utc_ms) and any(a <= one.utc_ms and (b is None or one.utc_ms < b) for a, b in near)
    ]
    if not heard:
        return {}
    end_ms = heard[-1].utc_ms + 1 if trip.load.ended_ms is None else trip.load.ended_ms
    own = [one.utc_ms for one in places.get(trip.unit_id, ()) if trip.covers(one.utc_ms)]
    edges = sorted({trip.load.started_ms, *own, max(end_ms, *own, trip.load.started_ms)})
    found: dict[int, int] = {}
    for one in heard:
        number = bisect_left(edges, one.utc_ms)
        inside = 0 < number < len(edges) and edges[number] != one.utc_ms
        if inside and edges[number] - edges[number - 1] > limits.gap_s * 1000:
            found[one.utc_ms] = one.receipt_ms
    return found


def _clipped(
    spans: Iterable[tuple[int, int | None]], from_ms: int, until_ms: int | None
) -> Iterator[tuple[int, int | None]]:
    for begins_ms, ends_ms in spans:
        begin_ms = max(begins_ms, from_ms)
        end_ms = min((edge for edge in (ends_ms, until_ms) if edge is not None), default=None)
        if end_ms is None or begin_ms < end_ms:
            yield begin_ms, end_ms


def _joined(spans: Sequence[tuple[int, int | None]]) -> Spans:
    joined: list[tuple[int, int | None]] = []
    for span in spans:
        if joined and joined[-1][1] == span[0]:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return tuple(joined)
