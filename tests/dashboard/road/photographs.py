"""A photograph as a phone takes it: a JPEG with its Exif, made here so that its figures are known."""

import struct
from typing import Final

EXIF_AT: Final = "2026-11-02T00:35:02.000Z"
EXIF_PLACE: Final = (12.6656, 101.1298)
ENDLESS: Final = bytes.fromhex("0000001066747970686569630000000000000001667265650000000000000000")
"""A HEIC whose second box says that it is of no length: what follows it never comes to an end."""

_LOCAL: Final = b"2026:11:02 07:35:02\0"


def a_photograph(*, offset: bytes = b"+07:00\0", south: bool = False) -> bytes:
    """A JPEG that says when (Thai time, with its zone unless none is given) and where it was taken; it shows nothing."""
    exif = _entries([(0x9003, 2, _LOCAL), *([(0x9011, 2, offset)] if offset else [])], 38)
    gps_at = 38 + len(exif)
    gps = _entries(
        [
            (1, 2, b"S\0" if south else b"N\0"), (2, 5, _degrees(EXIF_PLACE[0])),
            (3, 2, b"E\0"), (4, 5, _degrees(EXIF_PLACE[1])),
        ],
        gps_at,
    )  # fmt: skip
    first = struct.pack("<H", 2) + struct.pack("<HHII", 0x8769, 4, 1, 38) + struct.pack("<HHII", 0x8825, 4, 1, gps_at)
    tiff = b"II*\0" + struct.pack("<I", 8) + first + struct.pack("<I", 0) + exif + gps
    body = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xda\x00\x02" + bytes(2_000) + b"\xff\xd9"


def _entries(entries: list[tuple[int, int, bytes]], at: int) -> bytes:
    """A directory of tags at this offset, the longer values behind it."""
    head, tail = struct.pack("<H", len(entries)), b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag, kind, value in entries:
        count = len(value) if kind == 2 else len(value) // 8
        if len(value) <= 4:
            head += struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")
        else:
            head += struct.pack("<HHII", tag, kind, count, behind + len(tail))
            tail += value
    return head + struct.pack("<I", 0) + tail


def _degrees(figure: float) -> bytes:
    whole, rest = int(figure), (figure - int(figure)) * 60
    minutes, seconds = int(rest), (rest - int(rest)) * 60
    return struct.pack("<6I", whole, 1, minutes, 1, round(seconds * 1_000_000), 1_000_000)
