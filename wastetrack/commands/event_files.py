"""A file of events, as replay writes it or a topic is dumped: one CloudEvent a line."""

import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from models.alert import Severity
from models.event import ALERT_TYPES, TRIP_TYPES, Event, decode_event
from models.times import from_iso
from streams.replay import Line, read_lines
from wastetrack.failure import Failure


class _AlertHead(msgspec.Struct, frozen=True, kw_only=True):
    """What no alert's data may lack for whoever reads it from a file."""

    alert_id: str
    version: int
    rule: str
    severity: Severity
    started_at: str
    detected_at: str


class _TripHead(msgspec.Struct, frozen=True, kw_only=True):
    """What no trip's data may lack."""

    trip_id: str
    version: int
    unit_id: str
    started_at: str


def read_events(path: Path) -> list[Event]:
    """The trip and alert events of a file, gzipped or not, `-` for stdin; others are left out. Raises Failure."""
    try:
        return list(_events(_lines_of_stdin() if str(path) == "-" else read_lines(path), str(path)))
    except OSError as error:
        raise Failure(f"cannot read {path}: {error.strerror or error}", 2) from error
    except (EOFError, zlib.error) as error:
        raise Failure(f"cannot read {path} to its end: {error}", 2) from error


def _lines_of_stdin() -> Iterator[Line]:
    for number, body in enumerate(sys.stdin.buffer, 1):
        if body.strip():
            yield Line(file="-", number=number, body=body.strip())


def _events(lines: Iterable[Line], name: str) -> Iterator[Event]:
    for line in lines:
        try:
            event = decode_event(line.body)
            if event.type in ALERT_TYPES:
                from_iso(msgspec.convert(event.data, _AlertHead).detected_at)
            elif event.type in TRIP_TYPES:
                msgspec.convert(event.data, _TripHead)
            else:
                continue
        except ValueError as error:
            raise Failure(f"{name}:{line.number} is no event: {error}", 2) from error
        yield event
