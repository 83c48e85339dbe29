"""Hand-over: a load that went from one truck to another on the way, as the rules across units found it."""

from models.ruling import HandedOver
from streams.judging.desk import Desk
from streams.judging.open_states import close_open_states
from streams.judging.state import Fold, Trip
from streams.judging.visits import step


def take_hand_overs(fold: Fold, from_ms: int, until_ms: int, desk: Desk) -> None:
    """Lets the hand-overs of a unit come about that lie after one time and at or before another."""
    for ruled in desk.rulings.handed_over:
        if from_ms < ruled.at_ms <= until_ms:
            desk.at_ms = ruled.at_ms
            (_give if ruled.gives else _receive)(fold, ruled, desk)


def _give(fold: Fold, ruled: HandedOver, desk: Desk) -> None:
    trip = fold.trip
    if trip is None or trip.key != ruled.trip_key or trip.state != "on_the_way":
        return
    if fold.last is not None:
        close_open_states(fold, trip, fold.last, "trip_ended", desk)
    step(fold, trip, "handed_over", ruled.at_ms, desk, "transferred")


def _receive(fold: Fold, ruled: HandedOver, desk: Desk) -> None:
    if fold.trip is not None:
        return
    fold.trip = Trip(
        started_ms=ruled.at_ms, origin_zone_id=ruled.origin_zone_id, estate_zone_id=ruled.estate_zone_id,
        plate=ruled.plate, province=ruled.province, plate_key=ruled.plate_key, permits=ruled.permits,
        manifests=ruled.manifests, generators=ruled.generators, from_trip_id=ruled.from_trip_id,
    )  # fmt: skip
    desk.tell(fold.trip)
