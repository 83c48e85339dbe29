"""Channels as settings name them, and what is said of those that are wrong: never where they lead."""

import pytest

from ops.channels import read_channels
from ops.settings import BadSetting, Settings, load, masked

SECRET = "U4af4980629"


def settings(channels: str, **more: str) -> Settings:
    values = {"CHANNELS": channels, "LINE_TOKEN": "t0ken", "SMTP": "smtps://w:pa55@mail.example:465?from=w@x.example"} | more
    return load(None, {f"WASTETRACK_{name}": text for name, text in values.items()})


def table(kind: str, to: str, name: str = "one") -> str:
    return f'[{name}]\nkind = "{kind}"\nto = "{to}"\n'


@pytest.mark.parametrize(
    ("kind", "to", "likeness"),
    (
        ("line", SECRET, "line"), ("email", "a@x.example", "email"), ("webhook", "https://x.example/h", "webhook"),
        ("apprise", "tgram://1:a/2", "tgram"), ("apprise", "mailtos://a:b@x.example", "email"),
    ),
)  # fmt: skip
def test_two_of_one_likeness_would_fail_together(kind: str, to: str, likeness: str) -> None:
    assert read_channels(settings(table(kind, to)))["one"].likeness == likeness


@pytest.mark.parametrize(
    ("channels", "more", "said"),
    (
        (f"[one\nto = '{SECRET}'", {}, "is not TOML"),
        (table("pigeon", SECRET), {}, r"\[one\] needs kind"),
        (f'[one]\nkind = "line"\nto = "{SECRET}"\ncolour = "red"', {}, r"\[one\] needs kind"),
        (table("line", SECRET, "Herr_One"), {}, "small Latin letters"),
        (table("line", SECRET), {"LINE_TOKEN": ""}, "WASTETRACK_LINE_TOKEN"),
        (table("email", SECRET), {"SMTP": ""}, "WASTETRACK_SMTP"),
        (table("webhook", SECRET), {}, "leads to no address"),
    ),
)
def test_what_is_wrong_is_named_and_not_shown(channels: str, more: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said) as caught:
        read_channels(settings(channels, **more))
    assert SECRET not in str(caught.value)


def test_with_the_in_box_nothing_but_names_is_needed() -> None:
    assert set(read_channels(settings(table("line", SECRET), LINE_TOKEN="", SMTP="", INBOX="on"))) == {"one"}


def test_no_secret_is_shown_among_the_settings() -> None:
    shown = " ".join(masked(settings(table("line", SECRET))).values())
    assert not any(word in shown for word in (SECRET, "t0ken", "pa55"))
    assert "mail.example" in shown


@pytest.mark.parametrize(("name", "text"), (("SMTP", "mail.example"), ("SMTP", "smtps://mail.example"), ("LINE_API", "line"), ("PUBLIC_ADDRESS", "x.example"), ("INBOX", "yes")))
def test_malformed_ones_are_refused(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=f"WASTETRACK_{name}"):
        load(None, {f"WASTETRACK_{name}": text})
