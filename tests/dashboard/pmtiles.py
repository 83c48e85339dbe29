"""A PMTiles file of one tile, the world, as pictures or as vector tiles; and a server that gives ranges of it."""

import json
import re
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

_HEADER_BYTES: Final = 127
_NO_COMPRESSION, _MVT, _PNG = 1, 1, 2
_EXTENT: Final = 4096
_THAILAND: Final = 1890
"""How far from the north of the world, in its 4096 parts, 13.8 degrees north lie."""
_RED: Final = b"\xe0\x20\x20"


def pictures() -> bytes:
    """The world in red, 256 pixels wide."""
    rows = (b"\0" + _RED * 256) * 256

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0))
    return _archive(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""), _PNG, {})


def vectors(part: str = "roads") -> bytes:
    """A line around the world through the middle of Thailand, in a layer of this name."""
    line = _varint(9) + _zigzag(0) + _zigzag(_THAILAND) + _varint(10) + _zigzag(_EXTENT) + _zigzag(0)
    feature = _number(3, 2) + _bytes(4, line)
    layer = _bytes(1, part.encode()) + _bytes(2, feature) + _number(5, _EXTENT) + _number(15, 2)
    return _archive(_bytes(3, layer), _MVT, {"vector_layers": [{"id": part, "fields": {}}]})


def _archive(tile: bytes, kind: int, metadata: dict[str, Any]) -> bytes:
    """The file as version 3 of its format has it: header, directory of one entry, metadata, the tile."""
    told = json.dumps(metadata).encode()
    directory = b"".join(_varint(number) for number in (1, 0, 1, len(tile), 1))
    starts = [_HEADER_BYTES, _HEADER_BYTES + len(directory)]
    starts += [starts[1] + len(told)] * 2
    sizes = (len(directory), len(told), 0, len(tile))
    places = [number for pair in zip(starts, sizes, strict=True) for number in pair]
    world = (-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000)
    header = struct.pack(
        "<7sB11Q6B4iB2i", b"PMTiles", 3, *places, 1, 1, 1, 1, _NO_COMPRESSION, _NO_COMPRESSION, kind, 0, 0, *world, 0, 0, 0
    )
    assert len(header) == _HEADER_BYTES
    return header + directory + told + tile


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _bytes(field: int, body: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(body)) + body


@contextmanager
def served(files: dict[str, bytes]) -> Iterator[str]:
    """These files by their paths, at an address of their own that gives ranges alone and lets every page ask."""

    class Handler(BaseHTTPRequestHandler):
        def do_OPTIONS(self) -> None:
            self.send_response(204)
            self._let_in()
            self.end_headers()

        def do_GET(self) -> None:
            body = files.get(self.path)
            asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
            if body is None or asked is None:
                self.send_error(404 if body is None else 400)
                return
            first, last = int(asked[1]), min(int(asked[2]), len(body) - 1)
            self.send_response(206)
            self._let_in()
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
            self.send_header("Content-Length", str(last - first + 1))
            self.end_headers()
            self.wfile.write(body[first : last + 1])

        def _let_in(self) -> None:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "range")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class has
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
