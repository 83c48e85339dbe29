"""Messages to phones: encrypted for the browser alone, signed by us, kept as long as they matter; phones that are gone are forgotten."""

import base64
import json
import os
from collections.abc import AsyncIterator
from typing import Any

import http_ece
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from ops.personal import Sealer, new_key
from ops.push_address import PushAddress, public_text, push_key
from ops.settings import Settings, load
from storage.pool import connect, open_pool
from storage.push_phones import MOST_PHONES, PhoneRow, keep_phone, read_phones
from streams.notifier.channels.push import IMMEDIATE_S, OTHERS_S, PushChannel, PushSigner
from tests.notifier.receiver import Call, Receiver

NOTICE = "m-0123456789abcdef0123456789abcdef"
PAYLOAD = {
    "person": "somchai", "urgency": "immediate", "subject_th": "ด่วน! รถ 70-1234", "message_th": "ด่วน! รถ 70-1234\nรถออกนอกเส้นทาง\nที่ มาบตาพุด",
    "link": "https://w.example/o/abc",
}  # fmt: skip


class Browser:
    """A browser that takes messages at an address."""

    def __init__(self, address: str) -> None:
        self._key, self._auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.address = PushAddress(endpoint=address, p256dh=public_text(self._key), auth=_text(self._auth))

    def read(self, call: Call) -> Any:
        """What was sent, as it is decrypted."""
        assert call.headers["content-encoding"] == "aes128gcm"
        return json.loads(http_ece.decrypt(call.raw, private_key=self._key, auth_secret=self._auth, version="aes128gcm"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def settings(database: str) -> Settings:
    return load(None, {
        "WASTETRACK_DATABASE": database, "WASTETRACK_PERSONAL_KEY": new_key(), "WASTETRACK_PUSH_HOSTS": "127.0.0.1",
        "WASTETRACK_PUBLIC_ADDRESS": "https://w.example",
    })  # fmt: skip


class Phones:
    """A person's phones, and the channel to them."""

    def __init__(self, rows: Any, pool: Any, settings: Settings) -> None:
        self.rows, self.settings, self.sealer = rows, settings, Sealer.from_settings(settings)
        self.channel = PushChannel("somchai-phone", "somchai", pool, PushSigner(settings), self.sealer, lambda: 0, 1.0)

    async def add(self, browser: Browser, person: str = "somchai", made_ms: int = 1) -> None:
        sealed = self.sealer.seal(msgspec.json.encode(browser.address))
        await keep_phone(self.rows, PhoneRow(phone_id=browser.address.phone_id, person=person, made_ms=made_ms, sealed=sealed))


@pytest.fixture
async def phones(database: str, settings: Settings) -> AsyncIterator[Phones]:
    rows, pool = await connect(database), await open_pool(database, max_size=2)
    found = Phones(rows, pool, settings)
    yield found
    await found.channel.close()
    await rows.close()
    await pool.close()


async def test_the_phone_alone_reads_what_is_sent_and_for_how_long_it_matters_is_said(phones: Phones):
    async with Receiver(201, 201) as service:
        browser = Browser(service.address)
        await phones.add(browser)
        delivery = await phones.channel.send(NOTICE, PAYLOAD)
        assert (delivery.outcome, delivery.arrived) == ("delivered", False)
        await phones.channel.send(NOTICE, PAYLOAD | {"urgency": "today", "link": None})
        immediate, today = service.calls
    assert browser.read(immediate) == {
        "id": NOTICE, "title": "ด่วน! รถ 70-1234", "body": "รถออกนอกเส้นทาง\nที่ มาบตาพุด", "link": PAYLOAD["link"], "immediate": True,
    }  # fmt: skip
    assert browser.read(today)["immediate"] is False
    assert [call.headers["ttl"] for call in (immediate, today)] == [str(IMMEDIATE_S), str(OTHERS_S)]
    assert [call.headers["urgency"] for call in (immediate, today)] == ["high", "normal"]
    assert immediate.headers["topic"] == today.headers["topic"] == NOTICE[:32]
    assert "มาบตาพุด".encode() not in immediate.raw


async def test_the_service_is_told_by_our_key_who_sends(phones: Phones):
    async with Receiver(201) as service:
        await phones.add(Browser(service.address))
        await phones.channel.send(NOTICE, PAYLOAD)
        (call,) = service.calls
    fields = dict(part.strip().split("=", 1) for part in call.headers["authorization"].removeprefix("vapid").split(","))
    assert fields["k"] == public_text(push_key(phones.settings))
    said, _, signature = fields["t"].rpartition(".")
    r, s = (int.from_bytes(half) for half in (_raw(signature)[:32], _raw(signature)[32:]))
    push_key(phones.settings).public_key().verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(SHA256()))
    claims = json.loads(_raw(said.partition(".")[2]))
    assert (claims["aud"], claims["sub"]) == (service.address.partition("/hook")[0], "https://w.example")


ANSWERS: tuple[Any, ...] = (
    ("accepted", 201, "delivered", False, 1),
    ("busy, for so long", (429, "7"), "again", False, 1),
    ("a fault of theirs", 503, "again", False, 1),
    ("not ours to send", 403, "refused", True, 1),
    ("the address is no more", 410, "refused", True, 0),
    ("never known", 404, "refused", True, 0),
    ("no answer", None, "again", False, 1),
)


@pytest.mark.parametrize(("script", "outcome", "is_final", "kept"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
async def test_what_a_service_answers_decides(phones: Phones, script: Any, outcome: str, is_final: bool, kept: int):
    async with Receiver(script) as service:
        await phones.add(Browser(service.address))
        delivery = await phones.channel.send(NOTICE, PAYLOAD)
    assert (delivery.outcome, delivery.is_final) == (outcome, is_final)
    assert delivery.wait_s == (7.0 if script == (429, "7") else None)
    assert "127.0.0.1" not in delivery.error
    assert len(await read_phones(phones.rows, "somchai")) == kept


async def test_of_several_phones_one_that_takes_it_is_enough_and_those_of_others_get_nothing(phones: Phones):
    async with Receiver() as takes, Receiver(410) as gone, Receiver() as others:
        await phones.add(Browser(takes.address))
        await phones.add(Browser(gone.address))
        await phones.add(Browser(others.address), person="malee")
        assert (await phones.channel.send(NOTICE, PAYLOAD)).outcome == "delivered"
        assert (len(takes.calls), len(gone.calls), len(others.calls)) == (1, 1, 0)
    assert len(await read_phones(phones.rows, "somchai")) == 1


async def test_without_a_phone_the_message_goes_another_way(phones: Phones):
    delivery = await phones.channel.send(NOTICE, PAYLOAD)
    assert (delivery.outcome, delivery.is_final) == ("refused", True)
    assert "allow them there" in delivery.error


async def test_a_text_of_any_length_fits(phones: Phones):
    async with Receiver(201) as service:
        browser = Browser(service.address)
        await phones.add(browser)
        await phones.channel.send(NOTICE, PAYLOAD | {"message_th": "หัวเรื่อง\n" + "รถขาดสัญญาณ " * 1000, "subject_th": "ก" * 5000})
        (call,) = service.calls
    assert len(call.raw) <= 4096
    assert browser.read(call)["body"].endswith("…")


async def test_where_phones_are_reached_stands_nowhere_in_clear(phones: Phones):
    browser = Browser("https://fcm.googleapis.com/fcm/send/abcdef")
    await phones.add(browser)
    row = await phones.rows.fetchval("SELECT push_phones::text FROM push_phones")
    for secret in ("abcdef", "googleapis", browser.address.auth, browser.address.p256dh):
        assert secret not in row
    (kept,) = await read_phones(phones.rows, "somchai")
    assert b"abcdef" not in kept.sealed
    assert browser.address.auth.encode() not in kept.sealed


async def test_a_service_that_may_be_no_more_gets_nothing(database: str, phones: Phones):
    async with Receiver() as service:
        await phones.add(Browser(service.address))
        stricter = msgspec.structs.replace(phones.settings, push_hosts="fcm.googleapis.com")
        pool = await open_pool(database, max_size=1)
        channel = PushChannel("p", "somchai", pool, PushSigner(stricter), phones.sealer, lambda: 0, 1.0)
        assert (await channel.send(NOTICE, PAYLOAD)).outcome == "refused"
        assert service.calls == []
        await channel.close()
        await pool.close()


async def test_of_a_person_the_newest_phones_are_kept(phones: Phones):
    browsers = [Browser(f"https://127.0.0.1/{number}") for number in range(MOST_PHONES + 2)]
    for made_ms, browser in enumerate(browsers):
        await phones.add(browser, made_ms=made_ms)
    kept = [row.phone_id for row in await read_phones(phones.rows, "somchai")]
    assert kept == [browser.address.phone_id for browser in reversed(browsers[2:])]
