"""Channels by apprise: what leaves, what comes of what the receiver answers, and which ways it knows."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from streams.notifier.channels.others import AppriseChannel

PAYLOAD = {"subject_th": "ด่วน! รถ 70-1234", "message_th": "ด่วน! รถ 70-1234\nรถออกนอกเส้นทาง", "link": "https://w.example/o/abc"}


class Receiver:
    """Takes what apprise posts as JSON, and answers with one status, or not until it ends."""

    def __init__(self, status: int | None) -> None:
        self.taken: list[Any] = []
        ended = threading.Event()
        self.ended = ended
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.taken.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                if status is None:
                    ended.wait()
                self.send_response(status or 200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"json://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver(request: pytest.FixtureRequest) -> Iterator[Receiver]:
    found = Receiver(request.param)
    yield found
    found.close()


@pytest.mark.parametrize("receiver", (200,), indirect=True)
async def test_subject_text_and_link_leave(receiver: Receiver) -> None:
    delivery = await AppriseChannel("room", receiver.address).send("m-1", PAYLOAD)
    assert (delivery.outcome, delivery.arrived) == ("delivered", False)
    (taken,) = receiver.taken
    assert taken["title"] == PAYLOAD["subject_th"]
    assert taken["message"] == "รถออกนอกเส้นทาง\nhttps://w.example/o/abc"


@pytest.mark.parametrize("receiver", (500, None), indirect=True, ids=["it is broken", "it does not answer"])
async def test_what_was_not_taken_is_for_later_and_its_address_is_told_to_nobody(receiver: Receiver) -> None:
    delivery = await AppriseChannel("room", receiver.address, timeout_s=1.0).send("m-1", PAYLOAD)
    assert (delivery.outcome, delivery.is_final) == ("again", False)
    assert "127.0.0.1" not in delivery.error


WAYS = (
    ("Telegram", "tgram://123456789:abcdefghijklmnopqrstuvwxyz-12345678/-1001234"),
    ("Teams", "workflows://prod-01.westeurope.logic.azure.com:443/0123456789abcdef0123456789abcdef/signature-0123456789abcdef"),
    ("SMS", "twilio://AC0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef@+66800000000/+66810000000"),
    ("mail", "mailtos://user:password@mail.example?to=officer@example.org"),
)


@pytest.mark.parametrize("address", [row[1] for row in WAYS], ids=[row[0] for row in WAYS])
def test_it_knows_the_ways_that_officers_use(address: str) -> None:
    assert AppriseChannel("one", address).name == "one"


@pytest.mark.parametrize("address", ("nonsense://x", "not an address", ""))
def test_an_address_that_it_cannot_read_is_refused_without_being_shown(address: str) -> None:
    with pytest.raises(ValueError, match="apprise does not know this address"):
        AppriseChannel("one", address)
