"""How a permit is read from its JSON."""

from typing import Final, cast

from models.fields import Fields
from models.geometry import read_line
from models.permit import (
    CONSENTS,
    EVERY_DAY,
    PERMIT_STATUSES,
    Consent,
    Factory,
    Permit,
    PermitItem,
    PermitStatus,
    PermitVehicle,
    Route,
    TimeWindow,
)

_MONTHS: Final = 12


def to_permit(raw: object) -> Permit:
    """The Permit of one record; raises BadRecord."""
    fields = Fields(raw, "permit")
    fields.record = f"permit {fields.text('permit_no')}"
    permit = Permit(
        permit_no=fields.text("permit_no"),
        status=cast("PermitStatus", fields.choice("status", PERMIT_STATUSES)),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day("valid_to"),
        generator=_factory(fields.inner("generator")),
        items=fields.each("items", _item),
        routes=fields.each("routes", _route),
        vehicles=fields.each("vehicles", _vehicle),
        allowed_stop_zone_ids=fields.texts("allowed_stop_zone_ids"),
        time_windows=fields.each("time_windows", _window),
        status_since_ms=fields.time_ms_or_none("status_since"),
        version_from_ms=fields.time_ms_or_none("version_from"),
    )
    if not permit.permit_key:
        raise fields.bad("permit_no", "holds nothing but blanks, hyphens and dots")
    if permit.valid_to < permit.valid_from:
        raise fields.bad("valid_to", f"{permit.valid_to} is before valid_from {permit.valid_from}")
    if not permit.items:
        raise fields.bad("items", "at least one is needed, since an item names the processor")
    numbers = [item.item_no for item in permit.items]
    if len(set(numbers)) < len(numbers):
        raise fields.bad("items", f"an item_no stands twice: {', '.join(map(str, numbers))}")
    return permit


def _factory(fields: Fields) -> Factory:
    return Factory(
        factory_no=fields.text_or_none("factory_no") or "",
        name_th=fields.text_or_none("name_th") or "",
        name_en=fields.text_or_none("name_en") or "",
        zone_id=fields.text_or_none("zone_id") or "",
    )


def _item(fields: Fields) -> PermitItem:
    monthly = fields.numbers("monthly_t")
    quantity = fields.number_or_none("quantity_t")
    if monthly and len(monthly) != _MONTHS:
        raise fields.bad("monthly_t", f"must hold 12 numbers, one a month, not {len(monthly)}")
    if any(tonnes < 0 for tonnes in (*monthly, quantity or 0.0)):
        raise fields.bad("quantity_t or monthly_t", "tonnes must be 0 or more")
    return PermitItem(
        item_no=fields.whole("item_no"),
        processor=_factory(fields.inner("processor")),
        # A processor that has not answered yet has not accepted.
        consent="pending" if fields.raw("consent") is None else cast("Consent", fields.choice("consent", CONSENTS)),
        waste_code=fields.text_or_none("waste_code") or "",
        waste_name_th=fields.text_or_none("waste_name_th") or "",
        management_code=fields.text_or_none("management_code") or "",
        quantity_t=quantity,
        monthly_t=monthly,
    )


def _route(fields: Fields) -> Route:
    corridor_m = fields.number("corridor_m")
    if corridor_m < 0:
        raise fields.bad("corridor_m", f"must be 0 or more, not {corridor_m}")
    item_nos = fields.wholes("item_nos")
    if not item_nos:
        raise fields.bad("item_nos", "is missing: name the items that may go this way")
    return Route(
        route_id=fields.text_or_none("route_id") or "",
        item_nos=item_nos,
        corridor_m=corridor_m,
        line=read_line(fields.inner("line"), fields),
    )


def _vehicle(fields: Fields) -> PermitVehicle:
    return PermitVehicle(plate=fields.text("plate"), province=fields.text("province"))


def _window(fields: Fields) -> TimeWindow:
    days = fields.wholes("days") or EVERY_DAY
    if not set(days) <= set(EVERY_DAY):
        raise fields.bad("days", f"must be 1 = Monday to 7 = Sunday, not {list(days)}")
    return TimeWindow(days=days, from_min=fields.minute_of_day("from"), to_min=fields.minute_of_day("to"))
