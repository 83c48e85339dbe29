"""People's passwords: Argon2id hashes, and one-time passwords that can be read out over the telephone."""

import os
import secrets
import threading
import unicodedata
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

# What RFC 9106 advises where memory is short. Chosen passwords need more than the random ones of vendors.
_MEMORY_KIB, _PASSES, _LANES, _SALT, _LENGTH = 65_536, 3, 4, 16, 32
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else
_GROUPS, _LETTERS = 4, 4
# OpenSSL lends its threads to one hash: of two at a time one fails, as if it were short of memory, or both never end.
_one_at_a_time = threading.Lock()

NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$ZmVkY2JhOTg3NjU0MzIxMA$P0C3D3tQZ0b6yqQq6Yk0b3o2mXn1s8vJt5R7uWc9dEg"
)
"""A hash that no password is known to have: what an unknown name is checked against takes as long as a known one's."""


def hash_password(password: str) -> str:
    """The hash that is kept, with its costs and salt; takes some 100 ms on purpose."""
    salt = os.urandom(_SALT)
    kdf = Argon2id(salt=salt, length=_LENGTH, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
    with _one_at_a_time:
        return kdf.derive_phc_encoded(_bytes(password))


def fits(password: str, kept: str) -> bool:
    """Whether a password has this hash; takes as long as `hash_password`."""
    try:
        with _one_at_a_time:
            Argon2id.verify_phc_encoded(_bytes(password), kept)
    except InvalidKey:
        return False
    return True


def one_time_password() -> str:
    """A random password of four groups of four letters and digits (79 bits)."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS))


def _bytes(password: str) -> bytes:
    # Two keyboards may write one Thai letter in two ways.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
