"""`wastetrack notify test`: one message over a channel, and what it answered."""

import asyncio
import os
import sys

from tests.telling.receivers import HttpServer


async def tried(channels: str, *words: str) -> tuple[int | None, str, str]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "WASTETRACK_CHANNELS": channels}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wastetrack", "notify", "test", *words, env=environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, said = await process.communicate()
    return process.returncode, out.decode(), said.decode()


async def test_a_channel_is_tried_without_a_database() -> None:
    async with HttpServer(204, 400) as hook:
        channels = f'[room]\nkind = "webhook"\nto = "{hook.address}/told"\n'
        assert await tried(channels, "anong", "room") == (0, "room took it, and it has arrived\n", "")
        code, out, said = await tried(channels, "anong", "room")
        assert (code, out, said) == (1, "", "wastetrack: room did not take it: HTTP 400\n")
        code, _, said = await tried(channels, "anong", "fax")
        assert (code, said) == (2, "wastetrack: no channel 'fax' is set up; there are: room\n")
    assert len(hook.calls) == 2
    sent = next(iter(hook.taken.values()))
    assert (sent["person"], sent["urgency"], sent["incident_ids"]) == ("anong", "today", [])
    assert "ทดสอบ" in sent["message_th"]
