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


def told(progress: Progress | None) -> dict[str, float]:
    """The progress as an alert's evidence says it, in kilometres; nothing where the route is not judged."""
    if progress is None:
        return {}
    return {"along_km": round(progress.along_m / 1000, 1), "to_go_km": round(progress.to_go_m / 1000, 1)}
