"""The channels of people, built from the settings; in the in-box's mode each writes there, whatever its kind."""

from collections.abc import Callable, Mapping
from typing import Any

from models.party import is_party
from ops.channels import ChannelSetting, read_channels
from ops.parties import read_parties
from ops.personal import Sealer
from ops.settings import PREFIX, BadSetting, Settings
from streams.notifier.channels.channel import Channel
from streams.notifier.channels.email import EmailChannel, MailServer
from streams.notifier.channels.inbox import InboxChannel
from streams.notifier.channels.line import LineAccount, LineChannel
from streams.notifier.channels.webhook import WebhookChannel


def kinds_of(settings: Settings) -> dict[str, str]:
    """The kind of each channel by its name: two of one kind would fail together; raises BadSetting."""
    return {name: one.likeness for name, one in read_channels(settings).items()}


def build_people_channels(settings: Settings, pool: Any, now_ms: Callable[[], int]) -> Mapping[str, Channel]:
    """The channels by name, those of carriers and generators by their `party_id`; raises BadSetting.

    `pool` is used by the in-box and by phones.
    """
    parties = {name: one.channel for name, one in read_parties(settings).addresses.items()}
    channels = read_channels(settings) | parties
    if settings.inbox == "on":
        return {name: InboxChannel(name, one.likeness, pool) for name, one in channels.items()}
    account = LineAccount(settings.line_token, settings.line_api, now_ms)
    return {name: _built(name, one, settings, account, pool, now_ms) for name, one in channels.items()}


def _built(
    name: str, channel: ChannelSetting, settings: Settings, account: LineAccount, pool: Any, now_ms: Callable[[], int]
) -> Channel:
    match channel.kind:
        case "line":
            return LineChannel(name, channel.to, account)
        case "email":
            return EmailChannel(name, channel.to, MailServer.from_address(settings.smtp))
        case "push":
            # Loading what encrypts takes a while: only for those who use it.
            from streams.notifier.channels.push import PushChannel, PushSigner

            return PushChannel(name, channel.to, pool, PushSigner(settings), Sealer.from_settings(settings), now_ms)
        case "webhook":
            return WebhookChannel(channel.to, channel.secret, now_ms, name=name)
        case "apprise":
            # Loading apprise takes a while: only for those who use it.
            from streams.notifier.channels.others import AppriseChannel

            try:
                return AppriseChannel(name, channel.to)
            except ValueError:
                setting = "PARTIES" if is_party(name) else "CHANNELS"
                raise BadSetting(f"{PREFIX}{setting}: [{name}]: apprise does not know this address") from None
