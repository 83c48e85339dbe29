"""Who was told of an incident, on its panel in a real Chromium, while it is told: `e2e/told.mjs` looks."""

from typing import Any

from models.telling import Telling, Thread
from ops.settings import Settings
from storage.messages import NewMessage, add_message, mark_given_up, mark_sent
from storage.now import database_now_ms
from storage.pool import connect
from storage.rosters import ChannelRow, tell_channels, write_roster
from storage.tellings import WaitingRow, add_tellings, put_in_message, save_threads
from tests.dashboard.road.seed import SOMCHAI, token_for
from tests.dashboard.walking import Deeds, Standing, walk
from tests.telling.made import member, roster


class Notifier:
    """What the notifier would write of a case, when it is asked to."""

    def __init__(self, db: Any, incident_id: str) -> None:
        self._db, self._incident_id = db, incident_id

    @property
    def deeds(self) -> Deeds:
        """What the walk asks for, by name."""
        return {"arrange": self.arrange, "tell": self.tell, "refuse": self.refuse}

    async def arrange(self) -> None:
        """There is a roster, and so somebody who should have been told."""
        await write_roster(self._db, roster("all", member(SOMCHAI, "officer", "a-line"), for_the_rest=True), "test", 1)

    async def tell(self) -> None:
        """The person is told over LINE, which takes it."""
        await save_threads(self._db, [Thread(incident_id=self._incident_id, round=1, standing="told")])
        await mark_sent(self._db, await self._message("a-line"), await database_now_ms(self._db), arrived=False)

    async def refuse(self) -> None:
        """The person is told by mail, which is refused to the end."""
        await mark_given_up(self._db, await self._message("a-mail"), "SMTP 550")

    async def _message(self, channel: str) -> str:
        now_ms = await database_now_ms(self._db)
        fields: dict[str, Any] = {"incident_id": self._incident_id, "round": 1, "step": "opened", "person": SOMCHAI, "channel": channel}
        telling = Telling(**fields, is_immediate=True, due_ms=now_ms, why="estate shift")
        kinds = (("a-line", "line"), ("a-mail", "email"))
        await tell_channels(self._db, [ChannelRow(name=name, kind=kind, state="closed", quota=None, used=None, told_ms=now_ms) for name, kind in kinds])
        await add_tellings(self._db, [telling])
        message = NewMessage(message_id=f"m-{channel}", person=SOMCHAI, channel=channel, is_immediate=True, body=b"{}")
        await add_message(self._db, message, now_ms)
        await put_in_message(self._db, message.message_id, [WaitingRow(**fields, is_immediate=True)])
        return message.message_id


async def test_who_was_told_is_shown_as_it_happens(settings: Settings, rows: Any, database: str, case: str, chromium_path: str) -> None:
    token = await token_for(rows, settings, case)
    db = await connect(database)
    notifier = Notifier(db, case)
    try:
        async with Standing(settings) as server:
            await walk("told", chromium_path, server.url, notifier.deeds, WASTETRACK_TOKEN=token)
    finally:
        await db.close()
