"""Two trucks and their papers: the permit's first truck of `tests.builders`, and a second one that it names too."""

from collections.abc import Iterable
from typing import Any, Final

from models.times import from_iso
from tests.builders import PLATE, PROVINCE, Scene, Track, a_permit, a_vehicle

SECOND, SECOND_PLATE = "unit-2", "71-2222"
BOTH: Final = [{"plate": PLATE, "province": PROVINCE}, {"plate": SECOND_PLATE, "province": PROVINCE}]
VEHICLES: Final = [a_vehicle(), a_vehicle(SECOND, SECOND_PLATE)]


def merged(*tracks: Track | Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pings of several trucks in the order of their receipt."""
    pings = [ping for track in tracks for ping in (track.pings if isinstance(track, Track) else track)]
    return sorted(pings, key=lambda ping: from_iso(ping.get("recv_utc_ts") or ping["utc_ts"]))


def two_trucks(*tracks: Track | Iterable[dict[str, Any]], **reference: Any) -> Scene:
    """A scene in which the permit names both trucks."""
    given = {"permits": [a_permit(vehicles=BOTH)], "vehicles": VEHICLES} | reference
    return Scene(merged(*tracks), **given)
