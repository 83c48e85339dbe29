"""The bytes of a batch as received: what a row of raw_batches holds, and the digest that chains the rows."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec


class RawEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One record: its offset, the SHA-256 of its bytes as received, those bytes sealed, and who sent them from where.

    The bytes were packed before they were sealed, so that a row of them is not packed again.
    """

    offset: int
    sha256: bytes
    sealed: bytes
    sender: str = ""
    source: str = ""


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(list[RawEntry])


def pack_entries(entries: Sequence[RawEntry]) -> bytes:
    """The body of a row: the entries as MessagePack."""
    return _ENCODER.encode(entries)


def unpack_entries(body: bytes) -> list[RawEntry]:
    """The entries of `pack_entries`'s bytes; raises msgspec.DecodeError."""
    return _DECODER.decode(body)


def chained(previous: bytes, entries: Iterable[RawEntry]) -> bytes:
    """The digest after these entries: SHA-256 of the digest before them and of each entry's SHA-256, in order."""
    digest = hashlib.sha256(previous)
    for entry in entries:
        digest.update(entry.sha256)
    return digest.digest()
