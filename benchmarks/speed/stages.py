"""The stages of a ping's way through the tracker, and which code belongs to which."""

from collections.abc import Sequence
from typing import Final

STAGES: Final = ("poll", "decode", "geometry", "judging", "rows", "COPY", "statements", "commit", "other")

_BY_CALL: Final[Sequence[tuple[str, str, str]]] = (
    ("COPY", "", "copy_records_to_table"), ("COPY", "", "copy_to_table"),
    ("commit", "asyncpg/transaction.py", "__aexit__"), ("statements", "asyncpg/", ""), ("poll", "aiokafka/", ""),
    ("geometry", "geofences/", ""), ("geometry", "shapely/", ""), ("decode", "models/decode", ""),
    ("decode", "models/ping.py", ""), ("decode", "models/times.py", ""), ("decode", "tracker/intake.py", ""),
    ("judging", "streams/judging/", ""), ("judging", "streams/weighing/", ""), ("judging", "alerts/", ""),
    ("rows", "tracker/writing.py", ""), ("rows", "tracker/raw_entries.py", ""), ("rows", "tracker/event_rows.py", ""),
    ("rows", "storage/", ""), ("judging", "tracker/judged.py", ""),
)  # fmt: skip


def stage_of(calls: Sequence[tuple[str, str]]) -> str:
    """The stage of a stack, given as file and function from the innermost call outwards: the first that has one.

    What is sent to the database counts as COPY or commit by the call that asked for it.
    """
    for file, function in calls:
        for stage, part, name in _BY_CALL:
            if part in file and (not name or name == function):
                if stage != "statements":
                    return stage
                return _database(calls)
    return "other"


def _database(calls: Sequence[tuple[str, str]]) -> str:
    for file, function in calls:
        for stage, part, name in _BY_CALL[:3]:
            if part in file and name == function:
                return stage
    return "statements"
