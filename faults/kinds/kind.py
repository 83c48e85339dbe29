"""What a kind of fault is."""

import random
from collections.abc import Awaitable, Callable

import msgspec

from faults.stage import Stage

Inject = Callable[[Stage, random.Random], Awaitable[str]]
"""Breaks something, mends it, and gives what it was that broke; by then the fault is over."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A fault by name: what it does, what it needs, and how it is chosen.

    `weight`: how often it comes beside others; 0: only once a run. `alone`: nothing else is broken meanwhile.
    `cannot` gives the reason why it cannot be done here, None where it can.
    """

    name: str
    family: str
    tells: str
    inject: Inject
    weight: float = 1.0
    alone: bool = False
    cannot: Callable[[Stage], str | None] = lambda _: None
