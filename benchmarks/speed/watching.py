"""Alerts as a reader of topic `alerts` sees them: when each came, and when its ping had been sent."""

import threading
import time
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

import msgspec
from confluent_kafka import Consumer

from models.times import from_iso
from models.topics import ALERTS

OPENED: Final = "wastetrack.alert.opened"


class Seen(NamedTuple):
    """An alert that was opened: its zone, the receipt of the ping that opened it, and when it could be read."""

    zone_id: str
    detected_ms: int
    seen_ms: int

    @property
    def latency_ms(self) -> int:
        """From the ping's sending to its alert."""
        return self.seen_ms - self.detected_ms


class _Data(msgspec.Struct):
    detected_at: str
    version: int
    zone_id: str | None = None


class _Event(msgspec.Struct):
    type: str
    data: _Data


class AlertWatch:
    """Reads what trackers publish, for the length of a block; what stood there before it does not count."""

    def __init__(self, bootstrap: str) -> None:
        self._options: dict[str, Any] = {
            "bootstrap.servers": bootstrap, "group.id": f"watch-{time.time_ns()}", "auto.offset.reset": "earliest",
            "isolation.level": "read_committed", "enable.auto.commit": False, "fetch.wait.max.ms": 5,
            "fetch.queue.backoff.ms": 2,
        }  # fmt: skip
        self._seen: list[Seen] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def opened(self, zone_id: str, since_ms: int = 0) -> list[Seen]:
        """The alerts of a zone whose ping was sent from a time on, as far as they have come."""
        return [one for one in tuple(self._seen) if one.zone_id == zone_id and one.detected_ms >= since_ms]

    def _read(self) -> None:
        decode = msgspec.json.Decoder(_Event).decode
        consumer = Consumer(self._options)
        consumer.subscribe([ALERTS.name])
        try:
            while not self._ended.is_set():
                messages = consumer.consume(500, 0.01)
                seen_ms = time.time_ns() // 1_000_000
                for message in messages:
                    if message.error():
                        continue
                    event = decode(message.value() or b"")
                    if event.type == OPENED and event.data.version == 1:
                        data = event.data
                        self._seen.append(Seen(data.zone_id or "", from_iso(data.detected_at), seen_ms))
        finally:
            consumer.close()
