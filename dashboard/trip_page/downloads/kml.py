"""KML 2.2: each fix of a trip as a place with its time, and a line for each stretch in which it was seen."""

from collections.abc import Sequence
from typing import Final

import msgspec

from dashboard.trip_page.downloads.writer import Pieces, decimal, description, title, xml_text
from dashboard.trip_page.told import Told
from models.ping import Ping
from models.times import to_iso
from storage.pings import StoredPing

KML_NS: Final = "http://www.opengis.net/kml/2.2"


class _Line(msgspec.Struct):
    """One stretch: from when to when, and its places as they are written."""

    from_ms: int
    to_ms: int
    places: list[str]


class KmlWriter:
    """Writes KML; lines are kept until the end, a few dozen bytes a fix."""

    def __init__(self, told: Told, unseen_s: float) -> None:
        self._told, self._pieces = told, Pieces(unseen_s)
        self._lines: list[_Line] = []

    def head(self) -> str:
        """The root, what the file is, and the beginning of the fixes."""
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{KML_NS}">\n<Document>'
            f"<name>{xml_text(title(self._told))}</name><description>{xml_text(description(self._told))}</description>\n"
            "<Folder><name>พิกัด / Fixes</name>\n"
        )

    def rows(self, pings: Sequence[StoredPing]) -> str:
        """The fixes among some pings."""
        return "".join(self._place(stored.ping) for stored in pings if stored.ping.is_fix)

    def tail(self) -> str:
        """The lines, where there are two fixes to one, and the ends of all that is open."""
        drawn = "".join(_line(line) for line in self._lines if len(line.places) > 1)
        return f"</Folder>\n<Folder><name>เส้นทาง / Lines</name>\n{drawn}</Folder>\n</Document>\n</kml>\n"

    def _place(self, fix: Ping) -> str:
        where = f"{decimal(fix.lon)},{decimal(fix.lat)}"
        if self._pieces.begins(fix):
            self._lines.append(_Line(fix.utc_ms, fix.utc_ms, []))
        self._lines[-1].to_ms = fix.utc_ms
        self._lines[-1].places.append(where)
        values = (("speed_kmh", fix.speed_kmh), ("course_deg", fix.course_deg))
        known = "".join(
            f'<Data name="{name}"><value>{decimal(value)}</value></Data>' for name, value in values if value is not None
        )
        return (
            f"<Placemark><TimeStamp><when>{to_iso(fix.utc_ms)}</when></TimeStamp>"
            f"{f'<ExtendedData>{known}</ExtendedData>' if known else ''}"
            f"<Point><coordinates>{where}</coordinates></Point></Placemark>\n"
        )


def _line(line: _Line) -> str:
    return (
        f"<Placemark><TimeSpan><begin>{to_iso(line.from_ms)}</begin><end>{to_iso(line.to_ms)}</end></TimeSpan>"
        f"<LineString><tessellate>1</tessellate><coordinates>{' '.join(line.places)}</coordinates></LineString>"
        "</Placemark>\n"
    )
