"""Table: names and what stands under them, never changed; a newer one shares with it all that stayed as it was."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Generic, TypeVar

V = TypeVar("V")

_BITS: Final = 6
_MASK: Final = (1 << _BITS) - 1
_Shelf = dict[str, V]
_Room = tuple[dict[str, V], ...]


class Table(Generic[V]):
    """What stands under names. To add to a million names costs little more than to add to a thousand."""

    # One dict would be copied whole for each change, and as often as somebody still holds the one before. Of rooms and
    # shelves only those are copied in which something changed.
    __slots__ = ("_rooms",)

    def __init__(self, rooms: tuple[_Room[V], ...] | None = None) -> None:
        """Holds nothing yet, or what is in some rooms."""
        self._rooms: tuple[_Room[V], ...] = (({},) * (_MASK + 1),) * (_MASK + 1) if rooms is None else rooms

    def get(self, name: str) -> V | None:
        """What stands under a name."""
        number = hash(name)
        return self._rooms[number & _MASK][number >> _BITS & _MASK].get(name)

    def items(self) -> Iterator[tuple[str, V]]:
        """All names with what stands under them, in no order."""
        return (item for room in self._rooms for shelf in room for item in shelf.items())

    def having(self, changes: Mapping[str, V]) -> "Table[V]":
        """A table in which this stands under some names, and else the same."""
        if not changes:
            return self
        shelves: dict[int, _Shelf[V]] = {}
        for name, value in changes.items():
            number = hash(name) & (_MASK << _BITS | _MASK)
            shelf = shelves.get(number)
            if shelf is None:
                shelf = shelves[number] = dict(self._rooms[number & _MASK][number >> _BITS])
            shelf[name] = value
        rooms: dict[int, list[_Shelf[V]]] = {}
        for number, shelf in shelves.items():
            room = rooms.get(number & _MASK) or rooms.setdefault(number & _MASK, list(self._rooms[number & _MASK]))
            room[number >> _BITS] = shelf
        all_rooms = list(self._rooms)
        for number, room in rooms.items():
            all_rooms[number] = tuple(room)
        return Table(tuple(all_rooms))


class Drafts(dict[str, V]):
    """What is about to stand in a table: of each name that is asked for, what `begin` makes of what stands there."""

    def __init__(self, table: Table[V], begin: Callable[[V | None], V]) -> None:
        """Begins with nothing."""
        super().__init__()
        self._table, self._begin = table, begin

    def __missing__(self, name: str) -> V:
        draft = self[name] = self._begin(self._table.get(name))
        return draft
