"""What a run leaves for the checks: a folder of lines, and where its broker and its database stand."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, Self, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Where all that a run has left is to be read."""

    bootstrap: str
    database: str
    folder: Path
    group: str
    personal_key: str
    clock: str = "pings"


class Acked(msgspec.Struct, frozen=True, kw_only=True):
    """One location, as sent, that the gateway answered as accepted."""

    acked_ms: int
    location: dict[str, Any]


class SentBatch(msgspec.Struct, frozen=True, kw_only=True):
    """One call on the gateway and its answer; status 0 where there was none."""

    at_ms: int
    path: str
    locations: int
    status: int
    accepted: int
    rejected: int


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One POST that the notifier's receiver got, and the status that it answered."""

    at_ms: int
    alert_id: str
    event_id: str
    version: int
    rule: str
    urgency: str
    key: str
    status: int


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What a process had of the machine's memory at a time."""

    at_ms: int
    process: str
    pid: int
    rss_bytes: int


class Offset(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table of offsets as it stood at a time."""

    at_ms: int
    topic: str
    partition: int
    next_offset: int
    token: int


class Injected(msgspec.Struct, frozen=True, kw_only=True):
    """One fault; `back_ms` is when all were ready again and had caught up, None where that did not come about.

    `failure` is why the fault itself did not come about, as far as it got: it may have broken something all the same.
    """

    name: str
    target: str
    began_ms: int
    ended_ms: int
    back_ms: int | None
    failure: str = ""


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """One end of a service, and when the run had told it to end, and killed it; None where it had not.

    `heeds`: it had begun to listen for SIGTERM when it was told. Before that Python has it end at once, with nothing in
    its hands.
    """

    at_ms: int
    process: str
    code: int
    term_ms: int | None = None
    kill_ms: int | None = None
    heeds: bool = True


FILES: Final[dict[type[msgspec.Struct], str]] = {
    Acked: "acked.ndjson",
    SentBatch: "sent.ndjson",
    Notice: "notices.ndjson",
    Memory: "memory.ndjson",
    Offset: "offsets.ndjson",
    Injected: "faults.ndjson",
    Exit: "exits.ndjson",
}


class Breach(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that a run has broken: by which check it was found, how often, and one example of it."""

    check: str
    what: str
    example: str
    count: int


class Lines:
    """Writes lines of one kind; each is in the file, whole, when `write` returns."""

    def __init__(self, folder: Path, kind: type[msgspec.Struct]) -> None:
        self._encoder = msgspec.json.Encoder()
        self._file: IO[bytes] = (folder / FILES[kind]).open("ab")

    def write(self, line: msgspec.Struct) -> None:
        """Adds a line."""
        self._file.write(self._encoder.encode(line) + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Writes no more."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_lines(path: Path, kind: type[T]) -> Iterator[T]:
    """The lines of a file, each of this kind; none where there is no file. Raises msgspec.DecodeError."""
    if not path.exists():
        return
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield decoder.decode(line)


def lines_of(evidence: Evidence, kind: type[T]) -> Iterator[T]:
    """The lines of a kind that a run has left."""
    return read_lines(evidence.folder / FILES[kind], kind)
