"""Reading a request's body with a limit on what it unpacks to, however it is packed."""

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Final

_WINDOWS: Final = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_MOST_DISCARDED: Final = 512 * 1024 * 1024
_DISCARD_S: Final = 10.0


class TooLarge(ValueError):
    """A body with more bytes, unpacked, than is allowed."""


class BadPacking(ValueError):
    """A body that does not unpack, or is packed in a way that is not known."""


def _unwatched(_: int) -> None:
    """Nobody asks how large it grows."""


async def read_body(
    chunks: AsyncIterator[bytes], encoding: str, length: int | None, most: int,
    hold: Callable[[int], None] = _unwatched,
) -> bytes:  # fmt: skip
    """The body unpacked, at most `most` bytes; never holds more than that. Raises TooLarge, BadPacking.

    `hold` is told how large it is whenever it has grown; what it raises comes out.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        if length is not None and length > most:
            raise TooLarge
        return await _plain(chunks, most, hold)
    if encoding not in _WINDOWS:
        raise BadPacking
    return await _unpacked(chunks, zlib.decompressobj(_WINDOWS[encoding]), most, hold)


async def discard(chunks: AsyncIterator[bytes]) -> None:
    """Reads what a refused sender still sends, within limits: closing on it would cost it the answer."""
    seen = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DISCARD_S):
            async for chunk in chunks:
                seen += len(chunk)
                if seen > _MOST_DISCARDED:
                    return


async def _plain(chunks: AsyncIterator[bytes], most: int, hold: Callable[[int], None]) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise TooLarge
        hold(len(body))
    return bytes(body)


async def _unpacked(
    chunks: AsyncIterator[bytes], unpacker: "zlib._Decompress", most: int, hold: Callable[[int], None]
) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        waiting = chunk
        while waiting:
            if unpacker.eof:
                raise BadPacking
            try:
                body += unpacker.decompress(waiting, most + 1 - len(body))
            except zlib.error as error:
                raise BadPacking from error
            if len(body) > most:
                raise TooLarge
            hold(len(body))
            waiting = unpacker.unconsumed_tail or unpacker.unused_data
    if not unpacker.eof:
        raise BadPacking
    return bytes(body)
