"""Packing: Structs as bytes in memory, in a third of the room that they take as objects; never saved so.

A Struct becomes a row: which of its fields say something else than by default, and what they say. A text stands once,
behind the row, and a time is told from another one, which whoever packs gives, and gives again to unpack.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, NamedTuple

import msgspec
from msgspec.inspect import LiteralType, NoneType, StrType, StructType, Type, UnionType, VarTupleType, type_info

from models.one_text import one_text


class _Sheet(NamedTuple):
    """What the rows of one packed value have in common: the numbers of its texts, and the time told from.

    A text that its reader has already has a number from 0 on; those that stand behind the row count down from -1.
    """

    shared: tuple[str, ...]
    texts: dict[str, int]
    from_ms: int


_Write = Callable[[Any, _Sheet], Any]
_Read = Callable[[Any, list[str], int], Any]
_Way = tuple[_Write, _Read]
_TEXTS: Final = (StrType, LiteralType)

_encode: Final = msgspec.msgpack.encode
_decode: Final = msgspec.msgpack.Decoder(list[Any]).decode


class Packing:
    """How values of a type are packed: Structs of numbers, texts, plain mappings, other Structs and tuples of these."""

    def __init__(self, kind: Any) -> None:
        self._write, self._read = _way_of(type_info(kind)) or _AS_IT_IS

    def packed(self, value: Any, from_ms: int, shared: tuple[str, ...] = ()) -> bytes:
        """A value as bytes, its times told from one of them; whoever unpacks it has these texts too."""
        sheet = _Sheet(shared, {}, from_ms)
        row = self._write(value, sheet)
        return _encode([row, *sheet.texts])

    def unpacked(self, body: bytes, from_ms: int, shared: tuple[str, ...] = ()) -> Any:
        """The value of `packed`'s bytes."""
        row, *texts = _decode(body)
        return self._read(row, [*shared, *map(one_text, reversed(texts))], from_ms)


def _way_of(found: Type) -> _Way | None:
    """How a part is written and read; None where it stands as it is."""
    if isinstance(found, UnionType):
        return _union(found)
    if isinstance(found, StructType):
        return _struct(found)
    if isinstance(found, VarTupleType):
        return _row_of(_way_of(found.item_type) or _AS_IT_IS)
    return (_write_text, _read_text) if isinstance(found, _TEXTS) else None


def _write_as_it_is(value: Any, _: _Sheet) -> Any:
    return value


def _read_as_it_is(value: Any, _: list[str], __: int) -> Any:
    return value


_AS_IT_IS: Final[_Way] = _write_as_it_is, _read_as_it_is


def _write_text(value: str, sheet: _Sheet) -> int:
    if value in sheet.shared:
        return sheet.shared.index(value)
    return sheet.texts.setdefault(value, -1 - len(sheet.texts))


def _read_text(number: int, texts: list[str], _: int) -> str:
    return texts[number]


def _write_time(value: int | None, sheet: _Sheet) -> int | None:
    return None if value is None else value - sheet.from_ms


def _read_time(value: int | None, _: list[str], from_ms: int) -> int | None:
    return None if value is None else value + from_ms


def _row_of(way: _Way) -> _Way:
    write_one, read_one = way

    def write(value: tuple[Any, ...], sheet: _Sheet) -> list[Any]:
        return [write_one(one, sheet) for one in value]

    def read(row: list[Any], texts: list[str], from_ms: int) -> tuple[Any, ...]:
        return tuple([read_one(one, texts, from_ms) for one in row])

    return write, read


def _union(found: UnionType) -> _Way | None:
    """One of several: of two kinds of Structs the row is told apart by its kind's number, before it."""
    parts = [one for one in found.types if not isinstance(one, NoneType)]
    kinds = [one for one in parts if isinstance(one, StructType)]
    if len(kinds) > 1:
        return _one_of(kinds)
    way = next(filter(None, map(_way_of, parts)), None)
    if way is None:
        return None
    write_one, read_one = way

    def write(value: Any, sheet: _Sheet) -> Any:
        return None if value is None else write_one(value, sheet)

    def read(row: Any, texts: list[str], from_ms: int) -> Any:
        return None if row is None else read_one(row, texts, from_ms)

    return write, read


def _one_of(kinds: list[StructType]) -> _Way:
    ways = [_struct(kind) for kind in kinds]
    numbers = {kind.cls: number for number, kind in enumerate(kinds)}

    def write(value: Any, sheet: _Sheet) -> list[Any]:
        number = numbers[type(value)]
        return [number, ways[number][0](value, sheet)]

    def read(row: list[Any], texts: list[str], from_ms: int) -> Any:
        return ways[row[0]][1](row[1], texts, from_ms)

    return write, read


def _struct(found: StructType) -> _Way:
    kind: type[msgspec.Struct] = found.cls
    # A getter of one name would give its value alone.
    values_of = attrgetter(*kind.__struct_fields__, "__class__")
    defaults = {field.name: field.default for field in found.fields if not field.required}
    fields = [
        (1 << number, defaults.get(field.name, msgspec.NODEFAULT), *_field(field.name, field.type))
        for number, field in enumerate(found.fields)
    ]
    reads = [(1 << number, field.name, _field(field.name, field.type)[1]) for number, field in enumerate(found.fields)]

    def write(value: Any, sheet: _Sheet) -> list[Any]:
        row: list[Any] = [0]
        told = 0
        for (bit, default, write_one, _), part in zip(fields, values_of(value), strict=False):
            if part is default or (part == default and repr(part) == repr(default)):  # 0.0 is not -0.0
                continue
            told |= bit
            row.append(part if write_one is None else write_one(part, sheet))
        row[0] = told
        return row

    def read(row: list[Any], texts: list[str], from_ms: int) -> Any:
        parts = iter(row)
        told = next(parts)
        return kind(
            **{
                name: next(parts) if read_one is None else read_one(next(parts), texts, from_ms)
                for bit, name, read_one in reads
                if told & bit
            }
        )

    return write, read


def _field(name: str, found: Type) -> tuple[_Write, _Read] | tuple[None, None]:
    if name.endswith("_ms"):
        return _write_time, _read_time
    return _way_of(found) or (None, None)
