"""`python -m benchmarks.million`: a million units drive for an hour, a ping a minute each, and are judged by replay.

Traffic is made as it is judged, and lies on no disk. A shard is judged in a process of its own; one that was measured
before the run was broken off is not measured again.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.million.across import weigh_all
from benchmarks.million.driving import drive
from benchmarks.million.held import hold
from benchmarks.million.manifests import keep
from benchmarks.million.order import Order, each_second, sample, shards_of
from benchmarks.million.result import FILE, Result, each_second_of, in_words, summed
from benchmarks.million.running import in_processes
from benchmarks.million.sittings import Sittings, left
from benchmarks.speed.machine import described
from benchmarks.speed.services import NotMeasured

LOOKS: Final = Path("build") / "million"
RESULTS: Final = Path(__file__).parents[1] / "results"


def main(words: Sequence[str] | None = None) -> int:
    """0 when all was measured, 1 when something went wrong, 2 on wrong use, 130 when broken off."""
    wish, order = _asked(words)
    began_s = time.monotonic()
    for sign in (signal.SIGTERM, signal.SIGINT):  # a shell may have had what it runs beside itself ignore the latter
        signal.signal(sign, signal.default_int_handler)
    try:
        result = _run(order, wish.at_once, wish.together, _speaker(began_s))
    except KeyboardInterrupt:
        print("million: broken off; the same command goes on with the shards that are left", file=sys.stderr)
        return 130
    except NotMeasured as error:
        print(f"million: {error}", file=sys.stderr)
        return 1
    file = _write(result, wish.results or (RESULTS if order.is_whole else LOOKS))
    for line in in_words(result):
        print(line)
    print(f"{file}; {result.took_s:.0f} s")
    return 0


def _run(order: Order, at_once: int, together: bool, say: Callable[[str], None]) -> Result:
    machine, began_s = described(), time.monotonic()
    shards = shards_of(msgspec.structs.replace(order, shards=1) if together else order)
    sittings = Sittings(LOOKS / "sittings", order, str(machine["commit"]), together=together)
    found = sittings.found()
    if found:
        say(f"{len(found)} of {len(shards)} shards were measured before: go on with the others")
    missing = left(found, len(shards))
    for one in in_processes(drive, [shard for shard in shards if shard.number in missing], at_once):
        found.append(one)
        sittings.keep(one)
        say(
            f"shard {one.number + 1} ({len(found)} of {len(shards)}): {one.units:,} units, {one.pings:,} pings,"
            f" {one.us_a_ping:.1f} us a ping, {one.events:,} events, {one.peak_bytes / 1e6:,.0f} MB"
        )
    say("a ping a second, of a part")
    (second,) = in_processes(drive, [each_second(order)], 1)
    say("what a unit holds, a manifest costs and a fact asks for, of a sample")
    (held,) = in_processes(hold, [sample(order)], 1)
    (kept,) = in_processes(keep, [sample(order)], 1)
    (across,) = in_processes(weigh_all, [sample(order)], 1)
    sittings.forget()
    return Result(
        sum=summed(found), each_second=each_second_of(second), held=held, manifest=kept, across=across,
        machine=machine, order=order, together=together, at_once=at_once,
        took_s=time.monotonic() - began_s, shards=sorted(found, key=lambda one: one.number),
    )  # fmt: skip


def _write(result: Result, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")
    return file


def _speaker(began_s: float) -> Callable[[str], None]:
    return lambda line: print(f"{time.monotonic() - began_s:7.1f} s  {line}", flush=True)


def _asked(words: Sequence[str] | None) -> tuple[argparse.Namespace, Order]:
    default = Order()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description=__doc__)
    for name, what in (
        ("units", "how many"), ("minutes", "how long they drive"), ("shards", "in how many shares they are judged"),
        ("zones", "each shard has all"), ("seed", "the same seed gives the same traffic"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=getattr(default, name), help=f"{what} (%(default)s)")
    parser.add_argument("--permits", type=int, help="of all units; one for every twenty where it is not said")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="shards at once (%(default)s)")
    parser.add_argument("--together", action="store_true", help="all units in one process, to see what they take")
    where = "the folder to write to (benchmarks/results after a whole million for an hour, else build/million)"
    parser.add_argument("--results", type=Path, help=where)
    wish = parser.parse_args(words)
    wish.permits = max(1, wish.units // 20) if wish.permits is None else wish.permits
    order = Order(**{name: getattr(wish, name) for name in Order.__struct_fields__})
    if min(order.units, order.minutes, order.shards, order.permits, wish.at_once) < 1 or order.zones < 10:
        parser.error("every number must be at least 1, zones at least 10")
    if order.units < order.shards:
        parser.error(f"{order.shards} shards of {order.units} units: take as many shards as units at most")
    return wish, order


if __name__ == "__main__":
    sys.exit(main())
