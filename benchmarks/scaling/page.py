"""The page's places for tables, each between two comments that name it."""

import re
from collections.abc import Mapping


def filled(page: str, tables: Mapping[str, str]) -> str:
    """The page with these tables in their places; raises KeyError where a table has no place."""
    for name, table in tables.items():
        place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not place.search(page):
            raise KeyError(name)
        page = place.sub(lambda found, told=table: f"{found[1]}\n{told}\n\n{found[2]}", page)  # type: ignore[misc]
    return page
