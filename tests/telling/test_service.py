"""The notifier telling people over real servers: those that fail, hang, ask for time, or take it and hang up."""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from models.event import build_event, encode_event
from models.incident import Incident
from ops.case_link import CaseLink, link_key, read_case_link
from ops.personal import new_key
from ops.ports import free_port
from ops.settings import Settings
from storage.incidents import save_incidents, tell
from storage.incidents import take_turn as take_incidents
from storage.pool import connect
from storage.rosters import write_roster
from streams.notifier import backoff
from streams.notifier.channels import email as email_channel
from streams.notifier.channels import line as line_channel
from tests.dashboard.seed import alert_data
from tests.dashboard.wait import until
from tests.telling.made import NOW_MS, incident, member, roster
from tests.telling.receivers import HttpServer, LineServer, MailServer
from tests.telling.running import notifier
from tests.telling.scene import settings_of


@pytest.fixture
async def rows(database: str) -> AsyncIterator[Any]:
    """A connection to write with; one officer is on duty, with LINE, mail and a webhook."""
    connection = await connect(database)
    anong = member("anong", "officer", "line", "mail", "hook")
    await write_roster(connection, roster("all", anong, for_the_rest=True), "test", NOW_MS)
    yield connection
    await connection.close()


async def put(rows: Any, *incidents: Incident) -> None:
    async with rows.transaction():
        await take_incidents(rows)
        await save_incidents(rows, incidents, told=True)
        await tell(rows)


def where(database: str, line: LineServer, mail: MailServer | None, hook: HttpServer | None = None) -> Settings:
    channels = '[line]\nkind = "line"\nto = "U1"\n'
    if mail is not None:
        channels += '[mail]\nkind = "email"\nto = "anong@wastetrack.example"\n'
    if hook is not None:
        channels += f'[hook]\nkind = "webhook"\nto = "{hook.address}/told"\n'
    more = {} if mail is None else {"SMTP": mail.address}
    return settings_of(database, CHANNELS=channels, LINE_API=line.address, **more)


async def all_sent(rows: Any, count: int) -> None:
    async def sent() -> bool:
        assert await rows.fetchval("SELECT count(*) FROM messages WHERE state = 'given_up'") == 0
        return bool(await rows.fetchval("SELECT count(*) FROM messages WHERE state = 'sent'") == count)

    await until(sent, f"{count} messages are sent")


