"""Manifest: one consignment of one waste on its way, as its paper says."""

from typing import Final, Literal, cast

import msgspec

from models.fields import Fields
from models.names import normal_number, plate_key

ManifestStatus = Literal["issued", "cancelled", "received", "returned"]
STATUSES: Final = ("issued", "cancelled", "received", "returned")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One manifest as written; tonnes, times in ms since the epoch."""

    manifest_no: str
    permit_no: str
    item_no: int
    plate: str
    province: str
    status: ManifestStatus
    planned_depart_ms: int
    planned_arrive_ms: int | None = None
    quantity_t: float | None = None
    weigh_out_t: float | None = None
    weigh_in_t: float | None = None
    received_at_ms: int | None = None
    version_from_ms: int | None = None

    @property
    def manifest_key(self) -> str:
        """Its number in the normal form; also its key."""
        return normal_number(self.manifest_no)

    @property
    def permit_key(self) -> str:
        """The number of its permit in the normal form."""
        return normal_number(self.permit_no)

    @property
    def plate_key(self) -> str:
        """The normal form in which its vehicle joins."""
        return plate_key(self.plate, self.province)

    def status_at(self, at_ms: int) -> ManifestStatus:
        """Its status at a time at which this version is in force: `received` only from `received_at` on."""
        if self.status == "received" and self.received_at_ms is not None and at_ms < self.received_at_ms:
            return "issued"
        return self.status


def to_manifest(raw: object) -> Manifest:
    """The Manifest of one record; raises BadRecord."""
    fields = Fields(raw, "manifest")
    fields.record = f"manifest {fields.text('manifest_no')}"
    manifest = Manifest(
        manifest_no=fields.text("manifest_no"),
        permit_no=fields.text("permit_no"),
        item_no=fields.whole("item_no"),
        plate=fields.text("plate"),
        province=fields.text("province"),
        status=cast("ManifestStatus", fields.choice("status", STATUSES)),
        planned_depart_ms=fields.time_ms("planned_depart"),
        planned_arrive_ms=fields.time_ms_or_none("planned_arrive"),
        quantity_t=fields.number_or_none("quantity_t"),
        weigh_out_t=fields.number_or_none("weigh_out_t"),
        weigh_in_t=fields.number_or_none("weigh_in_t"),
        received_at_ms=fields.time_ms_or_none("received_at"),
        version_from_ms=fields.time_ms_or_none("version_from"),
    )
    if not manifest.manifest_key:
        raise fields.bad("manifest_no", "holds nothing but blanks, hyphens and dots")
    for name in ("quantity_t", "weigh_out_t", "weigh_in_t"):
        value = getattr(manifest, name)
        if value is not None and value < 0:
            raise fields.bad(name, f"must be 0 or more, not {value}")
    return manifest
