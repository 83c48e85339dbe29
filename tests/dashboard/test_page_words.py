"""The page has words for what the server tells: every rule's title and every figure of the evidence, as notices and `explain` say them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from alerts import evidence_words
from alerts.notices import TITLES
from models.thresholds import RULES

ROOT = Path(__file__).parents[2]
TEXTS = (ROOT / "dashboard/web/src/texts.ts").read_text("utf-8")
EVIDENCE = (ROOT / "dashboard/web/src/evidence.ts").read_text("utf-8")
ENTRY = re.compile(r"^  '?([\w-]+)'?: text\(\s*'((?:[^'\\]|\\.)*)',\s*'((?:[^'\\]|\\.)*)',?\s*\)", re.MULTILINE)


def table(name: str) -> dict[str, tuple[str, str]]:
    """A table of texts of the page: key -> Thai and English."""
    body = TEXTS.partition(f"export const {name}")[2].partition("\n}")[0]
    return {key: (thai.replace("\\'", "'"), english.replace("\\'", "'")) for key, thai, english in ENTRY.findall(body)}


def shown_keys() -> Iterator[str]:
    """Every key that a rule writes into its evidence, as its file and the golden scenarios show it."""
    for path in sorted((ROOT / "alerts").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in {"thresholds", "measured"} and isinstance(node.value, ast.Dict):
                yield from (str(key.value) for key in node.value.keys if isinstance(key, ast.Constant))
    for path in sorted((ROOT / "tests/golden").glob("*/expected.ndjson")):
        for line in path.read_bytes().splitlines():
            evidence = msgspec.json.decode(line)["data"].get("evidence") or {}
            yield from (key for group in ("thresholds", "measured") for key in evidence.get(group, {}))


KEYS = sorted(set(shown_keys()))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_called_the_same_on_the_page_and_in_a_notice(rule: str):
    assert table("ruleTexts")[rule] == TITLES[rule]


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_has_words_on_the_page(key: str):
    words = table("evidenceTexts")
    suffixes = ["", *re.findall(r"\['(\w+)', ", EVIDENCE)]
    assert any(key.endswith(suffix) and key.removesuffix(suffix) in words for suffix in suffixes)


def test_evidence_is_called_the_same_on_the_page_and_in_an_explanation():
    assert (table("evidenceTexts"), table("evidenceValueTexts")) == (evidence_words.EVIDENCE, evidence_words.CODES)