async def test_whatever_servers_do_one_message_arrives(database: str, rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """By LINE and webhook the receiver knows the repeat by its key; a mail has the same Message-ID."""
    monkeypatch.setattr(backoff, "FIRST_WAIT_MS", 1)
    monkeypatch.setattr(line_channel.LineAccount.__init__, "__defaults__", (0.5, time.monotonic))
    monkeypatch.setattr(email_channel.EmailChannel.__init__, "__defaults__", (0.5,))
    async with (
        LineServer(500, "hang", (429, "0"), "take and hang up") as line,
        MailServer("451 Not now", "hang", "take and hang up") as mail,
        notifier(where(database, line, mail)),
    ):
        await put(rows, incident())
        await all_sent(rows, 2)
        assert len(line.calls) == 5
        assert len(set(line.calls)) == len(line.taken) == 1
        pushed = next(iter(line.taken.values()))
        assert pushed["to"] == "U1"
        assert pushed["messages"][0]["text"].startswith("ด่วน! ออกนอกเส้นทางที่ได้รับอนุญาต 70-1234")
        assert len(mail.mails) == 2  # the server hung up before it had said that it took it
        assert len({one["Message-ID"] for one in mail.mails}) == 1
        one = mail.mails[0]
        assert one["To"] == "anong@wastetrack.example"
        assert one["Subject"].startswith("ด่วน! ออกนอกเส้นทาง")
        text = one.get_content()
        assert text.index("เหตุ:") < text.index("Reason:")


async def test_nothing_of_where_a_channel_leads_reaches_the_database(database: str, rows: Any) -> None:
    async with LineServer((400, "")) as line, MailServer("550 No such user") as mail, notifier(where(database, line, mail)):
        await put(rows, incident())

        async def given_up() -> bool:
            return bool(await rows.fetchval("SELECT count(*) FROM messages WHERE state = 'given_up'") == 2)

        await until(given_up, "both are refused")
    found = await rows.fetch("SELECT last_error FROM messages ORDER BY channel")
    assert [row["last_error"] for row in found] == ["HTTP 400", "SMTP 550"]
    for table in ("messages", "tellings", "roster_channels", "rosters"):
        for row in await rows.fetch(f"SELECT t::text AS text FROM {table} AS t"):
            assert not any(word in row["text"] for word in ("U1", "anong@", "token", "127.0.0.1"))


async def test_the_last_fifth_of_line_s_quota_is_for_what_is_immediate(database: str, rows: Any) -> None:
    async with LineServer() as line, MailServer() as mail:
        line.quota = {"": {"type": "limited", "value": 100}, "/consumption": {"totalUsage": 80}}
        async with notifier(where(database, line, mail)):
            await put(rows, incident(incident_id="today", urgency="today"))
            await until(lambda: _is(rows, "SELECT count(*) FROM messages WHERE state = 'sent' AND channel = 'mail'", 1), "it goes by mail")
            await put(rows, incident(incident_id="now"))
            await until(lambda: _is(rows, "SELECT count(*) FROM messages WHERE state = 'sent' AND channel = 'line'", 1), "what is immediate goes by LINE")
            await until(lambda: _is(rows, "SELECT quota - used FROM roster_channels WHERE name = 'line'", 20), "the quota is shown")
    assert len(line.taken) == 1


async def _is(rows: Any, question: str, expected: object) -> bool:
    return bool(await rows.fetchval(question) == expected)


PROGRAM = """
import os
from alerts import storms
from ops.event_loop import run
from ops.settings import load
from streams.notifier.service import run_notifier
from streams.notifier.telling import sending
sending.LEASE_MS = 1000
run(run_notifier(load(None, os.environ)))
"""


async def test_killed_again_and_again_nothing_is_lost_and_only_what_was_on_its_way_is_sent_twice(database: str, rows: Any) -> None:
    rng, kills, count = random.Random(8), 5, 40
    async with LineServer() as line, HttpServer() as hook:
        settings = where(database, line, None, hook)
        environ = {
            "WASTETRACK_DATABASE": database, "WASTETRACK_CHANNELS": settings.channels, "WASTETRACK_LINE_TOKEN": "token",
            "WASTETRACK_LINE_API": line.address, "WASTETRACK_HTTP": f"127.0.0.1:{free_port()}", "PATH": os.environ["PATH"],
        }  # fmt: skip
        for kill in range(kills):
            process = await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, env=environ, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL)
            before = len(hook.calls)
            share = range(kill * count // kills, (kill + 1) * count // kills)
            await put(rows, *(incident(incident_id=f"I{n:02}", rules=("signal-lost",) if n % 2 else ("route-deviation",)) for n in share))

            async def calls(before: int = before) -> bool:
                return len(hook.calls) > before

            # In a storm a digest goes once a minute: the past is made older instead of waiting for it.
            await rows.execute("UPDATE messages SET sent_ms = sent_ms - 600000")
            await until(calls, "the notifier sends")
            await asyncio.sleep(rng.uniform(0, 0.3))
            process.kill()
            await process.wait()
        await rows.execute("UPDATE messages SET sent_ms = sent_ms - 600000")
        async with notifier(settings):
            await until(lambda: _is(rows, "SELECT count(*) FROM tellings WHERE message_id IS NULL", 0), "all is in a message")
            await until(lambda: _is(rows, "SELECT count(*) FROM messages WHERE state <> 'sent'", 0), "all is sent")
        told = [one for body in hook.taken.values() for one in zip(body["incident_ids"], body["steps"], strict=True)]
    assert sorted(told) == [(f"I{n:02}", "opened") for n in range(count)]
    for server in (line, hook):
        assert max(Counter(server.calls).values()) <= kills + 1, "only what was on its way at a kill is sent again"
    made = await rows.fetch("SELECT message_id, channel FROM messages")
    assert set(hook.taken) == {row["message_id"] for row in made if row["channel"] == "hook"}
    assert set(line.taken) == {line_channel.retry_key(row["message_id"]) for row in made if row["channel"] == "line"}
    assert await rows.fetchval("SELECT count(*) FROM tellings WHERE channel = 'line'") == count


async def test_notices_go_on_where_people_cannot_be_told(database: str, rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> bool:
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr("streams.notifier.telling.teller.gather_incidents", broken)
    async with LineServer() as line, notifier(where(database, line, None)):
        data = alert_data("A1")
        await rows.execute(
            "INSERT INTO events (event_id, type, subject, at_ms, body) VALUES ('E1', 'wastetrack.alert.opened', 'T1', 0, $1)",
            encode_event(build_event("wastetrack.alert.opened", 0, "T1", data)),
        )
        await until(lambda: _is(rows, "SELECT state FROM notices WHERE notice_id = 'A1/log'", "sent"), "the log has the notice")


async def test_with_the_in_box_nothing_leaves_and_a_link_opens_the_case(database: str, rows: Any) -> None:
    async with LineServer() as line, MailServer() as mail:
        settings = msgspec.structs.replace(
            where(database, line, mail), inbox="on", public_address="https://w.example/app", personal_key=new_key()
        )
        async with notifier(settings):
            await put(rows, incident())
            await until(lambda: _is(rows, "SELECT count(*) FROM inbox", 2), "the in-box has both")
        assert (line.calls, mail.mails) == ([], [])
    kept = await rows.fetch("SELECT kind, person, body, message_id FROM inbox ORDER BY kind")
    assert [row["kind"] for row in kept] == ["email", "line"]
    link = msgspec.json.decode(kept[0]["body"])["link"]
    address, _, token = link.rpartition("/o/")
    opened = read_case_link(token, link_key(settings), NOW_MS)
    assert address == "https://w.example/app"
    assert isinstance(opened, CaseLink)
    assert (opened.person, opened.incident_id) == ("anong", "I1")
    assert await rows.fetchval("SELECT count(*) FROM messages WHERE delivered_ms = sent_ms") == 2
    for row in await rows.fetch("SELECT m::text AS text FROM messages AS m"):
        assert token not in row["text"]  # what opens a case stands in no table but the in-box
