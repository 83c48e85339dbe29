"""Noted: what a unit has told of itself to the rules across units, in as little room as it takes.

An observation is a row of numbers and texts. Rows leave out the plate that they share, and tell times from one of them.
Whoever looks for an observation makes one of no other row.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Final, NamedTuple, Self

import msgspec

from models.observation import Load, Observation, Observed, Outing, Presence, Sighting, Stand
from streams.judging.packing import Packing

Row = list[Any]
"""When it came about, whether it goes on, of which kind it is, its number among those, and what else it says."""
_TOUCHED, _GOES_ON, _KIND, _NUMBER = range(4)

_ENTRIES: Final = tuple[Observed, ...]
_PAGE: Final = msgspec.msgpack.Decoder(tuple[int, tuple[str, ...], list[Row]])
_encode: Final = msgspec.msgpack.encode


class _Form(NamedTuple):
    """A kind of observation that is told often: its fields but for the plate, times first, and what gives them."""

    kind: type
    times: int
    has_plate: bool
    names: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]


def _form(kind: type, times: tuple[str, ...], others: tuple[str, ...], *, has_plate: bool) -> _Form:
    # A getter of one name would give its value alone.
    return _Form(kind, len(times), has_plate, (*times, *others), attrgetter(*times, *others))


_OFTEN: Final = (
    _form(Presence, ("first_ms", "last_ms", "stopped_ms"), ("zone_id",), has_plate=True),
    _form(
        Stand, ("first_ms", "last_ms"), ("lat", "lon", "trip_key", "registered", "on_route", "follows"), has_plate=True
    ),
    _form(Outing, ("first_ms", "last_ms", "next_ms"), ("trip_key", "trip_id", "vendor"), has_plate=False),
)
_SELDOM: Final = (Load, Sighting)
_PACKED: Final = tuple(map(Packing, _SELDOM))
_KINDS: Final = {kind: number for number, kind in enumerate((*(form.kind for form in _OFTEN), *_SELDOM))}
_plate_of: Final = attrgetter("plate", "province", "plate_key")


class Page(NamedTuple):
    """What is noted, laid open: the time that rows tell theirs from, the plate that they share, and the rows."""

    from_ms: int
    plate: tuple[str, ...]
    rows: list[Row]

    def begun_with(self, entries: Iterable[Observed]) -> "Page":
        """The page; one that is empty begins with these."""
        if self.rows:
            return self
        told = list(entries)
        from_ms = max((entry.touched_ms for entry in told), default=0)
        plates = (_plate_of(one.observation) for one in told if isinstance(one.observation, Presence | Stand | Load))
        return Page(from_ms, next(plates, ()), [])

    def touched_ms(self, row: Row) -> int:
        """The time of the ping that made a row so."""
        found: int = row[_TOUCHED] + self.from_ms
        return found

    def row_of(self, entry: Observed) -> Row:
        """A row of the page."""
        seen, from_ms = entry.observation, self.from_ms
        number = _KINDS[type(seen)]
        row: Row = [entry.touched_ms - from_ms, goes_on(entry), number]
        if number >= len(_OFTEN):
            row += (_number_of(seen, from_ms), _PACKED[number - len(_OFTEN)].packed(seen, from_ms, self.plate))
            return row
        form = _OFTEN[number]
        row += form.values(seen)
        for place in range(_NUMBER, _NUMBER + form.times):
            if row[place] is not None:
                row[place] -= from_ms
        if form.has_plate:
            plate = _plate_of(seen)
            row.append(None if plate == self.plate else plate)
        return row

    def opened(self, row: Row) -> Observed:
        """The observation of a row."""
        from_ms, number = self.from_ms, row[_KIND]
        if number >= len(_OFTEN):
            seen = _PACKED[number - len(_OFTEN)].unpacked(row[_NUMBER + 1], from_ms, self.plate)
            return Observed(observation=seen, touched_ms=row[_TOUCHED] + from_ms)
        form = _OFTEN[number]
        told = dict(zip(form.names, row[_NUMBER:], strict=False))
        for name in form.names[: form.times]:
            if told[name] is not None:
                told[name] += from_ms
        if form.has_plate:
            told["plate"], told["province"], told["plate_key"] = row[-1] or self.plate
        return Observed(observation=form.kind(**told), touched_ms=row[_TOUCHED] + from_ms)

    def known(self, newest: Iterable[Observed]) -> tuple[dict[str | int, Row], dict[str, Observed]]:
        """The rows and, opened, those of the newest, both under their names; a row that nobody asks for has none."""
        rows: dict[str | int, Row] = {}
        told: dict[str, Observed] = {}
        if not self.rows:
            return rows, told
        # Rows of other observations may have the same, but that of its name has it.
        sought = {(_KINDS[type(one.observation)], _number_of(one.observation, self.from_ms)) for one in newest}
        for number, row in enumerate(self.rows):
            if (row[_KIND], row[_NUMBER]) in sought:
                entry = self.opened(row)
                rows[entry.observation.name], told[entry.observation.name] = row, entry
            else:
                rows[number] = row
        return rows, told


class Noted(bytes):
    """Observations as they were last told, the oldest first."""

    __slots__ = ()

    @classmethod
    def of(cls, entries: Iterable[Observed]) -> Self:
        """What is noted of observations."""
        told = tuple(entries)
        page = _EMPTY.begun_with(told)
        return cls.closed(page, list(map(page.row_of, told)))

    @classmethod
    def closed(cls, page: Page, rows: list[Row]) -> Self:
        """What is noted, with these rows on its page."""
        return cls(_encode((page.from_ms, page.plate, rows))) if rows else cls()

    def page(self) -> Page:
        """What is noted, laid open."""
        return Page(*_PAGE.decode(self)) if self else _EMPTY

    def each(self) -> tuple[Observed, ...]:
        """Observations as they were last told, the oldest first."""
        page = self.page()
        return tuple(map(page.opened, page.rows))


_EMPTY: Final = Page(0, (), [])


def noted_in(saved: object) -> Noted:
    """What is noted in a saved form; raises msgspec.ValidationError."""
    return Noted.of(msgspec.convert(saved, _ENTRIES))


def kept(rows: list[Row], kept_ms: int, most: int) -> list[Row]:
    """The rows of what goes on, and of what came about not long before the newest of it; so many at most."""
    if not rows:
        return rows
    touched = [row[_TOUCHED] for row in rows]
    oldest = max(touched) - kept_ms
    if min(touched) <= oldest:
        rows = [row for row in rows if row[_TOUCHED] > oldest or row[_GOES_ON]]
    if len(rows) > most:
        rows.sort(key=lambda row: (row[_GOES_ON], row[_TOUCHED]))
    return rows[-most:]


def goes_on(entry: Observed) -> bool:
    """Whether what is seen is not over yet."""
    seen = entry.observation
    if isinstance(seen, Sighting):
        return False
    if isinstance(seen, Outing):
        return seen.next_ms is None
    return seen.state in ("on_the_way", "arrived") if isinstance(seen, Load) else seen.last_ms is None


def _number_of(seen: Observation | Outing, from_ms: int) -> int:
    if isinstance(seen, Sighting):
        return seen.number
    return (seen.started_ms if isinstance(seen, Load) else seen.first_ms) - from_ms
