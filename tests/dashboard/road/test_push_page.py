"""Messages to the phone itself, on the officer's page in a real Chromium: `e2e/push.mjs` taps."""

from typing import Any

import msgspec

from ops.settings import Settings
from storage.pool import connect
from storage.push_phones import read_phones
from tests.dashboard.road.seed import SOMCHAI
from tests.dashboard.road.test_push import put_on_duty
from tests.dashboard.wait import until
from tests.dashboard.walking import Standing, walk


async def test_messages_come_to_the_phone_until_it_is_told_to_stop(
    settings: Settings, database: str, pool: Any, token: str, chromium_path: str
) -> None:
    await put_on_duty(pool, "push")
    rows = await connect(database)

    def knows(phones: int) -> Any:
        async def known() -> None:
            async def is_so() -> bool:
                return len(await read_phones(rows, SOMCHAI)) == phones

            await until(is_so, f"{phones} phones are known")

        return known

    deeds = {"know the phone": knows(1), "know no phone": knows(0)}
    try:
        async with Standing(msgspec.structs.replace(settings, push_hosts="127.0.0.1")) as server:
            await walk("push", chromium_path, server.url, deeds, WASTETRACK_TOKEN=token)
    finally:
        await rows.close()
