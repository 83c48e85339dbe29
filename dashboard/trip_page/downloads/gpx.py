"""GPX 1.1: the fixes of a trip as one track, with a segment for each stretch in which it was seen.

Speed and course stand in Garmin's TrackPointExtension v2, which GPX itself has no place for.
"""

from collections.abc import Sequence
from typing import Final

from dashboard.trip_page.downloads.writer import Pieces, decimal, description, title, xml_text
from dashboard.trip_page.told import Told
from models.ping import Ping
from models.times import to_iso
from storage.pings import StoredPing

GPX_NS: Final = "http://www.topografix.com/GPX/1/1"
POINT_NS: Final = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
_KMH_A_MPS: Final = 3.6


class GpxWriter:
    """Writes GPX; a file without fixes holds a track without segments."""

    def __init__(self, told: Told, unseen_s: float) -> None:
        self._told, self._pieces, self._is_in_piece = told, Pieces(unseen_s), False

    def head(self) -> str:
        """The root, what the file is, and the track's beginning."""
        name, about = xml_text(title(self._told)), xml_text(description(self._told))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<gpx version="1.1" creator="wastetrack" xmlns="{GPX_NS}" xmlns:gpxtpx="{POINT_NS}">\n'
            f"<metadata><name>{name}</name><desc>{about}</desc></metadata>\n"
            f"<trk><name>{name}</name><desc>{about}</desc>\n"
        )

    def rows(self, pings: Sequence[StoredPing]) -> str:
        """The fixes among some pings."""
        return "".join(self._point(stored.ping) for stored in pings if stored.ping.is_fix)

    def tail(self) -> str:
        """The ends of all that is open."""
        return f"{'</trkseg>' if self._is_in_piece else ''}\n</trk>\n</gpx>\n"

    def _point(self, fix: Ping) -> str:
        begun = ""
        if self._pieces.begins(fix):
            begun = "</trkseg>\n<trkseg>\n" if self._is_in_piece else "<trkseg>\n"
            self._is_in_piece = True
        return (
            f'{begun}<trkpt lat="{decimal(fix.lat)}" lon="{decimal(fix.lon)}"><time>{to_iso(fix.utc_ms)}</time>'
            f"{_quality(fix)}{_motion(fix)}</trkpt>\n"
        )


def _quality(fix: Ping) -> str:
    sats = "" if fix.num_sats is None or fix.num_sats < 0 else f"<sat>{round(fix.num_sats)}</sat>"
    return sats + ("" if fix.hdop is None else f"<hdop>{decimal(fix.hdop)}</hdop>")


def _motion(fix: Ping) -> str:
    speed = "" if fix.speed_kmh is None else f"<gpxtpx:speed>{fix.speed_kmh / _KMH_A_MPS:.4f}</gpxtpx:speed>"
    course = "" if fix.course_deg is None else f"<gpxtpx:course>{decimal(fix.course_deg)}</gpxtpx:course>"
    if not speed and not course:
        return ""
    return f"<extensions><gpxtpx:TrackPointExtension>{speed}{course}</gpxtpx:TrackPointExtension></extensions>"
