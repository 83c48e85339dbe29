"""Which kinds of files are taken: told by their first bytes, not by their names."""

from typing import Final

HEAD_BYTES: Final = 16
"""So many of the first bytes tell the kind."""

_BEGINNINGS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_RIFF: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS: Final = {
    b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic", b"mif1": "image/heif", b"avif": "image/avif",
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4",
}  # fmt: skip
_SOUND_IN: Final = {"video/webm": "audio/webm", "video/mp4": "audio/mp4"}
"""Containers of pictures and sound alike: what is in one is what the phone says."""

TAKEN: Final = frozenset({
    *(kind for _, kind in _BEGINNINGS), *_RIFF.values(), *_BRANDS.values(), *_SOUND_IN, *_SOUND_IN.values(),
    "image/jpg", "audio/x-m4a", "audio/mp3", "audio/x-wav", "video/3gpp", "audio/3gpp",
})  # fmt: skip
"""What a phone may call a file that is taken."""


def plain(declared: str) -> str:
    """A media type without its parameters, in small letters."""
    return declared.partition(";")[0].strip().lower()


def may_come(declared: str) -> bool:
    """Whether a file that is called this is worth sending; one of no name is told by its bytes."""
    return not plain(declared) or plain(declared) in TAKEN


def kind_of(head: bytes, declared: str) -> str | None:
    """The media type of a file that begins so, None where it is of no kind that is taken."""
    kind = _by_bytes(head)
    if kind in _SOUND_IN and plain(declared).startswith("audio/"):
        return _SOUND_IN[kind]
    return kind


def _by_bytes(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    return next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), None)
