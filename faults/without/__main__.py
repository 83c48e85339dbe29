"""`python -m faults.without GUARD[,GUARD] -- wastetrack tracker`: the program less some guards; `nothing` keeps all."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from faults.without.guards import GUARDS
from faults.without.moments import MOMENTS, stop_at


def main(arguments: Sequence[str]) -> None:
    """Takes the guards away, then runs the command as the program itself would."""
    parser = argparse.ArgumentParser(prog="python -m faults.without")
    parser.add_argument("guards", help=f"some of {', '.join(GUARDS)}, with commas; or nothing")
    for way in ("freeze", "hold"):
        parser.add_argument(f"--{way}", metavar="MOMENT=FILE", help=f"stand still once: at {', '.join(MOMENTS)}")
    parser.add_argument("command", nargs="+", help="wastetrack and its arguments, after --")
    chosen = parser.parse_args(arguments)
    if chosen.command[0] != "wastetrack":
        parser.error("the command is wastetrack's: -- wastetrack tracker")
    for guard in chosen.guards.split(","):
        if guard == "nothing":
            continue
        if guard not in GUARDS:
            parser.error(f"no guard {guard!r}: there are {', '.join(GUARDS)}")
        GUARDS[guard]()
    for way in ("freeze", "hold"):
        if stop := getattr(chosen, way):
            moment, _, file = stop.partition("=")
            if moment not in MOMENTS:
                parser.error(f"no moment {moment!r}: there are {', '.join(MOMENTS)}")
            stop_at(moment, Path(file), frozen=way == "freeze")
    sys.argv = chosen.command
    from wastetrack.cli import main as run

    run()


if __name__ == "__main__":
    main(sys.argv[1:])
