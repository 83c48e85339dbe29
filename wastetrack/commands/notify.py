"""`wastetrack notify test`: sends one message over a channel, so that one sees where it leads."""

import asyncio
import secrets
import time
from typing import Annotated

import msgspec
import typer

from models.times import to_iso
from wastetrack.commands.across import settings_of
from wastetrack.failure import Failure

notify_app = typer.Typer(help="Messages to people on duty.", rich_markup_mode=None, no_args_is_help=False)


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.add_typer(notify_app, name="notify")


@notify_app.callback()
def notify() -> None:
    """Messages to people on duty."""


@notify_app.command("test")
def test(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Whom the message is for, as it stands in the message.")],
    channel: Annotated[str, typer.Argument(help="The channel's name in WASTETRACK_CHANNELS.")],
) -> None:
    """Sends a message that says that it is a test, once, and prints what the channel answered."""
    from ops.channels import read_channels
    from storage.pool import open_lazy_pool
    from streams.notifier.channels.channel import Delivery
    from streams.notifier.telling.building import build_people_channels
    from streams.notifier.telling.composing import trial_body

    settings = settings_of(context)
    known = read_channels(settings)
    if channel not in known:
        raise Failure(f"no channel {channel!r} is set up; there are: {', '.join(known) or 'none'}", 2)

    def now_ms() -> int:
        return time.time_ns() // 1_000_000

    async def send() -> Delivery:
        pool = await open_lazy_pool(settings.database, max_size=1)
        channels = build_people_channels(settings, pool, now_ms)
        try:
            payload = msgspec.to_builtins(trial_body(person, to_iso(now_ms())))
            return await channels[channel].send(secrets.token_hex(12), payload)
        finally:
            for each in channels.values():
                await each.close()
            await pool.close()

    delivery = asyncio.run(send())
    if delivery.outcome != "delivered":
        raise Failure(f"{channel} did not take it: {delivery.error}")
    came = ", and it has arrived" if delivery.arrived else "; whether it arrives it does not say"
    print(f"{channel} took it{came}")
