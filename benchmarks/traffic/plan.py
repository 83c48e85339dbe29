"""What is asked of the traffic."""

import msgspec

from models.times import MINUTE_MS, from_iso


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A fleet in which each unit sends a ping every `period_ms` from `start_ms` on; the same plan gives the same bytes.

    `zones` counts all places, at least two; `vertices` are those of each permitted route; `share` is how many of the
    trucks misbehave; `delay_ms` is the longest that a ping is on its way to the vendor's server.
    """

    units: int = 10_000
    permits: int = 500
    zones: int = 800
    vertices: int = 100
    share: float = 0.02
    seed: int = 1
    period_ms: int = MINUTE_MS
    delay_ms: int = 3_000
    start_ms: int = from_iso("2026-03-02T01:00:00Z")
