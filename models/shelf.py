"""Shelf: what is judged and stored but neither sounded nor sent for a while, who wanted it so, and until when."""

from typing import Literal

import msgspec

ShelfKind = Literal["unit", "place", "rule"]
ShelfState = Literal["waiting", "active", "lifted", "over"]


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """One shelf; `key` is a unit_id, a zone_id (or the subject of a site without one) or the name of a rule."""

    shelf_id: str
    kind: ShelfKind
    key: str
    reason: str
    made_by: str
    made_ms: int
    until_ms: int
    needs_second: bool
    confirmed_by: str | None = None
    confirmed_ms: int | None = None
    lifted_by: str | None = None
    lifted_ms: int | None = None
    lift_reason: str | None = None

    def as_of(self, at_ms: int) -> "Shelf":
        """The shelf as it stood at a time: without what was done to it later."""
        confirmed = self.confirmed_ms is not None and self.confirmed_ms <= at_ms
        lifted = self.lifted_ms is not None and self.lifted_ms <= at_ms
        return msgspec.structs.replace(
            self,
            confirmed_by=self.confirmed_by if confirmed else None,
            confirmed_ms=self.confirmed_ms if confirmed else None,
            lifted_by=self.lifted_by if lifted else None,
            lifted_ms=self.lifted_ms if lifted else None,
        )

    def state_at(self, now_ms: int) -> ShelfState:
        """How it stands at a time."""
        if self.lifted_ms is not None:
            return "lifted"
        if now_ms >= self.until_ms:
            return "over"
        return "waiting" if self.needs_second and self.confirmed_by is None else "active"
