"""Held: a finding that holds of a case."""

import msgspec

from models.alert import Finding


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that holds, and the time of the ping, receipt or deadline that makes it hold."""

    finding: Finding
    at_ms: int

    @property
    def key(self) -> str:
        """What tells it from the case's other findings: one that goes over to another unit is another one."""
        return f"{self.finding.rule}/{self.finding.episode}/{self.finding.unit_id or ''}"
