"""The teller: one turn of all that has people told, in the order in which one leads to the next."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ops.metrics import Metrics
from ops.settings import Settings
from storage.rosters import ChannelRow, tell_channels
from streams.notifier.channels.channel import Channel
from streams.notifier.channels.line import LineChannel
from streams.notifier.telling.building import kinds_of
from streams.notifier.telling.climbing import climb
from streams.notifier.telling.composing import compose
from streams.notifier.telling.gathering import gather_incidents
from streams.notifier.telling.passing_on import pass_on
from streams.notifier.telling.sending import LinkOf, Sender
from streams.notifier.telling.world import World

CHANNELS_EVERY_MS: Final = 60_000


class Teller:
    """Tells people; `now_ms` is the clock that everything here goes by."""

    def __init__(
        self, settings: Settings, pool: Any, channels: Mapping[str, Channel], metrics: Metrics,
        now_ms: Callable[[], int], link_of: LinkOf | None = None,
    ) -> None:  # fmt: skip
        self._channels, self._now_ms = channels, now_ms
        self._world = World(settings, kinds_of(settings))
        self.sender = Sender(pool, channels, metrics, now_ms, link_of)
        self._told_ms: int | None = None
        self._told: list[tuple[Any, ...]] = []

    async def turn(self, connection: Any) -> None:
        """Gathers, climbs, composes and begins to send; each of them is a transaction of its own."""
        now_ms = self._now_ms()
        await self._world.refresh(connection, now_ms)
        while await gather_incidents(connection, self._world, now_ms):
            pass
        while await climb(connection, self._world, now_ms):
            pass
        await pass_on(connection, self._world, now_ms)
        await compose(connection, self._world, now_ms, self.sender.resting_wholly)
        await self.sender.start_due(connection)
        await self._tell_channels(connection, now_ms)

    async def _tell_channels(self, connection: Any, now_ms: int) -> None:
        """Notes which channels there are, once a minute and whenever one of them comes to stand otherwise."""
        rows = [
            _row(self._channels[name], kind, self.sender.breakers[name].state, now_ms)
            for name, kind in self._world.kinds.items()
        ]
        stands = [(row.name, row.state, row.quota, row.used) for row in rows]
        is_old = self._told_ms is None or now_ms - self._told_ms >= CHANNELS_EVERY_MS
        if not is_old and stands == self._told:
            return
        await tell_channels(connection, rows)
        self._told_ms, self._told = now_ms, stands
        line = next((one for one in self._channels.values() if isinstance(one, LineChannel)), None)
        if line is not None:
            # Beside the turn: a LINE that does not answer must hold nobody's message up.
            self.sender.sendings.begin(line.account.look())


def _row(channel: Channel, kind: str, state: str, now_ms: int) -> ChannelRow:
    quota = channel.account.quota if isinstance(channel, LineChannel) else None
    limit, used = (None, None) if quota is None else (quota.limit, quota.used)
    return ChannelRow(name=channel.name, kind=kind, state=state, quota=limit, used=used, told_ms=now_ms)
