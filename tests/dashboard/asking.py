"""Every question that the API's description names, asked: addresses of all GET routes, filled with what is there."""

from collections.abc import Iterator, Mapping
from typing import Any

DAY = "from=2026-11-02T00:00:00Z&to=2026-11-03T00:00:00Z"
NEEDED = {"/api/v1/lookups": "q=70", "/api/v1/playback": f"unit_id={{unit_id}}&{DAY}"}
"""What a route must be asked with, beside what stands in its path."""
LEFT_OUT = {"/api/v1/live", "/api/v1/inbox", "/api/v1/channel-trials/{message_id}"}
"""A stream that never ends, a page that most systems have not, and what somebody asked for a moment ago."""
LINKED = ("/api/v1/road/", "/api/v1/answers/")
"""What the link to a case opens is asked with one, in `tests/dashboard/road` and `tests/dashboard/parties`."""


def questions(described: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[str]:
    """An address for each GET of a description, those left out excepted."""
    return (address for _, address in by_route(described, keys))


def by_route(described: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The same, each behind the route that it asks."""
    for path, item in described["paths"].items():
        if path not in LEFT_OUT and "get" in item and not path.startswith(LINKED) and "{file_id}" not in path:
            query = NEEDED.get(path)
            yield path, (path if query is None else f"{path}?{query}").format(**keys)
