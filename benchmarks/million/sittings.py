"""Shards that were measured before a run was broken off: they are not measured again."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.million.driving import Driven
from benchmarks.million.order import Order

_DIRTY: Final = "-dirty"
_SHARD: Final = msgspec.json.Decoder(Driven)


class Sittings:
    """The shards of one order under one commit, a file each; of code that lies in no commit nothing is kept."""

    def __init__(self, folder: Path, order: Order, commit: str, *, together: bool) -> None:
        asked = msgspec.json.encode((order, commit, together))
        name = hashlib.sha256(asked).hexdigest()[:16]
        self._folder = None if commit == "none" or commit.endswith(_DIRTY) else folder / name

    def found(self) -> list[Driven]:
        """What was measured already, by the shards' numbers; a file that was not written whole is as none."""
        if self._folder is None or not self._folder.is_dir():
            return []
        return [one for file in sorted(self._folder.glob("*.json")) if (one := _read(file)) is not None]

    def keep(self, shard: Driven) -> None:
        """Keeps what a shard came to for a later sitting."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{shard.number:05}.json").write_bytes(msgspec.json.encode(shard))

    def forget(self) -> None:
        """The run is whole: what was kept for it is put away."""
        if self._folder is not None and self._folder.is_dir():
            for file in self._folder.glob("*.json"):
                file.unlink()
            self._folder.rmdir()


def left(shards: Sequence[Driven], count: int) -> set[int]:
    """The numbers of the shards that are still to be measured."""
    return set(range(count)) - {shard.number for shard in shards}


def _read(file: Path) -> Driven | None:
    try:
        return _SHARD.decode(file.read_bytes())
    except msgspec.DecodeError:
        return None
