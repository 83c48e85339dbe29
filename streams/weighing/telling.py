"""Telling units: what is ruled of them against what they were told; the difference goes back to them."""

from collections.abc import Mapping, Sequence

import msgspec

from models.ruling import Bridged, Denied, Excused, Follows, HandedOver, Ruling
from models.times import FOR_EVER_MS
from streams.weighing.weighed import Weighed


def tell_units(
    told: dict[str, Ruling], found: Mapping[str, Ruling], since_ms: int, out: Weighed,
    changed: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """Tells what is new of rulings against those `told`, takes back what holds no more, and forgets what is over.

    What ended before `since_ms` stays as it was told: what it rests on falls out of sight before it does. With
    `changed` no other rulings differ from those of the last time.
    """
    for name in found if changed is None else [name for name in changed if name in found]:
        ruling, was = found[name], told.get(name)
        says_nothing = was is None and isinstance(ruling, Denied) and not ruling.manifests
        if ruling == was or says_nothing or _until_ms(ruling) < since_ms:
            continue
        told[name] = ruling
        out.rulings.append(ruling)
    for name in _gone(told, found, changed):
        ruling = told.pop(name)
        if _until_ms(ruling) >= since_ms:
            out.rulings.append(_taken_back(ruling))


def _gone(told: Mapping[str, Ruling], found: Mapping[str, Ruling], changed: Sequence[str] | None) -> list[str]:
    """What was told and holds no more, in the order in which it was told."""
    if changed is None:
        return [name for name in told if name not in found]
    gone = {name for name in changed if name in told and name not in found}
    return [name for name in told if name in gone] if len(gone) > 1 else list(gone)


def _until_ms(ruling: Ruling) -> int:
    """The last time of which a ruling says something."""
    match ruling:
        case Denied():
            return ruling.left_ms
        case HandedOver():
            return ruling.at_ms
        case Follows():
            return FOR_EVER_MS if ruling.until_ms is None else ruling.until_ms
        case Bridged():
            return ruling.heard[-1][0] if ruling.heard else -1
        case Excused():
            return FOR_EVER_MS if ruling.until_ms is None else ruling.until_ms
        case _:
            return FOR_EVER_MS


def _taken_back(ruling: Ruling) -> Ruling:
    match ruling:
        case HandedOver() | Follows() | Excused():
            return msgspec.structs.replace(ruling, void=True)
        case Denied():
            return msgspec.structs.replace(ruling, manifests=())
        case Bridged():
            return msgspec.structs.replace(ruling, heard=())
        case _:
            return ruling
