"""How long a run may take: what each case is given."""

import msgspec


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`rounds` of each comparison; `round_s` is about how long one of ours lasts at the speed it turns out to have.
    `live_s` is how long live traffic lasts.

    `units` is the fleet's size where a case does not vary it, and `least` and `most` the pings of a round; the first
    `unknown_min` minutes of a fleet that nobody knows yet do not count. Larger sizes than `growth` are left out.
    """

    name: str
    rounds: int
    round_s: float
    live_s: float
    units: int = 10_000
    permits: int = 500
    zones: int = 800
    least: int = 100_000
    most: int = 1_000_000
    unknown_min: int = 5
    growth: int = 200_000
    calibration: int = 30_000


FULL = Size(name="full", rounds=3, round_s=5.0, live_s=8.0)
QUICK = Size(
    name="quick", rounds=1, round_s=3.0, live_s=4.0, least=15_000, most=20_000,
    unknown_min=0, growth=1_000, calibration=15_000,
)  # fmt: skip
