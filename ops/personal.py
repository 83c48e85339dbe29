"""Sealing what may hold a person's data: AES-256-GCM, so that stored bytes say nothing without the key."""

import base64
import binascii
import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import platformdirs
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ops.settings import PREFIX, BadSetting, Settings

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_ID_BYTES: Final = 4
_NONCE_BYTES: Final = 12
_HEAD: Final = 1 + _ID_BYTES + _NONCE_BYTES


class CannotOpen(ValueError):
    """A sealed blob that is damaged, or was sealed with another key; its text says which."""


class Sealer:
    """Seals bytes and opens them again; a blob is version, key id, nonce, ciphertext."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise BadSetting(f"{PREFIX}PERSONAL_KEY holds {len(key)} bytes: write {KEY_BYTES} bytes in base64")
        self.key_id = hashlib.sha256(b"wastetrack personal key id" + key).digest()[:_ID_BYTES]
        self._head = _VERSION + self.key_id
        self._aead = AESGCM(key)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Sealer":
        """The sealer of the key that the settings hold, or of the key file, which is made at the first use.

        Raises BadSetting.
        """
        return cls(_key(settings))

    @classmethod
    def if_kept(cls, settings: Settings) -> "Sealer | None":
        """As `from_settings`, but no key file is made: None where there is no key. Raises BadSetting."""
        there = settings.personal_key or (platformdirs.user_data_path("wastetrack") / "personal.key").exists()
        return cls.from_settings(settings) if there else None

    def seal(self, plain: bytes) -> bytes:
        """The blob that holds `plain`; the same bytes give another blob each time."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._head + nonce + self._aead.encrypt(nonce, plain, self._head)

    def seal_each(self, plains: Sequence[bytes]) -> list[bytes]:
        """The blob of each, as `seal` makes it."""
        head, encrypt = self._head, self._aead.encrypt
        # To ask the system for every nonce by itself takes nearly as long as to seal. None is kept for later: a process
        # that forked would use it twice.
        random = os.urandom(_NONCE_BYTES * len(plains))
        nonces = [random[at : at + _NONCE_BYTES] for at in range(0, len(random), _NONCE_BYTES)]
        return [head + nonce + encrypt(nonce, plain, head) for nonce, plain in zip(nonces, plains, strict=True)]

    def open(self, blob: bytes) -> bytes:
        """What was sealed; raises CannotOpen."""
        if len(blob) < _HEAD or blob[:1] != _VERSION:
            raise CannotOpen("these bytes were not sealed by this program")
        head = blob[: 1 + _ID_BYTES]
        if head[1:] != self.key_id:
            ours = self.key_id.hex()
            raise CannotOpen(f"sealed with key {head[1:].hex()}, this one is {ours}: set {PREFIX}PERSONAL_KEY")
        try:
            return self._aead.decrypt(blob[len(head) : _HEAD], blob[_HEAD:], head)
        except InvalidTag as error:
            raise CannotOpen("the sealed bytes are damaged") from error


def derived_key(settings: Settings, label: str) -> bytes:
    """A key of KEY_BYTES for the one use that `label` names; says nothing of the key that seals. Raises BadSetting."""
    info = f"wastetrack {label}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(_key(settings))


def new_key() -> str:
    """A fresh key as it stands in a setting or a key file."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _key(settings: Settings) -> bytes:
    if settings.personal_key:
        return _from_base64(settings.personal_key, f"{PREFIX}PERSONAL_KEY")
    return _key_file(platformdirs.user_data_path("wastetrack") / "personal.key")


def _from_base64(text: str, named_by: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSetting(f"{named_by} is not base64: write {KEY_BYTES} bytes in base64") from error


def _key_file(path: Path) -> bytes:
    if not path.exists():
        _make_once(path)
    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"cannot read the key file {path}: {error}; or set {PREFIX}PERSONAL_KEY") from error
    return _from_base64(text, str(path))


def _make_once(path: Path) -> None:
    """Writes a key file whole or not at all; of several processes at once one wins and all read its key."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
        try:
            with os.fdopen(handle, "w") as file:
                file.write(new_key() + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(name, path)
        except FileExistsError:
            return
        finally:
            Path(name).unlink()
    except OSError as error:
        raise BadSetting(f"cannot make the key file {path}: {error.strerror}; or set {PREFIX}PERSONAL_KEY") from error
    structlog.get_logger("personal").warning(
        "made a key for personal data: keep it, without it stored bytes cannot be read again", file=str(path)
    )
