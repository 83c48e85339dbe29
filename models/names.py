"""The normal form in which names join: plates, factory, permit and manifest numbers, provinces, and keys.

Each is held once, however many papers and units say it.
"""

import unicodedata
from functools import lru_cache
from typing import Final

from models.one_text import one_text
from models.provinces import OTHER_SPELLINGS, PROVINCES

# What people type for a hyphen or a dot beyond Unicode's own class of dashes.
_HYPHENS: Final = frozenset("\u2212\u2043\u02d7")
_DOTS: Final = frozenset(".\u00b7\u2024\u2027\u3002\ufe52\uff0e\uff61")
_CAPITALS: Final = {small: small - 32 for small in range(ord("a"), ord("z") + 1)}
_CACHED: Final = 65_536


def identity_key(text: str) -> str:
    """The form in which `unit_id`, `zone_id` and other keys are compared: NFC and trimmed, nothing else."""
    return one_text(unicodedata.normalize("NFC", text).strip())


@lru_cache(_CACHED)
def normal_number(text: str) -> str:
    """The form in which plates, factory, permit and manifest numbers join.

    NFC, without blanks (invisible ones too), hyphens and dots, every digit as 0-9, Latin letters as capitals.
    """
    kept = "".join(_ascii_digit(char) for char in unicodedata.normalize("NFC", text) if not _is_left_out(char))
    return one_text(unicodedata.normalize("NFC", kept.translate(_CAPITALS)))


@lru_cache(_CACHED)
def province_code(text: str) -> str | None:
    """The code (`TH-21`) of a province named in Thai or English, with or without จังหวัด, or by code; else None."""
    folded = _fold(text)
    for name in _without_the_word_province(folded):
        if name in _NUMBERS:
            return one_text(f"TH-{_NUMBERS[name]}")
    return None


@lru_cache(_CACHED)
def plate_key(plate: str, province: str) -> str:
    """The join key of a vehicle: normal plate, `|`, province code; an unknown province stands in its normal form."""
    return one_text(f"{normal_number(plate)}|{province_code(province) or normal_number(province)}")


def _is_left_out(char: str) -> bool:
    category = unicodedata.category(char)
    return category in {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"} or char in _HYPHENS or char in _DOTS


def _ascii_digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else char


def _fold(text: str) -> str:
    """One spelling for what looks the same: sara am typed as two signs, sara ae as two sara e."""
    name = normal_number(text).casefold().replace(",", "").replace("'", "").replace("’", "")
    for mark in ("", "\u0e48", "\u0e49", "\u0e4a", "\u0e4b"):
        name = name.replace(f"\u0e4d{mark}\u0e32", f"{mark}\u0e33").replace(f"{mark}\u0e4d\u0e32", f"{mark}\u0e33")
    return name.replace("\u0e40\u0e40", "\u0e41")


def _without_the_word_province(name: str) -> tuple[str, ...]:
    """The name itself, then what is left without the word; `จ` comes last, since จันทบุรี begins with it."""
    rest = name.removeprefix("จังหวัด").removeprefix("changwat").removeprefix("provinceof").removesuffix("thailand")
    rest = rest.removesuffix("province").removesuffix("changwat")
    return name, rest, rest.removeprefix("จ")


def _numbers() -> dict[str, str]:
    table: dict[str, str] = {}
    for number, thai, english in PROVINCES:
        for name in (number, f"th{number}", thai, english, *OTHER_SPELLINGS.get(number, ())):
            table[_fold(name)] = number
    return table


_NUMBERS: Final = _numbers()
