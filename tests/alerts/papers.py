"""Manifests and times for the rules on papers; times are Bangkok's."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from models.manifest import Manifest

BANGKOK: Final = ZoneInfo("Asia/Bangkok")


def local_ms(text: str) -> int:
    """A local time such as `2026-04-10 17:30`."""
    return round(datetime.fromisoformat(text).replace(tzinfo=BANGKOK).timestamp() * 1000)


MANIFEST: Final = Manifest(
    manifest_no="M-1", permit_no="กอ.1-2569-000417", item_no=1, plate="70-1234", province="ระยอง", status="received",
    planned_depart_ms=local_ms("2026-11-02 08:00"), quantity_t=10.0,
)  # fmt: skip


def a_manifest(**changes: Any) -> Manifest:
    """The usual manifest, with changes."""
    return msgspec.structs.replace(MANIFEST, **changes)
