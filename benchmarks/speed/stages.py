"""The stages of a ping's way through the tracker and of what goes on beside it, and which code belongs to which."""

from collections.abc import Sequence
from typing import Final

STAGES: Final = (
    "poll", "decode", "geometry", "judging", "rows", "COPY", "statements", "commit", "across units", "relay", "live",
    "other",
)  # fmt: skip

_Part = tuple[str, str, str]

_BESIDE: Final[Sequence[_Part]] = (
    ("across units", "streams/weighing/", ""), ("across units", "tracker/weighing.py", ""),
    ("across units", "tracker/judge.py", ""), ("relay", "tracker/relay.py", ""), ("relay", "aiokafka/producer/", ""),
    ("live", "tracker/live.py", ""), ("live", "tracker/run.py", "_show"), ("live", "faust/", ""),
)  # fmt: skip
"""What goes on beside the path of a ping, whatever it calls."""

_SENT: Final[Sequence[_Part]] = (
    ("COPY", "", "copy_records_to_table"), ("COPY", "", "copy_to_table"),
    ("commit", "asyncpg/transaction.py", "__aexit__"),
)  # fmt: skip

_BY_CALL: Final[Sequence[_Part]] = (
    ("statements", "asyncpg/", ""), ("poll", "aiokafka/", ""), ("geometry", "geofences/", ""),
    ("geometry", "shapely/", ""), ("decode", "models/decode", ""), ("decode", "models/ping.py", ""),
    ("decode", "models/times.py", ""), ("decode", "tracker/intake.py", ""), ("judging", "streams/judging/", ""),
    ("judging", "alerts/", ""), ("rows", "tracker/writing.py", ""), ("rows", "tracker/raw_entries.py", ""),
    ("rows", "tracker/event_rows.py", ""), ("rows", "storage/", ""), ("judging", "tracker/judged.py", ""),
)  # fmt: skip


def stage_of(calls: Sequence[tuple[str, str]]) -> str:
    """The stage of a stack, given as file and function from the innermost call outwards: the first that has one.

    What is sent to the database counts as COPY or commit by the call that asked for it, and all that is done for the
    rules across units, the relay and the live feed as theirs.
    """
    return _first(calls, _BESIDE) or _first(calls, _SENT) or _first(calls, _BY_CALL) or "other"


def _first(calls: Sequence[tuple[str, str]], parts: Sequence[_Part]) -> str | None:
    for file, function in calls:
        for stage, part, name in parts:
            if part in file and (not name or name == function):
                return stage
    return None
