"""`python -m faults`: breaks the whole system under load, again and again, and checks what is left."""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final, Never, TypeVar

from faults.kinds import KINDS, chosen
from faults.kinds.kind import Kind

RATE: Final = 100.0

Result = TypeVar("Result")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Never:
        """Wrong use: one line that says what to do, exit 2."""
        print(f"faults: {message} (`python -m faults --help` says how)", file=sys.stderr)
        sys.exit(2)


def main() -> int:
    """0 when all held, 1 on any breach, 2 on wrong use."""
    asked = _arguments()
    if asked.list:
        for kind in KINDS:
            print(f"{kind.family:<11} {kind.name:<22} {kind.tells}")
        return 0
    kinds = _kinds(asked.only)
    from faults.record import record, write_json
    from faults.run import Options, run
    from faults.stage import NotReady
    from faults.table import breached, last_line, table

    options = Options(seconds=asked.minutes * 60, seed=asked.seed, kinds=kinds, rate=asked.rate, folder=asked.keep)
    try:
        outcome = asyncio.run(_interruptible(run(options, _speaker())))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("faults: broken off", file=sys.stderr)
        return 130
    except (NotReady, OSError, RuntimeError) as error:
        print(f"faults: {error}", file=sys.stderr)
        return 1
    if asked.json is not None:
        write_json(outcome, asked.json)
    if asked.record:
        record(outcome)
    for line in (*table(outcome), *breached(outcome), last_line(outcome)):
        print(line)
    return 1 if outcome.breaches else 0


def _speaker() -> Callable[[str], None]:
    began_s = time.monotonic()
    return lambda line: print(f"{time.monotonic() - began_s:6.1f} s  {line}", flush=True)


async def _interruptible(work: Coroutine[Any, Any, Result]) -> Result:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    return await task


def _kinds(only: str) -> tuple[Kind, ...]:
    named = {word: chosen(word) for word in map(str.strip, only.split(","))} if only else {"": KINDS}
    if unknown := [word for word, kinds in named.items() if not kinds]:
        print(f"faults: no fault is named {', '.join(map(repr, unknown))}: `--list` shows them", file=sys.stderr)
        sys.exit(2)
    return tuple(dict.fromkeys(kind for kinds in named.values() for kind in kinds))


def _arguments() -> argparse.Namespace:
    parser = _Parser(prog="python -m faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="for how long things are broken (3)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed breaks the same things in the same order")
    parser.add_argument("--only", default="", help="names or families of faults, comma separated, or a part of names")
    parser.add_argument("--rate", type=float, default=RATE, help=f"pings a second ({RATE:.0f})")
    parser.add_argument("--keep", type=Path, default=None, metavar="FOLDER", help="where logs and evidence stay")
    parser.add_argument("--json", type=Path, default=None, metavar="FILE", help="where the outcome is written as JSON")
    parser.add_argument("--record", action="store_true", help="puts the outcome into docs/faults.md and .json")
    parser.add_argument("--list", action="store_true", help="shows the faults and ends")
    asked = parser.parse_args()
    if asked.keep is not None and asked.keep.exists() and any(asked.keep.iterdir()):
        parser.error(f"--keep: {asked.keep} holds something already: name a new folder")
    if asked.minutes <= 0 or asked.rate <= 0:
        parser.error("--minutes and --rate are over 0")
    return asked


if __name__ == "__main__":
    sys.exit(main())
