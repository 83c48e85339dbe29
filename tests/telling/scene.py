"""People who are told over a real database: a clock that the test moves, and channels that keep what they are given."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from models.incident import Incident
from models.roster import Roster
from ops.metrics import build_metrics
from ops.settings import Settings, load
from storage.incidents import save_incidents, tell
from storage.incidents import take_turn as take_incidents
from storage.rosters import write_roster
from streams.notifier.channels.channel import Channel, Delivery
from streams.notifier.telling.building import kinds_of
from streams.notifier.telling.sending import LinkOf
from streams.notifier.telling.teller import Teller
from tests.telling.made import NOW_MS, member, roster

SETTINGS: Final = "\n".join(
    f'[{name}]\nkind = "{kind}"\nto = "{to}"'
    for name, kind, to in (
        ("a-line", "line", "Ua"), ("a-mail", "email", "a@x.example"), ("a-hook", "webhook", "http://127.0.0.1:1/a"),
        ("b-line", "line", "Ub"), ("b-mail", "email", "b@x.example"), ("s-mail", "email", "s@x.example"), ("c-mail", "email", "c@x.example"),
    )
)  # fmt: skip
MEMBERS: Final = (
    member("anong", "officer", "a-line", "a-mail", "a-hook"), member("boon", "officer", "b-line", "b-mail"),
    member("suda", "supervisor", "s-mail"), member("chai", "centre", "c-mail"),
)  # fmt: skip


def settings_of(dsn: str, **more: str) -> Settings:
    values = {"DATABASE": dsn, "CHANNELS": SETTINGS, "LINE_TOKEN": "token", "SMTP": "smtp://127.0.0.1:1?from=w@x.example"} | more
    return load(None, {f"WASTETRACK_{name}": text for name, text in values.items()})


class Kept:
    """A channel that keeps what it is given, and answers as it is told, at the end `delivered`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.script: list[Delivery] = []
        self.given: list[tuple[str, dict[str, Any]]] = []

    async def send(self, notice_id: str, payload: dict[str, Any]) -> Delivery:
        self.given.append((notice_id, payload))
        return self.script.pop(0) if self.script else Delivery(outcome="delivered")

    async def close(self) -> None:
        pass


class Scene:
    """A teller with its clock; what it sends is in `channels`."""

    def __init__(self, pool: Any, rows: Any, dsn: str) -> None:
        self.now_ms = NOW_MS
        self._pool, self.rows = pool, rows
        self._settings = settings_of(dsn)
        self.link_of: LinkOf | None = None
        self.channels: Mapping[str, Kept] = {name: Kept(name) for name in kinds_of(self._settings)}
        self.start()

    def start(self) -> None:
        """A notifier begins: nothing is remembered but what the database holds."""
        channels: Mapping[str, Channel] = self.channels
        self.teller = Teller(self._settings, self._pool, channels, build_metrics(), lambda: self.now_ms, self.link_of)

    async def turn(self, after_ms: int = 0) -> None:
        """One turn so much later, and all that it began to send is sent."""
        self.now_ms += after_ms
        await self.teller.turn(self.rows)
        await self.teller.sender.sendings.finish(10)
        fault = self.teller.sender.sendings.fault
        assert fault is None, fault

    async def put(self, *incidents: Incident) -> None:
        """Writes incidents as the gathering does."""
        async with self.rows.transaction():
            await take_incidents(self.rows)
            await save_incidents(self.rows, incidents, told=True)
            await tell(self.rows)

    async def arrange(self, *rosters: Roster) -> None:
        """Puts rosters, of no other a word; by default one for everything."""
        await self.rows.execute("DELETE FROM rosters")
        for each in rosters or (roster("all", *MEMBERS, for_the_rest=True),):
            await write_roster(self.rows, each, "test", self.now_ms)

    @property
    def sent(self) -> list[str]:
        """Who was told what over which channel, in the order of the channels."""
        return [
            f"{payload['person']} {'+'.join(payload['steps'])} {name}"
            for name, channel in self.channels.items()
            for _, payload in channel.given
        ]

    def forget(self) -> None:
        """Nothing was sent so far."""
        for channel in self.channels.values():
            channel.given.clear()

    async def states(self) -> dict[str, int]:
        """How many rungs stand how."""
        found = await self.rows.fetch("SELECT rung || ' ' || state AS one, count(*) AS n FROM rungs GROUP BY 1")
        return {row["one"]: row["n"] for row in found}


def acknowledged(one: Incident, **more: Any) -> Incident:
    """The incident after a person took it."""
    return msgspec.structs.replace(one, version=one.version + 1, state="acknowledged", touched=True, state_by="malee", **more)


def closed(one: Incident, at_ms: int) -> Incident:
    """The incident after it closed by itself."""
    return msgspec.structs.replace(one, version=one.version + 1, state="closed", closed_ms=at_ms)




