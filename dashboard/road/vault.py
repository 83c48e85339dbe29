"""The folder of files: each under a name of our own, growing in `parts` until it is whole; never written again then."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from pathlib import Path
from typing import Final

import platformdirs

from dashboard.road.kinds import HEAD_BYTES
from ops.settings import Settings

_READ_BYTES: Final = 1 << 20
LEAST_FREE_BYTES: Final = 1 << 30
"""So much stays free on the volume of the files, for the database that may lie beside them."""

PART_LIFE_S: Final = 14 * 24 * 3_600
"""A part that nobody has added to for so long is given up."""


def folder_of(settings: Settings) -> Path:
    """The folder that the settings name, else one among this user's data."""
    return Path(settings.files) if settings.files else platformdirs.user_data_path("wastetrack") / "files"


class Vault:
    """Files by id. Of several who add to one at the same time, one wins; all of it blocks."""

    def __init__(self, folder: Path) -> None:
        self._whole = folder
        self._parts = folder / "parts"

    def size(self, file_id: str) -> int:
        """How many bytes of a file have come."""
        for path in (self._part(file_id), self.path(file_id)):
            with contextlib.suppress(FileNotFoundError):
                return path.stat().st_size
        return 0

    def has_room(self, size: int) -> bool:
        """Whether so many bytes more leave the volume what is to stay free."""
        self._parts.mkdir(parents=True, exist_ok=True, mode=0o700)
        return shutil.disk_usage(self._parts).free - size >= LEAST_FREE_BYTES

    def sweep(self) -> None:
        """Removes parts that were given up; their files can be sent anew."""
        if not self._parts.is_dir():
            return
        for part in self._parts.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if part.stat().st_mtime < time.time() - PART_LIFE_S:
                    part.unlink()

    def append(self, file_id: str, offset: int, piece: bytes) -> bool:
        """Adds bytes where exactly `offset` have come before; says whether it did."""
        if self.path(file_id).exists():
            return False
        self._parts.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._part(file_id).open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_size != offset:
                return False
            file.write(piece)
            return True

    def examine(self, file_id: str) -> tuple[bytes, bytes]:
        """The SHA-256 of what has come, and its first bytes; it lies safe on the disk afterwards."""
        digest, head = hashlib.sha256(), b""
        with self.found(file_id).open("rb") as file:
            os.fsync(file.fileno())
            while piece := file.read(_READ_BYTES):
                head = head or piece[:HEAD_BYTES]
                digest.update(piece)
        return digest.digest(), head

    def keep(self, file_id: str) -> None:
        """Puts a whole file where it stays; one that is there already stays as it is."""
        with contextlib.suppress(FileNotFoundError):
            self._part(file_id).rename(self.path(file_id))
            folder = os.open(self._whole, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def drop(self, file_id: str) -> None:
        """Forgets what has come of a file that is not whole."""
        self._part(file_id).unlink(missing_ok=True)

    def path(self, file_id: str) -> Path:
        """Where a whole file lies."""
        return self._whole / file_id

    def found(self, file_id: str) -> Path:
        """Where a file lies now, whole or not."""
        part = self._part(file_id)
        return part if part.exists() else self.path(file_id)

    def _part(self, file_id: str) -> Path:
        return self._parts / file_id
