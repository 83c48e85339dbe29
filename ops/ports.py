"""Ports of this machine for servers that are about to start."""

import random
import socket
from collections.abc import Collection
from typing import Final

_BELOW_PASSING: Final = range(15_000, 32_000)
"""Under the range from which Linux (32768 on) and macOS (49152 on) take the ports of passing connections.

A port that the system chooses itself is of that range: before the server listens on it, a connection of anybody may be
given it as its own end, and a client that tries a dead server's port again and again would come to talk to itself.
"""


def free_ports(count: int, but: Collection[int] = ()) -> list[int]:
    """Ports of 127.0.0.1 on which nobody listens, all different, which no passing connection takes. Raises OSError.

    None is one of `but`: those that somebody is about to listen on.
    """
    found: list[int] = []
    for port in random.SystemRandom().sample(_BELOW_PASSING, len(_BELOW_PASSING)):
        if port in but:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"no {count} free ports on 127.0.0.1 from {_BELOW_PASSING.start} to {_BELOW_PASSING.stop - 1}")


def free_port() -> int:
    """One of `free_ports`."""
    return free_ports(1)[0]
