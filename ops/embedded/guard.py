"""Runs one command and ends it when its own input closes: so a server never outlives whoever started it.

`python -m ops.embedded.guard SIGNAL UID GID COMMAND …`; UID and GID are `-` for "as I am". A parent that is killed
closes the pipe with it, which no handler in the parent could promise.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO

import psutil


class Guarded:
    """A command under guard: `release` ends it with the signal given, and waits."""

    def __init__(
        self, command: Sequence[str], *, end_with: signal.Signals, log: IO[bytes], user: tuple[int, int] | None = None
    ) -> None:
        uid, gid = (str(user[0]), str(user[1])) if user else ("-", "-")
        self._guard = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "ops.embedded.guard", str(int(end_with)), uid, gid, *command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches the parent alone, which ends its servers last
        )

    @property
    def pid(self) -> int:
        """The guard's process id."""
        return self._guard.pid

    def ended(self, within_s: float = 0.0) -> bool:
        """Whether the command is no longer there, or ends within so long."""
        try:
            self._guard.wait(within_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def release(self, patience_s: float) -> bool:
        """Lets the command end within `patience_s`; False when it did not and was killed, with all it started."""
        if self._guard.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.close()
        try:
            self._guard.wait(patience_s)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(psutil.Error):
                for process in psutil.Process(self._guard.pid).children(recursive=True):
                    process.kill()
            self._guard.kill()
            self._guard.wait()
            return False
        return True


def _main(arguments: Sequence[str]) -> int:
    end_with, uid, gid, *command = arguments
    as_user = {} if uid == "-" else {"user": int(uid), "group": int(gid), "extra_groups": []}
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: None)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd="/", **as_user)  # type: ignore[call-overload]  # noqa: S603

    def end_with_input() -> None:
        while os.read(0, 4096):
            pass
        child.send_signal(int(end_with))

    threading.Thread(target=end_with_input, daemon=True).start()
    return int(child.wait())


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
