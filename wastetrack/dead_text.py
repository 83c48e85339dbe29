"""Dead letters as a person reads them: a table, a summary, one letter whole, what became of sending them again."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.dead_letter import MASK, REASONS, Source, masked
from models.times import to_iso
from storage.dead_resent import Mark
from streams.dead.again import HELD
from streams.dead.filed import Filed
from streams.dead.resend import Sent, mark_of

_PLAIN_WIDTH: Final = 160
Marks = Mapping[Mark, int]


def letter_object(filed: Filed, marks: Marks | None) -> dict[str, Any]:
    """A letter as `list --json` prints it: all but its bytes, with its place, vendor and when it was sent again."""
    letter = msgspec.to_builtins(filed.letter)
    del letter["sealed"]
    return {"place": str(filed.place), "vendor": filed.vendor, "resent_at": _resent_at(filed, marks), **letter}


def print_letters(found: Iterable[Filed], marks: Marks | None) -> None:
    """The table of letters."""
    table = _table("place", "received", "reason", "vendor", "unit", "source", "sent again")
    for filed in found:
        letter = filed.letter
        resent = "not known" if marks is None else _resent_at(filed, marks) or ""
        cells = (
            str(filed.place), letter.received_at, letter.reason, filed.vendor or "", letter.unit_id or "",
            source_text(letter.source), resent,
        )  # fmt: skip
        table.add_row(*(Text(printable(cell)) for cell in cells))
    _console().print(table)


class Summary:
    """Letters counted by reason."""

    def __init__(self, marks: Marks | None) -> None:
        self._marks = marks
        self._letters: Counter[str] = Counter()
        self._resent: Counter[str] = Counter()
        self._vendors: dict[str, set[str | None]] = {}
        self._newest: dict[str, str] = {}

    @property
    def total(self) -> int:
        """How many letters were counted."""
        return self._letters.total()

    def add(self, filed: Filed) -> None:
        """Counts a letter."""
        reason = filed.letter.reason
        self._letters[reason] += 1
        self._resent[reason] += bool(self._marks and mark_of(filed) in self._marks)
        self._vendors.setdefault(reason, set()).add(filed.vendor)
        self._newest[reason] = max(self._newest.get(reason, ""), filed.letter.received_at)

    def objects(self) -> Iterator[dict[str, Any]]:
        """One object a reason, the most frequent first."""
        for reason, number in self._letters.most_common():
            yield {
                "reason": reason, "letters": number, "resent": None if self._marks is None else self._resent[reason],
                "vendors": sorted(vendor for vendor in self._vendors[reason] if vendor),
                "newest_received_at": self._newest[reason],
            }  # fmt: skip


def print_summary(counts: Summary) -> None:
    """The table of reasons."""
    table = _table("reason", "letters", "sent again", "vendors", "newest", "meaning")
    for one in counts.objects():
        resent = "not known" if one["resent"] is None else str(one["resent"])
        meaning = REASONS.get(one["reason"], "")
        cells = (
            one["reason"], str(one["letters"]), resent, str(len(one["vendors"])), one["newest_received_at"], meaning,
        )  # fmt: skip
        table.add_row(*(Text(printable(cell)) for cell in cells))
    _console().print(table)


def whole_letter(filed: Filed, marks: Marks | None, raw: bytes | None, *, personal: bool) -> str:
    """All that is known of a letter, a line each; of its bytes, if they are at hand, what may be seen."""
    letter = filed.letter
    resent = "not known: PostgreSQL does not answer" if marks is None else _resent_at(filed, marks) or "no"
    rows = {
        "place": str(filed.place),
        "reason": f"{letter.reason}: {REASONS.get(letter.reason, 'a reason that this version does not know')}",
        "detail": letter.detail,
        "unit": letter.unit_id or "",
        "vendor": filed.vendor or "",
        "source": source_text(letter.source),
        "received": letter.received_at,
        "sha256": letter.sha256,
        "sent again": resent,
    }
    if raw is not None:
        rows["bytes"] = _of_bytes(raw, letter.sha256, cut=letter.cut)
        rows["record"] = _text(raw) if personal else _masked_text(raw)
    return "\n".join(f"{name:<12}{printable(text)}".rstrip() for name, text in rows.items())


def outcome_lines(done: Sent, *, dry_run: bool) -> Iterator[str]:
    """What became of letters that were to be sent again."""
    verb = "would be sent" if dry_run else "sent"
    for (reason, topic), number in sorted(done.sent.items()):
        yield f"{number} {reason}: {verb} to {topic}"
    for (reason, why, detail), number in sorted(done.held.items()):
        yield printable(f"{number} {reason}: held back, {HELD[why]}{f' ({detail})' if detail else ''}")
    if not done.looked_at:
        yield "no dead letter is as asked for"


def source_text(source: Source) -> str:
    """Where a record came from, as it stands in a ping's header `source`, and who sent it."""
    if source.topic is not None:
        offset = "?" if source.offset is None else source.offset
        place = f"{source.topic}/{source.partition}/{offset}/{source.index}"
    else:
        place = f"http/{source.request}/{source.index}"
    return f"{place} from {source.sender}" if source.sender else place


def printable(text: str) -> str:
    """A text that does nothing to a terminal: what is not printable is written as Python would."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def _resent_at(filed: Filed, marks: Marks | None) -> str | None:
    at_ms = None if marks is None else marks.get(mark_of(filed))
    return None if at_ms is None else to_iso(at_ms)


def _of_bytes(raw: bytes, sha256: str, *, cut: bool) -> str:
    if cut:
        return f"{len(raw)}, only the beginning was kept"
    fits = hashlib.sha256(raw).hexdigest() == sha256
    return f"{len(raw)}, {'as' if fits else 'NOT as'} the sha256 says"


def _masked_text(raw: bytes) -> str:
    try:
        found = msgspec.json.decode(raw.decode("utf-8", "replace"))
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return f"{MASK} (no JSON: --personal shows it)"
    if not isinstance(found, dict | list):
        return f"{MASK} (no object: --personal shows it)"
    return msgspec.json.encode(masked(found)).decode()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _console() -> Console:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    return console
