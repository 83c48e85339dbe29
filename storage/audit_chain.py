"""The chain of the audit: what a row's digest is over, and what a walk along the rows finds wrong."""

import hashlib
from typing import Final

import msgspec
import rfc8785

BEGINNING: Final = bytes(32)
"""What the first row follows."""


class AuditRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what about what, when (ms) and why; `before` is the digest of the row before, `digest` this one's."""

    seq: int
    at_ms: int
    person: str
    what: str
    about: str
    why: str
    before: bytes
    digest: bytes


def digest_of(*, seq: int, at_ms: int, person: str, what: str, about: str, why: str, before: bytes) -> bytes:
    """The SHA-256 of a row: over the digest of the row before and the canonical JSON of the fields."""
    fields: dict[str, str | int] = {
        "seq": seq, "at_ms": at_ms, "person": person, "what": what, "about": about, "why": why,
    }  # fmt: skip
    return hashlib.sha256(before + rfc8785.dumps(fields)).digest()


class Walk:
    """Follows the rows in their order and collects, one line each, what is not as it was written."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.rows = 0
        self._seq = 0
        self._digest = BEGINNING

    def take(self, row: AuditRow, head_seq: int) -> None:
        """Looks at the next row; rows beyond the newest that was written were put in by another hand."""
        if row.seq < 1:
            self.faults.append(f"row {row.seq} is inserted: rows begin with 1")
            return
        if row.seq > head_seq:
            self.faults.append(f"row {row.seq} is inserted: the newest that was written is row {head_seq}")
            return
        if row.seq > self._seq + 1:
            self.faults.append(_missing(self._seq + 1, row.seq - 1))
        if _digest_of_row(row) != row.digest:
            self.faults.append(f"row {row.seq} is altered: {row.what} by {row.person}")
        elif row.seq == self._seq + 1 and row.before != self._digest:
            # The later row holds what the earlier one was when it was written.
            self.faults.append(f"row {self._seq} is altered: row {row.seq} followed another")
        self.rows += 1
        self._seq, self._digest = row.seq, row.digest

    def end(self, head_seq: int, head_digest: bytes) -> None:
        """Compares where the rows end with the newest that was written."""
        if self._seq < head_seq:
            self.faults.append(_missing(self._seq + 1, head_seq))
        elif self._digest != head_digest:
            self.faults.append(f"row {self._seq} is altered: the newest that was written had another digest")


def _digest_of_row(row: AuditRow) -> bytes:
    return digest_of(
        seq=row.seq, at_ms=row.at_ms, person=row.person, what=row.what, about=row.about, why=row.why, before=row.before
    )


def _missing(first: int, last: int) -> str:
    return f"row {first} is missing" if first == last else f"rows {first} to {last} are missing"
