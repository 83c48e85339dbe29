"""Tracks as passages hold them: the points of one unit in and just outside a cell, packed in order, 12 bytes each.

A point is a big-endian time, longitude and latitude, 4 bytes each. The time counts from 5 min before the passage's day
in quarters of a ms: the half says whether the way from the point before is known, the quarter whether the point lies in
the cell itself, and so counts in this passage and in no other.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.times import DAY_MS
from storage.lists_passages import NearFix, UnitPassages
from storage.passages import JOINED_MS

Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]

POINT: Final = np.dtype([("at", ">i4"), ("lon", ">i4"), ("lat", ">i4")])
_HEAD: Final = np.dtype([("day", ">i4"), ("bytes", ">i4")])


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """Points of several units, one after the other: `unit` is a place in `unit_ids`, places are whole 1e-7 degrees.

    `is_joined`: from the point before, which is of the same unit, to this one the way is known. `counts`: the point is
    counted here; others stand here only as the end of a way.
    """

    unit_ids: list[str]
    unit: Whole
    utc_ms: Whole
    lon: Whole
    lat: Whole
    is_joined: Marks
    counts: Marks


def points_of_tracks(passages: Sequence[UnitPassages]) -> Points:
    """The points of the tracks of some units, which are named once each."""
    heads = np.frombuffer(b"".join(one.heads for one in passages), dtype=_HEAD)
    packed = np.frombuffer(b"".join(one.tracks for one in passages), dtype=POINT)
    of_unit = np.array([len(one.tracks) // POINT.itemsize for one in passages], dtype=np.int64)
    of_track = heads["bytes"].astype(np.int64) // POINT.itemsize
    at = packed["at"].astype(np.int64)
    return Points(
        unit_ids=[one.unit_id for one in passages],
        unit=np.repeat(np.arange(len(passages), dtype=np.int64), of_unit),
        utc_ms=np.repeat(heads["day"].astype(np.int64) * DAY_MS - JOINED_MS, of_track) + (at >> 2),
        lon=packed["lon"].astype(np.int64),
        lat=packed["lat"].astype(np.int64),
        is_joined=(at & 2) != 0,
        counts=(at & 1) != 0,
    )


def points_of_fixes(fixes: Sequence[NearFix]) -> Points:
    """The points of fixes that come by unit and time; two of a unit within 5 min are joined."""
    unit_ids = list(dict.fromkeys(fix.unit_id for fix in fixes))
    places = {unit_id: place for place, unit_id in enumerate(unit_ids)}
    unit = np.array([places[fix.unit_id] for fix in fixes], dtype=np.int64)
    utc_ms = np.array([fix.utc_ms for fix in fixes], dtype=np.int64)
    is_joined = np.zeros(len(fixes), dtype=np.bool_)
    is_joined[1:] = (unit[1:] == unit[:-1]) & (utc_ms[1:] - utc_ms[:-1] <= JOINED_MS)
    return Points(
        unit_ids=unit_ids, unit=unit, utc_ms=utc_ms,
        lon=np.array([fix.lon_e7 for fix in fixes], dtype=np.int64),
        lat=np.array([fix.lat_e7 for fix in fixes], dtype=np.int64),
        is_joined=is_joined, counts=np.array([fix.counts for fix in fixes], dtype=np.bool_),
    )  # fmt: skip
