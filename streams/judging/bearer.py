"""bearer_of: whom a state that may outlast a trip, or have none, is told of."""

from models.alert import Bearer
from streams.judging.desk import Desk
from streams.judging.state import Trip
from streams.judging.trip_view import view_of


def bearer_of(trip: Trip | None, at_ms: int, desk: Desk) -> Bearer:
    """The trip under way with its truck and permit, without one the truck on which the unit rode at a time."""
    if trip is not None:
        permit_no = view_of(trip, desk.world, desk.unit_id).permit_no
        return Bearer(trip_id=trip.key, plate=trip.plate, province=trip.province, permit_no=permit_no)
    vehicle = desk.world.vehicle(desk.unit_id, at_ms)
    return Bearer() if vehicle is None else Bearer(plate=vehicle.plate, province=vehicle.province)
