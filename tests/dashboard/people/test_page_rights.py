"""The page's own table of who may do what says what the server's says, so that no button stands there that answers 403."""

import re
from pathlib import Path

from dashboard.people.rights import RIGHTS
from models.role import ROLES

SOURCES = Path(__file__).parents[3] / "dashboard/web/src"
ROW = re.compile(r"^  '(\w+ /\S*)': '(\w+)',$", re.MULTILINE)
ASKED = re.compile(r"(?:\.may\(|\bmay\(|\basks: |\bcall=)'(\w+ /[^']*)'")


def call_of(route: tuple[str, str]) -> str:
    return f"{route[0]} {route[1].removeprefix('/api/v1')}"


def test_the_pages_table_has_every_call_that_takes_more_than_looking_and_no_other():
    written = dict(ROW.findall((SOURCES / "may.ts").read_text("utf-8")))
    assert written == {call_of(route): right.takes for route, right in RIGHTS.items() if right.takes in ROLES[1:]}


def test_whatever_the_page_asks_to_be_allowed_is_a_route():
    asked = {
        call for path in SOURCES.rglob("*") if path.suffix in {".ts", ".svelte"} for call in ASKED.findall(path.read_text("utf-8"))
    }
    assert len(asked) > 5
    assert asked <= {call_of(route) for route in RIGHTS}
