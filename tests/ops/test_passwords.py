"""Hashes of passwords, many at a time: each is made, and comes out right."""

import subprocess
import sys
from typing import Final

MANY: Final = """
from concurrent.futures import ThreadPoolExecutor
from ops import passwords
passwords._MEMORY_KIB, passwords._PASSES = 64, 1
with ThreadPoolExecutor(8) as threads:
    print(set(threads.map(lambda number: passwords.fits("rain", passwords.hash_password("rain")), range(200))))
"""


def test_many_at_once_neither_fail_nor_stand_still() -> None:
    """In a process of its own: one whose hashes stood still could not be ended from within."""
    done = subprocess.run([sys.executable, "-c", MANY], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.returncode) == ("{True}\n", 0), done.stderr
