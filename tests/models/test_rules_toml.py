"""rules.toml: what is refused, and that the line is named."""

import pytest

from models.rules_toml import BadRules, parse_rules

BAD = (
    ("an unknown rule", "[route-deviation]\nmargin_m = 1\n\n[rout]\nmargin_m = 1\n", 4, "there is no rule 'rout'"),
    ("an unknown key", "[route-deviation]\n# a remark\nmargin = 1\n", 3, "route-deviation has no 'margin'"),
    ("a key of another rule", "[signal-lost]\nmargin_m = 1\n", 2, "signal-lost has no 'margin_m'"),
    ("a key outside any rule", "margin_m = 1\n", 1, "there is no rule 'margin_m'"),
    ("a text", '[route-deviation]\nmargin_m = "far"\n', 2, "must be a number"),
    ("a truth value", "[route-deviation]\nmargin_m = true\n", 2, "must be a number"),
    ("half a fix", "[route-deviation]\nfixes = 2.5\n", 2, "must be a whole number"),
    ("a negative one", "[route-deviation]\nmargin_m = -1\n", 2, "must be 0 or more"),
    ("not a number", "[route-deviation]\nmargin_m = nan\n", 2, "must be a number"),
    ("infinity for a count", "[route-deviation]\nfixes = inf\n", 2, "must be a whole number"),
    ("an unknown key of an estate", '[estate."Z-1".signal-lost]\nwarning_min = 10\nwarn = 1\n', 3, "signal-lost has no 'warn'"),
    ("an unknown rule of an estate", '[signal-lost]\nhigh_min = 9\n[estate."Z-1".signals]\nx = 1\n', 3, "there is no rule 'signals'"),
    ("an estate without rules", '[estate]\n"Z-1" = 5\n', 2, 'write [estate."Z-1".rule]'),
    ("estate as a number", "estate = 5\n", 1, "write [estate"),
)


@pytest.mark.parametrize(("says", "text", "line", "reason"), BAD, ids=[case[0] for case in BAD])
def test_what_is_wrong_is_refused_with_its_line(says: str, text: str, line: int, reason: str) -> None:
    with pytest.raises(BadRules) as caught:
        parse_rules(text, "my.toml")
    assert f"my.toml line {line}" in str(caught.value), says
    assert reason in str(caught.value), says
    assert "\n" not in str(caught.value)


def test_what_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(BadRules, match="line 2"):
        parse_rules("[route-deviation]\nmargin_m =\n")


@pytest.mark.parametrize("text", ("", "# nothing differs\n", "[route-deviation]\n", "[route-deviation]\nmargin_m = 200\n"))
def test_what_does_not_differ_leaves_the_defaults(text: str) -> None:
    assert parse_rules(text) == parse_rules("")


def test_whole_numbers_may_stand_for_both() -> None:
    found = parse_rules("[route-deviation]\nmargin_m = 250\nfixes = 3.0\n").common.route_deviation
    assert (found.margin_m, type(found.margin_m), found.fixes, type(found.fixes)) == (250.0, float, 3, int)
