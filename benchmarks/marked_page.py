"""The places of a page for tables, each between two comments that name it, and the command that fills them."""

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

RESULTS: Final = Path(__file__).parent / "results"


def filled(page: str, tables: Mapping[str, str]) -> str:
    """The page with these tables in their places; raises KeyError where a table has no place."""
    for name, table in tables.items():
        place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not place.search(page):
            raise KeyError(name)
        page = place.sub(lambda found, told=table: f"{found[1]}\n{told}\n\n{found[2]}", page)  # type: ignore[misc]
    return page


def fill(
    program: str, promise: str | None, page: Path, tables: Callable[[Path], Mapping[str, str]],
    words: Sequence[str] | None,
) -> int:  # fmt: skip
    """The whole of such a command: says the tables of a folder of results, or writes them into the page with `--write`.

    0, or 1 where a result is missing.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=promise)
    parser.add_argument("--write", action="store_true", help=f"put the tables into docs/{page.name}")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder to read (%(default)s)")
    wish = parser.parse_args(words)
    try:
        told = tables(wish.results)
    except FileNotFoundError as error:
        print(f"{program}: there is no {error.filename}: docs/{page.name} says what writes it", file=sys.stderr)
        return 1
    except KeyError as error:
        print(f"{program}: {wish.results} has no {error.args[0]}: it is not of a whole run", file=sys.stderr)
        return 1
    if wish.write:
        page.write_text(filled(page.read_text(encoding="utf-8"), told), encoding="utf-8")
        print(page)
    else:
        print("\n\n".join(told.values()))
    return 0
