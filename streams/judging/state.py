"""What is remembered of one unit: the fold over its pings, the clock that it keeps, and what was said of it.

The fold is a function of the set of its pings in the order of their time; what was published and when depends on
the order of arrival too, and stands apart from it. Frozen parts are shared between copies; `copied` copies the rest.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import msgspec

from alerts.frozen_position import FrozenRun
from alerts.impossible_move import Rival
from alerts.not_arrived import Journey, Overdue
from alerts.overnight_hold import Hold
from alerts.province_left import Abroad
from alerts.repeated_short_stops import Halts
from alerts.restricted_zone import ZoneVisit
from alerts.route_deviation import Deviation
from alerts.secondary_movement import Stay
from alerts.signal_lost import Excuse
from alerts.unauthorised_stop import StandingStop
from models.fix import Fix, Run
from models.observation import Departure
from models.one_text import one_text
from models.ping import Ping
from models.ruling import Alerted, Bridged, Denied, Follows, HandedOver
from models.trip import EndReason, TripState, Visit
from streams.judging.held_once import hold_once
from streams.judging.how_far import Along, along_in
from streams.judging.marks import Marks, marks_in
from streams.judging.noted import Noted, noted_in
from streams.judging.published import Archive, archive_in

FORMAT: Final = 3


class Pending(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fix outside a generator zone that may become the start of a trip, and the time of the ping before it."""

    fix: Fix
    before: Fix | None
    zone_ids_before: tuple[str, ...]
    heard_before_ms: int
    power_was: bool | None
    run: Run
    ended_run: Run | None
    zone_ids: tuple[str, ...]
    out_m: float
    jumped: bool = False


