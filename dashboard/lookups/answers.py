"""What look-ups are asked and answer, as types: the OpenAPI description is generated from them."""

from typing import Literal

import msgspec


class AskedPolygon(msgspec.Struct, frozen=True, kw_only=True):
    """A GeoJSON Polygon of one ring, longitude first."""

    coordinates: list[list[tuple[float, float]]]
    type: Literal["Polygon"] = "Polygon"


class AreaQuestion(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Which trucks were inside an area with `from` <= time < `to` (ISO-8601), and why this is asked."""

    polygon: AskedPolygon
    from_: str
    to: str
    why: str = ""


class EarlierTruck(msgspec.Struct, frozen=True, kw_only=True):
    """A truck on which a unit rode before; null is not known."""

    plate: str | None
    province: str | None


class UnitInside(msgspec.Struct, frozen=True, kw_only=True):
    """A unit with fixes inside: the first and the last of them, and the trips on which it was inside, latest first.

    The plate is that of the truck on which it rode at the last; a device may have been inside on others before.
    """

    unit_id: str
    plate: str | None
    province: str | None
    first_at: str
    last_at: str
    fixes: int
    trip_ids: list[str]
    earlier_trucks: list[EarlierTruck]


class UnitPassed(msgspec.Struct, frozen=True, kw_only=True):
    """A unit without a fix inside that may have passed: the straight way between two fixes, the last, crosses."""

    unit_id: str
    plate: str | None
    province: str | None
    from_at: str
    to_at: str


class AreaAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who was inside and who may have passed, last seen first, the lists cut at a limit, the counts not.

    `received_to`: of what was received from there on nothing is in the answer yet; null where all is.
    """

    inside: list[UnitInside]
    inside_count: int
    passed: list[UnitPassed]
    passed_count: int
    received_to: str | None


HitBy = Literal["plate", "unit", "carrier", "number", "name", "trip"]


class TruckHit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit found by plate, its own id or its carrier; `valid_to` is its last day on that truck, null while it is."""

    unit_id: str
    plate: str | None
    province: str | None
    carrier: str | None
    valid_from: str | None
    valid_to: str | None
    seen_at: str | None
    by: HitBy


class PermitHit(msgspec.Struct, frozen=True, kw_only=True):
    """A permit as it was told last."""

    permit_no: str
    status: str
    valid_from: str
    valid_to: str
    generator_th: str
    generator_en: str


class FactoryHit(msgspec.Struct, frozen=True, kw_only=True):
    """A generator or processor that permits name, with some of those permits, told last first."""

    factory_no: str
    role: Literal["generator", "processor"]
    name_th: str
    name_en: str
    zone_id: str
    permits: int
    permit_nos: list[str]


class ManifestHit(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest as it was told last."""

    manifest_no: str
    permit_no: str
    plate: str
    province: str
    status: str
    planned_depart: str | None


class TripHit(msgspec.Struct, frozen=True, kw_only=True):
    """A trip of what was found, or found by its own id."""

    trip_id: str
    unit_id: str
    plate: str
    province: str
    permit_no: str | None
    state: str
    started_at: str
    by: HitBy


class NamesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a text was found in, by what it is, newest first; `more` names the groups that were cut at a limit."""

    normal: str
    trucks: list[TruckHit]
    trips: list[TripHit]
    permits: list[PermitHit]
    manifests: list[ManifestHit]
    factories: list[FactoryHit]
    more: list[str]


class ViewToSave(msgspec.Struct, frozen=True, kw_only=True):
    """A name and the query part of a page's address."""

    name: str
    address: str


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A saved page."""

    view_id: int
    name: str
    address: str
    saved_at: str


class ViewList(msgspec.Struct, frozen=True, kw_only=True):
    """The saved pages of whoever asks, by name."""

    items: list[View]
