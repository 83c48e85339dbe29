"""Labels: what is true of each trip of a scenario, as its `labels.json` says it."""

from typing import Final

import msgspec

from models.alert import Severity
from models.names import identity_key, normal_number
from models.times import UnreadableTime, from_iso

ANY_SEVERITY: Final[Severity] = "info"


class BadLabels(ValueError):
    """A labels file that cannot be used: one line saying why."""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of one truck's trips, those of a vendor's outage together.

    Each entry of `must` is met by any of its rules; `severity` is the least one of a rule that counts. What is absent
    is not asked: without `verdict` any will do, without `completes` any number of completions.
    """

    units: frozenset[str] = frozenset()
    plate: str | None = None
    vendor: str | None = None
    permit_no: str | None = None
    kind: str = ""
    benign: bool = False
    advisory: bool = False
    must: tuple[tuple[str, ...], ...] = ()
    severity: dict[str, Severity] = {}
    never: frozenset[str] = frozenset()
    never_at: dict[str, Severity] = {}
    from_ms: int | None = None
    from_ms_by_rule: dict[str, int] = {}
    completes: int | None = None
    verdict: str | None = None

    @property
    def name(self) -> str:
        """What a person calls it: the plate, else a unit, else the vendor."""
        return self.plate or min(self.units, default=None) or self.vendor or "?"

    def begins_ms(self, rule: str) -> int | None:
        """When a rule's breach begins, None where the labels do not say."""
        return self.from_ms_by_rule.get(rule, self.from_ms)


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the file as written; a field that a writer leaves out or sets to null is not asked."""

    unit_id: str | None = None
    units: list[str] | None = None
    plate: str | None = None
    vendor: str | None = None
    permit_no: str | None = None
    kind: str | None = None
    benign: bool | None = None
    advisory: bool | None = None
    must: list[str | list[str]] | None = None
    severity: dict[str, Severity] | None = None
    never: list[str] | None = None
    never_at: dict[str, Severity] | None = None
    late_evidence: list[str] | None = None
    begins: str | None = msgspec.field(default=None, name="from")
    from_by_rule: dict[str, str | None] | None = None
    completes: int | None = None
    verdict: str | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True):
    trips: list[_Entry]


def decode_labels(body: bytes) -> tuple[Label, ...]:
    """The labels of a file's bytes; fields that are not known are left alone. Raises BadLabels."""
    try:
        return tuple(_label(entry) for entry in msgspec.json.decode(body, type=_File).trips)
    except (msgspec.MsgspecError, UnicodeDecodeError, UnreadableTime) as error:
        raise BadLabels(" ".join(str(error).split())) from error


def _label(entry: _Entry) -> Label:
    must = tuple((rules,) if isinstance(rules, str) else tuple(rules) for rules in entry.must or ())
    begins = {rule: from_iso(text) for rule, text in (entry.from_by_rule or {}).items() if text is not None}
    written = {*(entry.units or ()), *([] if entry.unit_id is None else [entry.unit_id])}
    return Label(
        units=frozenset(identity_key(unit_id) for unit_id in written),
        plate=entry.plate,
        vendor=entry.vendor,
        permit_no=None if entry.permit_no is None else normal_number(entry.permit_no),
        kind=entry.kind or "",
        benign=not must if entry.benign is None else entry.benign,
        advisory=bool(entry.advisory),
        must=tuple(rules for rules in must if rules),
        severity=entry.severity or {},
        # What later evidence refutes may be raised for a while, but must not stand in the end.
        never=frozenset((*(entry.never or ()), *(entry.late_evidence or ()))),
        never_at=entry.never_at or {},
        from_ms=None if entry.begins is None else from_iso(entry.begins),
        from_ms_by_rule=begins,
        completes=entry.completes,
        verdict=entry.verdict,
    )
