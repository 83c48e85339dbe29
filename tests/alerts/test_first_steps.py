"""Every rule says what an officer does first, in both languages and in a length that a phone shows."""

import re

import pytest

from alerts.first_steps import FIRST_STEPS
from models.thresholds import RULES


def test_every_rule_has_a_first_step_and_no_other():
    assert FIRST_STEPS.keys() == set(RULES)


@pytest.mark.parametrize("rule", sorted(FIRST_STEPS))
def test_a_first_step_is_short_and_in_both_languages(rule: str):
    thai, english = FIRST_STEPS[rule]
    assert re.search(r"[\u0e00-\u0e7f]", thai)
    assert not re.search(r"[\u0e50-\u0e59]", thai), "Thai digits"
    assert english.isascii()
    assert max(len(thai), len(english)) <= 120
