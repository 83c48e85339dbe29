"""The thresholds in force, as the chain shows them: the rule's own and the shared words on which it rests."""

from typing import Final

import msgspec

from models.thresholds import Rulebook, prose_of
from models.thresholds_thai import MEANINGS_TH
from streams.explain.chain import ThresholdInForce

_OF_RULES: Final = ("fixes", "stop")
_OF_TRIPS: Final = ("departure", "arrival", "verdict")


def figures(rulebook: Rulebook, rule: str | None) -> list[ThresholdInForce]:
    """The figures for an alert of a rule, without one for a trip."""
    names = dict(zip(Rulebook.__struct_encode_fields__, Rulebook.__struct_fields__, strict=True))
    sections = [rule, *_OF_RULES] if rule is not None else [*_OF_TRIPS, *_OF_RULES]
    return [
        ThresholdInForce(
            section=section, key=key, value=getattr(values, key), unit=prose.unit, meaning=prose.meaning,
            meaning_th=MEANINGS_TH[f"{section}.{key}"],
        )
        for section in sections
        if section in names
        for values in (_struct(rulebook, names[section]),)
        for key, prose in prose_of(type(values)).items()
    ]  # fmt: skip


def _struct(rulebook: Rulebook, name: str) -> msgspec.Struct:
    values: msgspec.Struct = getattr(rulebook, name)
    return values
