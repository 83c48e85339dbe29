"""Locations as vendors really write them: DLT's envelope with each vendor's habits, or bare."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

import msgspec

from simulator.pings import Arrival

BARE_VENDOR: Final = "201"
LARGEST_LINE: Final = 50

_encode: Final = msgspec.json.Encoder().encode


def envelope(vendor: str, locations: list[dict[str, Any]]) -> dict[str, Any]:
    """A batch as this vendor writes it."""
    if vendor == "017":
        texts = [{**row, **{key: str(row[key]) for key in ("lat", "lon", "speed")}} for row in locations]
        return {"vender_id": 17, "locations_count": len(texts), "locations": texts}
    if vendor == "120":
        renamed = [{("hdrop" if key == "hdop" else key): value for key, value in row.items()} for row in locations]
        return {"vendor_id": vendor, "location_count": len(renamed), "locations": renamed}
    if vendor == "155":
        short = [{key: value for key, value in row.items() if value is not None} for row in locations]
        return {"vender_id": vendor, "locations_count": len(short), "locations": short}
    return {"vender_id": vendor, "locations_count": len(locations), "locations": locations}


def vendor_of(location: dict[str, Any]) -> str:
    """The vendor whose device a location is from; a record without a device goes with the first vendor."""
    return str(location.get("unit_id") or "043")[:3]


def lines(arrivals: Iterable[Arrival]) -> Iterator[bytes]:
    """Messages in order of arrival: what one vendor's server received without another's between is one message."""
    for (vendor, broken), run in groupby(arrivals, key=lambda one: (vendor_of(one.location), one.raw is not None)):
        if broken:
            yield from ((one.raw or "").encode() for one in run)
        elif vendor == BARE_VENDOR:
            yield from (_encode(one.location) for one in run)
        else:
            rows = [one.location for one in run]
            for i in range(0, len(rows), LARGEST_LINE):
                yield _encode(envelope(vendor, rows[i : i + LARGEST_LINE]))
