"""Progress: how far along its route a truck has come."""

from typing import Literal

import msgspec

Direction = Literal["forward", "backward", "unknown"]


class Progress(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Metres along a route, still to go on it, and from it; and which way along it the truck came last."""

    along_m: float
    to_go_m: float
    from_route_m: float
    direction: Direction = "unknown"

    @property
    def per_cent(self) -> float:
        """The share of the route that lies behind, 0 to 100."""
        whole_m = self.along_m + self.to_go_m
        return 100.0 if whole_m == 0 else 100.0 * self.along_m / whole_m


def told(progress: Progress | None) -> dict[str, float]:
    """The progress as an alert's evidence says it, in kilometres; nothing where the route is not judged."""
    if progress is None:
        return {}
    return {"along_km": round(progress.along_m / 1000, 1), "to_go_km": round(progress.to_go_m / 1000, 1)}
