"""Every question that the API's description names, asked: addresses of all GET routes, filled with what is there."""

from collections.abc import Iterator, Mapping
from typing import Any

DAY = "from=2026-11-02T00:00:00Z&to=2026-11-03T00:00:00Z"
NEEDED = {"/api/v1/lookups": "q=70", "/api/v1/playback": f"unit_id={{unit_id}}&{DAY}"}
"""What a route must be asked with, beside what stands in its path."""


def questions(described: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[str]:
    """An address for each GET of a description; the live stream, which never ends, is left out."""
    for path, item in described["paths"].items():
        if path != "/api/v1/live" and "get" in item:
            query = NEEDED.get(path)
            yield (path if query is None else f"{path}?{query}").format(**keys)
