"""Device numbers and number plates, in the many spellings that registers hold."""

from random import Random
from typing import Final

from simulator.estates import PROVINCES

_THAI_DIGITS: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
MODELS: Final = {"043": "GT06", "017": "VT90", "120": "TLT1", "155": "AT35", "201": "ST20", "088": "MX10"}
VENDORS: Final = ("043", "017", "120", "155", "201")
OUTAGE_VENDOR: Final = "088"


def unit_number(vendor: str, index: int) -> str:
    """A device number of 27 characters: vendor, model, and an IMEI padded with zeros."""
    return f"{vendor}{MODELS[vendor]}{860_000_040_000_000 + index * 7 + 1:020d}"


def plate_number(index: int) -> str:
    """A truck's plate as it is written most often; no two indices share one."""
    return f"{70 + index // 9000 % 20}-{1000 + index * 7 % 9000:04d}"


def plate_spelling(plate: str, rng: Random) -> str:
    """The same plate as another clerk would write it."""
    return rng.choice((plate, plate, plate.replace("-", ""), plate.replace("-", " "), plate.translate(_THAI_DIGITS)))


def province_spelling(code: str, rng: Random) -> str:
    """The same province by name, in Thai or English, or by code."""
    province = PROVINCES[code]
    named = f"จังหวัด{province.name_th}" if code != "TH-10" else province.name_th
    return rng.choice((province.name_th, province.name_th, named, province.name_en, code, code[3:]))