class Berth(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A generator zone in which the truck has stopped and which it has not left yet."""

    zone_id: str
    stop: Run


class Inside(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A zone that concerns the truck, until it has been out of it for a while: first and last fix inside, since when
    it stands there, and `is_out` once a fix was outside.
    """

    zone_id: str
    first_ms: int
    last_ms: int
    stopped_ms: int | None = None
    is_out: bool = False


class Trip(msgspec.Struct, kw_only=True, gc=False):
    """A trip under way, in keys of the reference data; metres and ms. Copied before it is changed."""

    started_ms: int
    origin_zone_id: str
    estate_zone_id: str | None
    plate: str
    province: str
    plate_key: str
    permits: tuple[str, ...]
    manifests: tuple[str, ...]
    generators: tuple[str, ...]
    departures: tuple[Departure, ...] = ()
    from_trip_id: str | None = None
    state: TripState = "on_the_way"
    visits: tuple[Visit, ...] = ()
    ended_ms: int | None = None
    end_reason: EndReason | None = None
    permitted_ids_now: tuple[str, ...] = ()
    deviation: Deviation | None = None
    standing: StandingStop | None = None
    wrong_stop_ms: int = -1
    journey: Journey | None = None
    planned_for: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    overdue: Overdue | None = None
    hold: Hold | None = None
    outside_hours_told: bool = False
    halts: Halts = Halts()
    off_site: Run | None = None
    unloaded_elsewhere: bool = False
    abroad: Abroad | None = None
    along: Along | None = None
    fixes: int = 0
    distance_m: float = 0.0
    max_gap_ms: int = 0
    unseen_ms: int = 0
    unseen_m: float = 0.0
    excused_ms: int = 0
    excused_fixes: int = 0
    gap_too_long: bool = False

    @property
    def key(self) -> str:
        """The trip's name within its unit, before it has an id."""
        return one_text(f"{self.origin_zone_id}@{self.started_ms}")  # what is told of the trip holds it


class Load(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a trip carries and from where: what leaving a further generator adds to."""

    permits: tuple[str, ...]
    manifests: tuple[str, ...]
    generators: tuple[str, ...]
    departures: tuple[Departure, ...]


class Undo(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What stood before a departure, while it may still turn out to be a turn at the gate."""

    berth: Berth
    departed_ms: int
    furthest_m: float
    trip_key: str | None
    load_was: Load | None
    emptied_zone_id: str | None


class Fold(msgspec.Struct, kw_only=True, gc=False):
    """The judging of a unit so far, a function of its pings alone. `at_ms` is the time of the newest one.

    `agreeing` counts the newest fixes kept that confirm each other, `doubtful` says whether one of them is in doubt,
    `dropped` counts the fixes that no rule judges. `heard_ms` is when another device of the plate was heard last,
    `sighting` the number of the newest Sighting, `outing_ms` the first ping of the outing that goes on.
    """

    at_ms: int = -1
    receipt_ms: int = -1
    second: int = -1
    last: Fix | None = None
    last_zone_ids: tuple[str, ...] = ()
    run: Run | None = None
    young: tuple[Fix, ...] = ()
    berth: Berth | None = None
    pending: tuple[Pending, ...] = ()
    undo: Undo | None = None
    emptied_zone_id: str | None = None
    trip: Trip | None = None
    zone_visits: tuple[ZoneVisit, ...] = ()
    frozen: FrozenRun | None = None
    stay: Stay | None = None
    carried: tuple[str, ...] = ()
    moving: bool = False
    power_on: bool | None = None
    inside: tuple[Inside, ...] = ()
    stood_ms: int = -1
    agreeing: int = 0
    doubtful: bool = False
    rival: Rival | None = None
    dropped: int = 0
    heard_ms: int = -1
    sighting: int = -1
    outing_ms: int = -1


class HourCount(msgspec.Struct, frozen=True, gc=False):
    """Records of one hour of receipt: those near their receipt, and those 7 h ahead of it."""

    hour: int
    near: int
    ahead: int


@lru_cache(8_192)
def hour_count(hour: int, near: int, ahead: int) -> HourCount:
    """The counts of an hour; units that were heard as often hold the same one."""
    return HourCount(hour, near, ahead)


class Clock(msgspec.Struct, kw_only=True, gc=False):
    """Whether the device's clock runs 7 h ahead: counts of the last 24 h, and records that wait for the third."""

    hours: tuple[HourCount, ...] = ()
    waiting: tuple[Ping, ...] = ()


class Rulings(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the rules across units have found of a unit and still holds, but for what excuses its silences."""

    denied: tuple[Denied, ...] = ()
    handed_over: tuple[HandedOver, ...] = ()
    alerted: tuple[Alerted, ...] = ()
    follows: tuple[Follows, ...] = ()
    bridged: tuple[Bridged, ...] = ()


_NO_RULINGS: Final = Rulings()


class Unit(msgspec.Struct, kw_only=True, gc=False):
    """Everything that is remembered of a unit. `by_clock` names what was last said by the clock alone: `Said.name`.

    Of what came about up to `forgotten_ms` and is over, something that was published may stand in `published` no more.
    `told_ms` is the newest receipt of what it told the rules across units.
    `late_ms` and `very_late_ms` are the times of the newest pings that came late, and too late for anyone to act on.
    `due_ms` is when the clock next makes something due, under the World of `due_serial`: kept so as not to be asked
    for at every ping, and never saved.
    """

    unit_id: str
    vendor: str | None = None
    fold: Fold = msgspec.field(default_factory=Fold)
    clock: Clock = msgspec.field(default_factory=Clock)
    published: Archive = Archive()
    forgotten_ms: int = -1
    recent: Marks = Marks()
    excuses: tuple[Excuse, ...] = ()
    rulings: Rulings = _NO_RULINGS
    observed: Noted = Noted()
    checkpoint_ms: int = -1
    lapsed_ms: int = -1
    told_ms: int = -1
    late_ms: int = -1
    very_late_ms: int = -1
    due_ms: int | None = None
    due_serial: int = -1
    by_clock: tuple[tuple[str, ...], ...] = ()


def copied(unit: Unit) -> Unit:
    """A copy that may be changed without touching the original."""
    twin = msgspec.structs.replace(unit)
    twin.fold = copied_fold(unit.fold)
    twin.clock = msgspec.structs.replace(unit.clock)
    return twin


def copied_fold(fold: Fold) -> Fold:
    """A copy of the fold that may be changed without touching the original."""
    twin = msgspec.structs.replace(fold)
    if twin.trip is not None:
        twin.trip = msgspec.structs.replace(twin.trip)
    return twin


def _as_saved(value: Any) -> Any:
    if isinstance(value, Marks | Archive | Noted):
        return value.each()
    if isinstance(value, Along):
        return value.saved()
    raise NotImplementedError(f"no saved form for {type(value).__name__}")


_HELD: Final[dict[type, Callable[[object], Any]]] = {
    Marks: marks_in, Archive: archive_in, Noted: noted_in, Along: along_in,
}  # fmt: skip


def as_held(kind: type, value: Any) -> Any:
    """A part as it is held in memory, of its saved form; raises msgspec.ValidationError."""
    return _HELD[kind](value)


_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=_as_saved)
_UNITS: Final = msgspec.msgpack.Decoder(Unit, dec_hook=as_held)
_FOLDS: Final = msgspec.msgpack.Decoder(Fold, dec_hook=as_held)


def encode_unit(unit: Unit) -> bytes:
    """The unit as bytes of format FORMAT."""
    twin = msgspec.structs.replace(unit)
    twin.due_ms, twin.due_serial = None, -1  # another process has other Worlds
    return _ENCODER.encode(twin)


def decode_unit(body: bytes) -> Unit:
    """The unit of `encode_unit`'s bytes, as sparing of memory as one that grew; raises msgspec.DecodeError."""
    unit = _UNITS.decode(body)
    hold_once(unit)
    unit.clock.hours = tuple([hour_count(one.hour, one.near, one.ahead) for one in unit.clock.hours])
    if unit.rulings == _NO_RULINGS:
        unit.rulings = _NO_RULINGS
    if unit.told_ms < 0 and unit.observed:  # of a release that did not note it: no later than the clock was asked
        unit.told_ms = unit.lapsed_ms
    return unit


def encode_fold(fold: Fold) -> bytes:
    """The fold as bytes of format FORMAT."""
    return _ENCODER.encode(fold)


def decode_fold(body: bytes) -> Fold:
    """The fold of `encode_fold`'s bytes; raises msgspec.DecodeError."""
    return _FOLDS.decode(body)
