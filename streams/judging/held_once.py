"""Held once: of a state that was read, equal parts become one and the same, as in one that grew in memory.

A state that grew shares its parts: the newest fix is also a run's first one, names are those of the reference data.
Read from bytes each is a part of its own, which takes twice the memory.
"""

from operator import attrgetter
from typing import Any, Final

import msgspec
from msgspec.inspect import BoolType, FloatType, IntType, LiteralType, NoneType, StructType, Type, UnionType, type_info
from msgspec.structs import force_setattr

from alerts.repeated_short_stops import Halts
from alerts.signal_lost import Excuse
from models.fix import Fix, Run, begin_run
from models.observation import Departure
from models.one_text import one_text
from models.progress import Progress
from models.trip import Visit

# None of them has numbers that are equal and not the same, as 0.0 and -0.0 are, where all else is equal.
_VALUES: Final = frozenset((Fix, Run, Departure, Visit, Halts, Excuse, Progress))
"""Kinds of which a state often holds equal ones."""

_SINGLE: Final = (BoolType, NoneType, LiteralType, FloatType)


class _Form:
    """The fields of a kind of Struct whose parts are looked at, and what gives them all at once.

    Of a kind that holds nothing but numbers there are none: its Structs are taken as a whole, except that the
    times of a fix stand elsewhere too.
    """

    def __init__(self, kind: type[msgspec.Struct]) -> None:
        found = type_info(kind)
        fields = found.fields if isinstance(found, StructType) else ()
        looked_at = [field.name for field in fields if not _is(field.type, _SINGLE)]
        if kind is not Fix and all(_is(field.type, (*_SINGLE, IntType)) for field in fields):
            looked_at = []
        self.names = looked_at
        # A getter of one name would give its value alone.
        self.parts = attrgetter(*looked_at, "__class__")
        self.is_value = kind in _VALUES


_FORMS: Final[dict[type, _Form]] = {}


def hold_once(state: msgspec.Struct) -> None:
    """Lets equal parts of a state be one; nobody else may have it yet, and it says what it said."""
    _once(state, {})


def _once(part: Any, known: dict[Any, Any]) -> Any:
    """The part with its own parts held once, or an equal one that was there before."""
    kind = type(part)
    if kind is str:
        return one_text(part)
    if kind is int:
        return known.setdefault(part, part)
    if kind is tuple:
        held = tuple([_once(one, known) for one in part])
        return known.setdefault((kind, *map(id, held)), held)
    form = _FORMS.get(kind)
    if form is None:
        if not isinstance(part, msgspec.Struct):
            return part
        form = _FORMS[kind] = _Form(kind)
    if form.names:
        for name, was in zip(form.names, form.parts(part), strict=False):
            if was is not None and was != ():
                now = _once(was, known)
                if now is not was:
                    force_setattr(part, name, now)
    if kind is Run:
        part = _of_its_fix(part)
    return known.setdefault(part, part) if form.is_value else part


def _of_its_fix(run: Run) -> Run:
    """A run; one of a single fix with that fix's own numbers, as it began."""
    if run.fixes != 1:
        return run
    begun = begin_run(run.first)
    # 0.0 is not -0.0, though equal.
    return begun if begun == run and 0 not in (run.sum_x, run.sum_y, run.sum_lat, run.sum_lon) else run


def _is(found: Type, kinds: tuple[type[Type], ...]) -> bool:
    types = found.types if isinstance(found, UnionType) else (found,)
    return all(isinstance(one, kinds) for one in types)
