"""Garbage: how seldom Python looks for cycles in a service that holds much and throws nearly all away without any."""

import gc
from typing import Final

_NEW: Final = 300_000
"""So many more objects than before, of those that may be in a cycle, make it look: one batch must not."""
_ROUNDS: Final = 20


def look_seldom() -> None:
    """Makes this process look for cycles seldom: what a batch allocates dies with it, and need not be walked over."""
    gc.set_threshold(_NEW, _ROUNDS, _ROUNDS)


def keep_for_good() -> None:
    """Takes all that is there now out of every later look: the modules, and what was read to stay."""
    gc.collect()
    gc.freeze()
