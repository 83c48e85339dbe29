"""Wanted: which dead letters are asked for. Pure."""

import msgspec

from models.times import from_iso
from streams.dead.filed import Filed


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Letters for which all that is given here holds; times are of receipt, `to_ms` is the first one too late."""

    reason: str | None = None
    vendor: str | None = None
    sender: str | None = None
    unit_id: str | None = None
    from_ms: int | None = None
    to_ms: int | None = None

    def takes(self, filed: Filed) -> bool:
        """Whether a letter is asked for."""
        letter = filed.letter
        return (
            self.reason in {None, letter.reason}
            and self.vendor in {None, filed.vendor}
            and self.sender in {None, letter.source.sender}
            and self.unit_id in {None, letter.unit_id}
            and self._in_time(letter.received_at)
        )

    def _in_time(self, received_at: str) -> bool:
        if self.from_ms is None and self.to_ms is None:
            return True
        at_ms = from_iso(received_at)
        return (self.from_ms is None or self.from_ms <= at_ms) and (self.to_ms is None or at_ms < self.to_ms)
