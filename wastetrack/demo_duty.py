"""Who is on duty in the demo: four made-up people whose channels lead to the in-box, day and night."""

import time
from typing import Any, Final

from models.roster import Member, Roster
from storage.pool import connect
from storage.rosters import write_roster

CHANNELS: Final = "\n".join(
    f'[{name}]\nkind = "{kind}"\nto = "{to}"'
    for name, kind, to in (
        ("somchai-line", "line", "demo"), ("somchai-mail", "email", "somchai@demo.invalid"),
        ("somchai-sms", "apprise", "sms://demo"), ("malee-line", "line", "demo"),
        ("malee-mail", "email", "malee@demo.invalid"), ("wichai-mail", "email", "wichai@demo.invalid"),
        ("wichai-sms", "apprise", "sms://demo"), ("centre-mail", "email", "centre@demo.invalid"),
        ("centre-telegram", "apprise", "tgram://demo"),
    )
)  # fmt: skip
"""They are given nothing: with the in-box set up no channel sends."""
ROSTER: Final = Roster(
    roster_id="demo", version=1, name_th="เวรตัวอย่าง", name_en="Demo roster", for_the_rest=True,
    members=(
        Member(person="somchai", role="officer", channels=("somchai-line", "somchai-mail", "somchai-sms")),
        Member(person="malee", role="officer", channels=("malee-line", "malee-mail")),
        Member(person="wichai", role="supervisor", channels=("wichai-mail", "wichai-sms")),
        Member(person="centre", role="centre", channels=("centre-mail", "centre-telegram")),
    ),
)  # fmt: skip


async def put_people_on_duty(dsn: str) -> None:
    """Writes the demo's roster."""
    connection: Any = await connect(dsn)
    try:
        async with connection.transaction():
            await write_roster(connection, ROSTER, "demo", time.time_ns() // 1_000_000)
    finally:
        await connection.close()
