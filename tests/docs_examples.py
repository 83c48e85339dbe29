"""The examples in docs/messages.md, made by the program from docs/examples/first-breach.

`python -m tests.docs_examples` writes them anew; tests/test_docs.py compares them.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from models.decode import Accepted, decode_message, encode_location

ROOT: Final = Path(__file__).parents[1]
SCENARIO: Final = ROOT / "docs" / "examples" / "first-breach"
PAGE: Final = ROOT / "docs" / "messages.md"
BLOCK: Final = re.compile(r"<!-- example: (?P<name>[\w.-]+) -->\n\n```json\n(?P<text>.*?)```\n", re.DOTALL)
_SHOWN_RULE: Final = "restricted-zone"
_WIDTH: Final = 116


def examples() -> dict[str, str]:
    """Each example by its name: three forms of ping, one normalised, and one event of each type."""
    found: dict[str, Any] = {}
    for line in (SCENARIO / "pings.ndjson").read_text("utf-8").splitlines():
        ping = json.loads(line)
        form = decode_message(line.encode()).form
        found.setdefault(f"ping.{form}", ping)
    first = decode_message(json.dumps(found["ping.dlt"]).encode()).records[0]
    assert isinstance(first, Accepted)
    found["ping.normalised"] = json.loads(encode_location(first.location))
    for line in replayed().splitlines():
        event = json.loads(line)
        if event["data"].get("rule", _SHOWN_RULE) == _SHOWN_RULE:
            found.setdefault(event["type"], event)
    return {name: pretty(value) + "\n" for name, value in found.items()}


def replayed() -> str:
    """What `wastetrack replay` writes for the scenario."""
    command = [sys.executable, "-m", "wastetrack", "replay", str(SCENARIO)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout


def pretty(value: Any, depth: int = 0) -> str:
    """JSON as a person likes to read it: what fits on a line stays on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + depth <= _WIDTH - 20 * (depth == 0) or not isinstance(value, dict | list):
        return flat
    pad = " " * (depth + 1)
    if isinstance(value, list):
        inner = [pad + pretty(one, depth + 1) for one in value]
        return "[\n" + ",\n".join(inner) + "\n" + " " * depth + "]"
    inner = [f"{pad}{json.dumps(key, ensure_ascii=False)}: {pretty(one, depth + 1)}" for key, one in value.items()]
    return "{\n" + ",\n".join(inner) + "\n" + " " * depth + "}"


def rewrite() -> None:
    """Puts the examples of today into the page."""
    made = examples()
    text = PAGE.read_text("utf-8")
    fresh = BLOCK.sub(lambda block: f"<!-- example: {block['name']} -->\n\n```json\n{made[block['name']]}```\n", text)
    PAGE.write_text(fresh, "utf-8")


if __name__ == "__main__":
    rewrite()
