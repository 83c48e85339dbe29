"""A trip as its newest event tells it, in the form in which this package computes with it."""

from typing import Any, Final, Self

import msgspec

from models.names import normal_number, plate_key
from models.times import DAY_MS, from_iso
from models.trip import EndReason, TripState

LONGEST_MS: Final = 14 * DAY_MS
"""No trip is looked at for longer: one that never arrives is given up within days."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of one trip; times in ms, None while they have not come.

    `over_ms` is when it was completed or ended.
    """

    trip_id: str
    unit_id: str
    plate: str
    province: str
    permit_no: str | None
    manifest_keys: tuple[str, ...]
    item_nos: tuple[int, ...]
    origin_zone_id: str
    destination_zone_ids: tuple[str, ...]
    started_ms: int
    state: TripState
    arrived_ms: int | None = None
    over_ms: int | None = None
    reason: EndReason | None = None

    @classmethod
    def of(cls, body: str) -> Self:
        """The trip of its event's data as JSON, with `state`."""
        data: dict[str, Any] = msgspec.json.decode(body)
        last = data.get("destination_zone_id")
        return cls(
            trip_id=data["trip_id"], unit_id=data["unit_id"], plate=data["plate"], province=data["province"],
            permit_no=data.get("permit_no"),
            manifest_keys=tuple(normal_number(number) for number in data["manifest_nos"]),
            item_nos=tuple(data["item_nos"]), origin_zone_id=data["origin_zone_id"],
            destination_zone_ids=tuple(data.get("destination_zone_ids") or ([last] if last else ())),
            started_ms=from_iso(data["started_at"]), state=data["state"], arrived_ms=_ms(data.get("arrived_at")),
            over_ms=_ms(data.get("completed_at") or data.get("ended_at")), reason=data.get("reason"),
        )  # fmt: skip

    @property
    def permit_key(self) -> str | None:
        """The number of its permit in the normal form."""
        return None if self.permit_no is None else normal_number(self.permit_no)

    @property
    def plate_key(self) -> str:
        """The normal form in which its truck joins."""
        return plate_key(self.plate, self.province)

    @property
    def until_ms(self) -> int:
        """The last time that belongs to it: its end, or as far as any trip goes."""
        return self.started_ms + LONGEST_MS if self.over_ms is None else self.over_ms


def _ms(text: str | None) -> int | None:
    return None if text is None else from_iso(text)
