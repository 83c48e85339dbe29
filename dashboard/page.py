"""The built files of the page, from memory, each as it is and gzipped."""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Final

import msgspec

_PACKED_ALREADY: Final = frozenset({".woff2", ".woff", ".png", ".jpg", ".webp", ".pmtiles", ".gz"})
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".html": "text/html",
    ".css": "text/css",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
}


class PageFile(msgspec.Struct, frozen=True, kw_only=True):
    """One built file: its bytes, the same gzipped (None where that gains nothing), its type and tag."""

    body: bytes
    packed: bytes | None
    media_type: str
    tag: str


class Page:
    """The built files under one folder, read on the first request that finds them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, PageFile] = {}

    def file(self, path: str) -> PageFile | None:
        """The file of this path below the folder, None when there is none; no path leads out of it."""
        if not self._files:
            self._files = _read_folder(self._folder)
        return self._files.get(path)


def _read_folder(folder: Path) -> dict[str, PageFile]:
    if not (folder / "index.html").is_file():
        return {}
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            packed = None if path.suffix in _PACKED_ALREADY or len(body) < 500 else gzip.compress(body, 6, mtime=0)
            files[path.relative_to(folder).as_posix()] = PageFile(
                body=body,
                packed=packed if packed is not None and len(packed) < len(body) else None,
                media_type=_TYPES.get(path.suffix, guessed),
                tag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            )
    return files
