"""Observation: what was seen of one unit that rules across units weigh; each a whole snapshot under its own name."""

from typing import Final, Literal

import msgspec

from models.trip import EndReason, TripState, Visit


class Presence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="presence"):
    """A truck in the zone of a generator or processor that concerns it, from the first fix inside to the last.

    `last_ms` is None while it is inside; `stopped_ms` is when a stop inside began, None without one.
    """

    zone_id: str
    plate: str
    province: str
    plate_key: str
    first_ms: int
    last_ms: int | None = None
    stopped_ms: int | None = None

    @property
    def name(self) -> str:
        """What tells it from the unit's other observations."""
        return f"presence {self.zone_id}@{self.first_ms}"


class Stand(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="stand"):
    """A stop of a registered truck: its mean place, from the first fix to the last (None while it goes on).

    `registered`: in a zone of any kind but a province; `on_route`: in a trip, on its corridor; `follows`: the stop is
    that of the plate's trip, which another device tells.
    """

    plate: str
    province: str
    plate_key: str
    lat: float
    lon: float
    first_ms: int
    last_ms: int | None = None
    trip_key: str | None = None
    registered: bool = False
    on_route: bool = False
    follows: bool = False

    @property
    def name(self) -> str:
        """What tells it from the unit's other observations."""
        return f"stand {self.first_ms}"


class Departure(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A generator's zone left with a load: under which permits, with which manifests."""

    zone_id: str
    left_ms: int
    permits: tuple[str, ...]
    manifests: tuple[str, ...]


class Load(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="load"):
    """A trip as it stands: what it carries, from which gates, where it has been. `trip_id` is its id once told.

    `shared`: its plate has another device; `follows`: it is not told, since another device leads the plate's trip.
    """

    trip_key: str
    plate: str
    province: str
    plate_key: str
    origin_zone_id: str
    started_ms: int
    permits: tuple[str, ...]
    manifests: tuple[str, ...]
    generators: tuple[str, ...]
    departures: tuple[Departure, ...]
    visits: tuple[Visit, ...]
    state: TripState
    ended_ms: int | None = None
    end_reason: EndReason | None = None
    from_trip_id: str | None = None
    estate_zone_id: str | None = None
    trip_id: str | None = None
    shared: bool = False
    follows: bool = False

    @property
    def name(self) -> str:
        """What tells it from the unit's other observations."""
        return f"load {self.trip_key}"


class Sighting(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag="sighting"):
    """Where one of several devices of a plate was: its first fix in the stretch of time of this number."""

    number: int
    plate_key: str
    utc_ms: int
    receipt_ms: int
    lat: float
    lon: float

    @property
    def name(self) -> str:
        """What tells it from the unit's other observations."""
        return f"sighting {self.number}"


class Outing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="outing"):
    """A stretch of time in which a unit was under way, moving or in a trip, and heard again and again.

    From its first ping to its last, and the one that ended it: the truck had come to rest, or a silence lay before it.
    While the outing goes on `last_ms` is None; where a silence goes on, by the clock, only `next_ms`. The trip is that
    of the last ping, its id the one under which it was told.
    """

    first_ms: int
    last_ms: int | None = None
    next_ms: int | None = None
    trip_key: str | None = None
    trip_id: str | None = None
    vendor: str = ""

    @property
    def name(self) -> str:
        """What tells it from the unit's other observations."""
        return f"outing {self.first_ms}"


Observation = Presence | Stand | Load | Sighting
FactKind = Literal["seen", "gone"]


RESTATED_MS: Final = -2
"""In place of a time: what goes on when a second judging begins, and was told before it."""


class Observed(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An observation as it was last told to the rules across units, and the time of the ping that made it so."""

    observation: Observation | Outing
    touched_ms: int


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a unit tells the rules across units; `receipt_ms` orders facts.

    `seen` carries an observation, new or changed (then `was` is what was told before); `gone` only what was told before
    and later evidence undid.
    """

    kind: FactKind
    key: str
    unit_id: str
    receipt_ms: int
    observation: Observation | Outing | None = None
    was: Observation | Outing | None = None
    late: bool = False
