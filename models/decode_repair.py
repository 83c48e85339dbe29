"""What is no JSON in one record must not cost its neighbours: a bare NaN, a raw control character, half a surrogate."""

import re
from typing import Final

_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|-?\b(?:nan|inf(?:inity)?)\b', re.IGNORECASE | re.DOTALL)
_CONTROL: Final = bytes.maketrans(bytes(range(32)), b" " * 32)
_SURROGATE: Final = re.compile(
    rb"((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_BOM: Final = b"\xef\xbb\xbf"


def repaired(body: bytes) -> bytes:
    """The same text, byte for byte as long, with what strict JSON refuses made harmless.

    NaN and Infinity become text (so only the field that holds them is unreadable), control characters inside text
    become blanks, half a surrogate pair becomes U+FFFD; a byte order mark becomes blanks.
    """
    if body.startswith(_BOM):
        body = b"   " + body[3:]
    return _TOKEN.sub(_harmless, body)


def _harmless(found: re.Match[bytes]) -> bytes:
    token = found.group()
    if token[:1] != b'"':
        return b'"' + token[:-2] + b'"'
    token = token.translate(_CONTROL)
    return _SURROGATE.sub(_whole_pairs, token) if b"\\u" in token else token


def _whole_pairs(found: re.Match[bytes]) -> bytes:
    pair = found.group(2)
    return found.group() if len(pair) == 12 else found.group(1) + b"\\ufffd"


def original_slices(body: bytes, mended: bytes, parts: list[bytes]) -> list[bytes]:
    """The bytes as received of each part of the mended text, in order; both texts are equally long."""
    slices: list[bytes] = []
    at = 0
    for part in parts:
        at = mended.index(part, at)
        slices.append(body[at : at + len(part)])
        at += len(part)
    return slices
