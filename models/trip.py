"""Trip: a load on its way, and the table of its life."""

from typing import Final, Literal

import msgspec

TripState = Literal["on_the_way", "arrived", "completed", "ended"]
Sighting = Literal[
    "inside_last", "left_early", "stayed_and_left", "received", "waited_out", "back_at_origin", "undone", "cancelled",
    "given_up", "handed_over",
]  # fmt: skip
EndReason = Literal["returned", "not_arrived", "cancelled", "transferred", "superseded"]
Verdict = Literal["verified", "verified_with_alerts", "unverified"]

STATES: Final[tuple[TripState, ...]] = ("on_the_way", "arrived", "completed", "ended")
SIGHTINGS: Final[tuple[Sighting, ...]] = (
    "inside_last", "left_early", "stayed_and_left", "received", "waited_out", "back_at_origin", "undone", "cancelled",
    "given_up", "handed_over",
)  # fmt: skip

# (state, what is seen) -> next state. A pair that changes nothing stands here too: that is a decision as well.
TRANSITIONS: Final[dict[tuple[TripState, Sighting], TripState]] = {
    ("on_the_way", "inside_last"): "arrived",
    ("on_the_way", "left_early"): "on_the_way",
    ("on_the_way", "stayed_and_left"): "on_the_way",
    ("on_the_way", "received"): "on_the_way",  # a receipt never completes a load that nobody saw arrive
    ("on_the_way", "waited_out"): "on_the_way",
    ("on_the_way", "back_at_origin"): "ended",
    ("on_the_way", "undone"): "ended",
    ("on_the_way", "handed_over"): "ended",
    ("on_the_way", "cancelled"): "ended",
    ("on_the_way", "given_up"): "ended",
    ("arrived", "inside_last"): "arrived",
    ("arrived", "left_early"): "on_the_way",  # the arrival lapses
    ("arrived", "stayed_and_left"): "completed",
    ("arrived", "received"): "completed",
    ("arrived", "waited_out"): "completed",
    ("arrived", "back_at_origin"): "arrived",  # a return is judged before arrival only
    ("arrived", "undone"): "ended",
    ("arrived", "handed_over"): "arrived",
    ("arrived", "cancelled"): "arrived",
    ("arrived", "given_up"): "arrived",
    ("completed", "inside_last"): "completed",
    ("completed", "left_early"): "completed",
    ("completed", "stayed_and_left"): "completed",
    ("completed", "received"): "completed",
    ("completed", "waited_out"): "completed",
    ("completed", "back_at_origin"): "completed",
    ("completed", "undone"): "completed",
    ("completed", "handed_over"): "completed",
    ("completed", "cancelled"): "completed",
    ("completed", "given_up"): "completed",
    ("ended", "inside_last"): "ended",
    ("ended", "left_early"): "ended",
    ("ended", "stayed_and_left"): "ended",
    ("ended", "received"): "ended",
    ("ended", "waited_out"): "ended",
    ("ended", "back_at_origin"): "ended",
    ("ended", "undone"): "ended",
    ("ended", "handed_over"): "ended",
    ("ended", "cancelled"): "ended",
    ("ended", "given_up"): "ended",
}


class Visit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One processor reached: its zone, the first fix inside, and the first outside again (None while inside)."""

    zone_id: str
    factory_no: str | None
    arrived_ms: int
    left_ms: int | None = None


class TripView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is true of one trip now: everything that its event says but id, version and verdict's alerts."""

    state: TripState
    started_ms: int
    unit_id: str
    plate: str
    province: str
    permit_no: str | None
    item_nos: tuple[int, ...]
    manifest_nos: tuple[str, ...]
    generator_factory_no: str | None
    origin_zone_id: str
    visits: tuple[Visit, ...] = ()
    from_trip_id: str | None = None
    end_reason: EndReason | None = None
    ended_ms: int | None = None
    distance_km: float = 0.0
    max_gap_s: float = 0.0
    unseen_s: float = 0.0
    unseen_km: float = 0.0
    seen_well: bool = False
    quantity_t: float | None = None
    weigh_out_t: float | None = None
    weigh_in_t: float | None = None
    evidence_sha256: str | None = None
