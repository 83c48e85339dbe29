"""`python -m faults.wrong_clock SECONDS SERVICE …`: the program with its clock so far from the machine's."""

import sys
import time


def main(offset_s: float) -> None:
    """Runs the program under a clock that is wrong by so many seconds; the machine's own is left alone."""
    true_s, true_ns = time.time, time.time_ns
    time.time = lambda: true_s() + offset_s
    time.time_ns = lambda: true_ns() + int(offset_s * 1_000_000_000)
    from wastetrack.cli import main as program

    program()


if __name__ == "__main__":
    offset_s = float(sys.argv.pop(1))
    main(offset_s)
