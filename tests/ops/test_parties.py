"""Parties as settings name them, and what is said of those that are wrong: never where they lead."""

import pytest

from models.party import Authority, Manner
from ops.parties import Parties, read_parties
from ops.settings import BadSetting, Settings, load, masked

SECRET = "U4af4980629"
ONE = f'[carrier."ขนส่ง ดี"]\nkind = "line"\nto = "{SECRET}"\nname = "บริษัท ขนส่งดี จำกัด"\n'


def settings(text: str, **more: str) -> Settings:
    values = {"PARTIES": text, "LINE_TOKEN": "t0ken", "SMTP": "smtps://w:pa55@mail.example:465?from=w@x.example"} | more
    return load(None, {f"WASTETRACK_{name}": value for name, value in values.items()})


def test_without_a_word_of_parties_nobody_is_told_by_itself_and_nothing_is_asked_for() -> None:
    assert read_parties(settings("")) == Parties()
    assert Parties().otherwise == Manner(how="on_release")


def test_parties_are_found_by_the_name_that_scopes_have_and_rules_by_theirs() -> None:
    found = read_parties(settings(
        ONE + '[generator.72190300225401]\nkind = "webhook"\nto = "https://x.example"\nsecret = "s"\n'
        '[told]\ndefault = "at_once"\nsignal-lost = "on_release"\nweight-mismatch = { after_hours = 1.5 }\n[parties]\nconfirmed_needs_answer = false\n'
        '[authority]\nname_th = "ศูนย์เฝ้าระวัง"\nname_en = "Monitoring centre"\nphone = "02 123 4567"\n'
    ))  # fmt: skip
    assert list(found.addresses) == ["carrier:ขนส่งดี", "generator:72190300225401"]
    assert found.addresses["carrier:ขนส่งดี"].name == "บริษัท ขนส่งดี จำกัด"
    assert found.otherwise == Manner(how="at_once")
    assert found.manners == {"signal-lost": Manner(), "weight-mismatch": Manner(how="after_hours", hours=1.5)}
    assert not found.confirmed_needs_answer
    assert found.authority == Authority(name_th="ศูนย์เฝ้าระวัง", name_en="Monitoring centre", phone="02 123 4567")


@pytest.mark.parametrize(
    ("text", "more", "said"),
    (
        (f"[carrier\nto = '{SECRET}'", {}, "is not TOML"),
        ('[driver.x]\nkind = "line"\n', {}, r"\[driver\] is none"),
        ("parties = 1\n", {}, r"\[parties\] is none"),
        (ONE + 'colour = "red"\n', {}, "needs kind"),
        (ONE + ONE.replace("ขนส่ง ดี", "ขนส่งดี"), {}, "stands there twice"),
        (ONE.replace("ขนส่ง ดี", " . "), {}, "no name"),
        (ONE, {"LINE_TOKEN": ""}, "WASTETRACK_LINE_TOKEN"),
        (ONE.replace("line", "webhook"), {}, "leads to no address"),
        (ONE.replace("line", "push"), {}, "the phones of officers"),
        ('[told]\nspeeding = "at_once"\n', {}, "'speeding', which is no rule"),
        ('[told]\nsignal-lost = "later"\n', {}, "signal-lost: write"),
        ("[told]\nsignal-lost = { after_hours = 0 }\n", {}, "signal-lost: write"),
        ("[told]\nsignal-lost = { after_hours = true }\n", {}, "signal-lost: write"),
        ("[parties]\nconfirmed_needs_answer = 1\n", {}, "confirmed_needs_answer = true or false"),
        ('[authority]\nname_th = "ศูนย์"\n', {}, "name_th and name_en, a line"),
        ('[authority]\nname_th = " "\nname_en = "Centre"\n', {}, "name_th and name_en, a line"),
        ('[authority]\nname_th = "ศูนย์"\nname_en = "Centre\\nTo: you"\n', {}, "name_th and name_en, a line"),
        ('[authority]\nname_th = "ศูนย์"\nname_en = "Centre"\nmail = "x"\n', {}, "and nothing else"),
        ('[authority]\nname_th = "ศูนย์"\nname_en = "Centre"\nphone = "call us"\n', {}, "phone: write a number"),
        ("authority = 1\n", {}, r"\[authority\] is none"),
        ("[parties]\nsomething = true\n", {}, "confirmed_needs_answer = true or false"),
    ),
)
def test_what_is_wrong_is_named_and_not_shown(text: str, more: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said) as caught:
        read_parties(settings(text, **more))
    assert SECRET not in str(caught.value)


def test_no_address_is_shown_among_the_settings() -> None:
    assert SECRET not in " ".join(masked(settings(ONE)).values())
