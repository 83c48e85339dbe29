"""Records and lines that no receiver can use, as real senders send them."""

import json
from random import Random
from typing import Any


def broken_location(location: dict[str, Any], rng: Random) -> dict[str, Any]:
    """The same record with one thing wrong that makes it useless."""
    wrong: tuple[dict[str, Any], ...] = (
        {"lat": 95.2},
        {"lon": None},
        {"utc_ts": "yesterday"},
        {"unit_id": ""},
        {"lat": "สิบสาม"},
    )
    return {**location, **rng.choice(wrong)}


def broken_line(location: dict[str, Any], rng: Random) -> str:
    """A line that is no message."""
    whole = json.dumps(location, ensure_ascii=False)
    return rng.choice((whole[: len(whole) // 2], "<html><body>502 Bad Gateway</body></html>", "[1, 2, 3]", "null"))
