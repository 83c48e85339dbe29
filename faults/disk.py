"""A small file system of its own for the database, so that it can be full; where it may not be mounted, a folder."""

import os
import subprocess
from pathlib import Path
from typing import Final

SIZE: Final = 8 << 30
_PAGE: Final = 4096


class SmallDisk:
    """A tmpfs on `folder`; `mounted` is False where this user may not mount, and then it cannot be full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mounted = False

    def mount(self) -> None:
        """Makes the folder, and mounts a file system there if it may."""
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.mounted = os.geteuid() == 0 and _mount(f"size={SIZE},mode=755", self.folder)

    def unmount(self) -> None:
        """Takes it away with all that is on it."""
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], capture_output=True, check=False)
            self.mounted = False

    def fill(self) -> None:
        """Makes it as small as what it holds: whoever writes next is told that the disk is full."""
        room = os.statvfs(self.folder)
        used = (room.f_blocks - room.f_bfree) * room.f_frsize
        if not _mount(f"remount,size={used + _PAGE}", self.folder):
            raise OSError(f"{self.folder} could not be made small")

    def clear(self) -> None:
        """Gives the room back."""
        _mount(f"remount,size={SIZE}", self.folder)


def _mount(options: str, folder: Path) -> bool:
    line = ["mount", "-t", "tmpfs", "-o", options, "wastetrack-faults", str(folder)]
    return subprocess.run(line, capture_output=True, check=False).returncode == 0
