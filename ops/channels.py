"""Channels as settings name them: to whom each leads stands here alone, everybody else knows names."""

import re
import tomllib
from typing import Final, Literal, get_args
from urllib.parse import urlsplit

import msgspec

from ops.push_address import contact_of
from ops.settings import PREFIX, BadSetting, Settings

Kind = Literal["line", "email", "webhook", "push", "apprise"]

KINDS: Final = ", ".join(get_args(Kind))
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SETTING: Final = f"{PREFIX}CHANNELS"
_MAIL: Final = frozenset({"mailto", "mailtos"})


class ChannelSetting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a channel leads: a LINE user or group, a mail address, a webhook, a person's phones, or through apprise."""

    kind: Kind
    to: str
    secret: str = ""

    @property
    def likeness(self) -> str:
        """What makes two channels alike: they would fail together."""
        if self.kind != "apprise":
            return self.kind
        scheme = urlsplit(self.to).scheme.lower()
        return "email" if scheme in _MAIL else scheme


def read_channels(settings: Settings) -> dict[str, ChannelSetting]:
    """The channels by name, from a TOML text with a table for each; raises BadSetting, which names no address."""
    try:
        tables = tomllib.loads(settings.channels)
    except tomllib.TOMLDecodeError:
        # Its own words would quote the text, addresses and all.
        raise BadSetting(f"{_SETTING} is not TOML: write [name], kind and to for each channel") from None
    return {name: _channel(name, table, settings) for name, table in tables.items()}


def _channel(name: str, table: object, settings: Settings) -> ChannelSetting:
    if _NAME.fullmatch(name) is None:
        raise BadSetting(f"{_SETTING}: name {name!r}: write small Latin letters, digits and hyphens, at most 40")
    try:
        channel = msgspec.convert(table, ChannelSetting)
    except msgspec.ValidationError:
        raise BadSetting(f"{_SETTING}: [{name}] needs kind (one of {KINDS}) and to, and may have secret") from None
    check_channel(f"{_SETTING}: [{name}]", channel, settings)
    return channel


def check_channel(named: str, channel: ChannelSetting, settings: Settings) -> None:
    """Raises BadSetting, with what names the channel before it, where it cannot lead anywhere."""
    needs = {"line": settings.line_token, "email": settings.smtp}.get(channel.kind)
    if needs == "" and settings.inbox == "off":
        missing = "LINE_TOKEN" if channel.kind == "line" else "SMTP"
        raise BadSetting(f"{named} is of kind {channel.kind}: set {PREFIX}{missing} too")
    if channel.kind == "webhook" and not channel.to.startswith(("http://", "https://")):
        raise BadSetting(f"{named} leads to no address: write https://host/path")
    if channel.kind == "push" and settings.inbox == "off":
        contact_of(settings)
