"""GeoJSON (RFC 7946): each fix of a trip as a point, and a line for each stretch in which it was seen."""

from collections.abc import Sequence
from typing import Any

import msgspec

from dashboard.trip_page.downloads.writer import Pieces
from dashboard.trip_page.told import Told
from models.ping import Ping
from models.times import to_iso
from storage.pings import StoredPing


class GeoJsonWriter:
    """Writes a FeatureCollection; lines are kept until the end. `kind` is `fix` or `line`."""

    def __init__(self, told: Told, unseen_s: float) -> None:
        self._told, self._pieces = told, Pieces(unseen_s)
        self._lines: list[list[Ping]] = []
        self._is_first = True

    def head(self) -> str:
        """The trip, and the beginning of the features."""
        told = self._told
        trip = {
            "trip_id": told.trip_id, "unit_id": told.unit_id, "plate": told.plate, "province": told.province,
            "permit_no": told.permit_no, "started_at": to_iso(told.started_ms),
        }  # fmt: skip
        return f'{{"type":"FeatureCollection","trip":{_json(trip)},"features":['

    def rows(self, pings: Sequence[StoredPing]) -> str:
        """The fixes among some pings."""
        return "".join(self._point(stored.ping) for stored in pings if stored.ping.is_fix)

    def tail(self) -> str:
        """The lines, where there are two fixes to one, and the end."""
        return "".join(self._line(line) for line in self._lines if len(line) > 1) + "\n]}\n"

    def _point(self, fix: Ping) -> str:
        if self._pieces.begins(fix):
            self._lines.append([])
        self._lines[-1].append(fix)
        known = {"speed_kmh": fix.speed_kmh, "course_deg": fix.course_deg}
        return self._feature("Point", [fix.lon, fix.lat], {"kind": "fix", "utc_ts": to_iso(fix.utc_ms), **known})

    def _line(self, fixes: Sequence[Ping]) -> str:
        times = {"from": to_iso(fixes[0].utc_ms), "to": to_iso(fixes[-1].utc_ms)}
        return self._feature("LineString", [[fix.lon, fix.lat] for fix in fixes], {"kind": "line", **times})

    def _feature(self, kind: str, coordinates: list[Any], properties: dict[str, Any]) -> str:
        feature = {
            "type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties,
        }  # fmt: skip
        comma, self._is_first = "" if self._is_first else ",", False
        return f"{comma}\n{_json(feature)}"


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
