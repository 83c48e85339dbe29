"""Gaps: how many names in the reference data lead nowhere, counted on as versions are told."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from models.manifest import Manifest
from models.permit import Permit
from models.reference import Kind, Record, ReferenceVersion
from models.resolution import Known, Unresolved, problems

_Name = tuple[Kind, str]
Versions = Callable[[Kind, str], Sequence[ReferenceVersion]]


class Gaps:
    """What `resolve` lists of all that was told, by kind; looked for only where something was told."""

    def __init__(self) -> None:
        """Nothing was told, and nothing is missing."""
        self.counts: Counter[Kind] = Counter()
        self._known = Known(set(), {})
        self._naming: defaultdict[_Name, set[str]] = defaultdict(set)
        self._found: dict[_Name, frozenset[Unresolved]] = {}

    def tell(self, told: Iterable[ReferenceVersion], versions: Versions) -> None:
        """Takes in what was told since; `versions` are all that were told under a key by now, in order."""
        living = {(one.kind, one.key): _living(versions(one.kind, one.key)) for one in told}
        changed = [name for name, records in living.items() if self._learn(name, records)]
        for kind, key in {other for name in changed for other in self._who_names(name)} - living.keys():
            living[kind, key] = _living(versions(kind, key))
        for name, records in living.items():
            self._look(name, records)

    def _learn(self, name: _Name, living: Sequence[Record]) -> bool:
        """Notes what leads where; says whether names may lead to this one now that did not, or lead there no more."""
        kind, key = name
        for record in living:
            for other in _named(record):
                self._naming[other].add(key)
        if kind == "zones":
            was = key in self._known.zone_ids
            (self._known.zone_ids.add if living else self._known.zone_ids.discard)(key)
            return was is not bool(living)
        if kind != "permits":
            return False
        numbers = {item.item_no for record in living if isinstance(record, Permit) for item in record.items}
        before = self._known.item_nos.pop(key, None)
        if living:
            self._known.item_nos[key] = numbers
        return before != (numbers if living else None)

    def _who_names(self, name: _Name) -> Iterable[_Name]:
        kind: Kind = "permits" if name[0] == "zones" else "manifests"
        return ((kind, key) for key in self._naming.get(name, ()))

    def _look(self, name: _Name, living: Sequence[Record]) -> None:
        found = frozenset(problem for record in living for problem in problems(record, self._known))
        self.counts[name[0]] += len(found) - len(self._found.pop(name, ()))
        if found:
            self._found[name] = found


def _living(versions: Sequence[ReferenceVersion]) -> list[Record]:
    living: list[Record] = []
    for version in versions:
        if version.body is None:
            living.clear()
        else:
            living.append(version.body)
    return living


def _named(record: Record) -> Iterable[_Name]:
    match record:
        case Permit():
            return (("zones", zone_id) for zone_id in record.zone_ids)
        case Manifest():
            return (("permits", record.permit_key),)
        case _:
            return ()
