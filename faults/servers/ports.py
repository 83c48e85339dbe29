"""Ports for servers that come and go for half an hour."""

import random
import socket
from typing import Final

_BELOW_PASSING: Final = range(15_000, 32_000)
"""Under the range from which the system takes the ports of passing connections.

A client that tries a dead server's port again and again would sooner or later be given that port as its own, and then
talk to itself, or keep the server from coming back.
"""


def steady_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 on which nobody listens, all different, which no passing connection takes."""
    found: list[int] = []
    for port in random.sample(_BELOW_PASSING, len(_BELOW_PASSING)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"no {count} free ports on 127.0.0.1")
