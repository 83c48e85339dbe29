"""One run: the stage, the load and the faults; then rest, the checks, and what came of it."""

import asyncio
import contextlib
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import msgspec

from faults.checking import breaches as checked
from faults.evidence import Acked, Breach, Evidence, Exit, Injected, Lines, Memory, Notice, Offset, SentBatch, lines_of
from faults.kinds.kind import Kind
from faults.load import Load, build_fleet
from faults.schedule import run_schedule
from faults.service import now_ms
from faults.stage import Stage, staged, stop_services
from faults.watch import Watch

SETTLED_S: Final = 150.0
_STILL: Final = 4
_LOOK_S: Final = 1.0
_BURSTS: Final = 1.6
_WARM_UP_S: Final = 5.0


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was asked to do."""

    seconds: float
    seed: int
    kinds: tuple[Kind, ...]
    rate: float
    folder: Path | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has shown; `commit` and `day` are told of one that is kept."""

    seed: int
    seconds: float
    rate: float
    pings: int
    faults: tuple[Injected, ...]
    stalls_s: dict[str, float]
    breaches: tuple[Breach, ...]
    commit: str = ""
    day: str = ""


async def run(options: Options, say: Callable[[str], None]) -> Outcome:
    """Runs to the end and gives what it has shown; of it nothing is left but a folder asked for, or of a breach."""
    breaches: list[Breach] = []
    with _folder(options.folder, lambda: bool(breaches)) as folder, ExitStack() as stack:
        lines = {kind: stack.enter_context(Lines(folder, kind)) for kind in _KINDS}
        async with staged(folder, lines[Exit], lines[Notice]) as stage:
            load = stage.load = _load(stage, options, lines)
            watch = Watch(stage, lines[Memory], lines[Offset])
            say(f"{await load.publish()} papers published; logs and evidence in {folder}")
            async with _beside(watch.run()):
                breaches += await _disturb(options, stage, load, watch, lines[Injected], say)
                evidence = stage.evidence
            await watch.close()
            codes = await stop_services(stage)
            breaches += [_bad_end(name, code) for name, code in codes.items() if code]
            say("checking …")
            breaches += await checked(evidence)
            if breaches:
                say(f"something does not hold: logs and evidence stay in {folder}")
            faults = tuple(lines_of(evidence, Injected))
            return Outcome(
                seed=options.seed, seconds=options.seconds, rate=options.rate, pings=load.pings, faults=faults,
                stalls_s=stalls_s(evidence, faults), breaches=tuple(breaches),
            )  # fmt: skip


async def _disturb(
    options: Options, stage: Stage, load: Load, watch: Watch, faults: Lines, say: Callable[[str], None]
) -> list[Breach]:
    loading = asyncio.create_task(load.run())
    works: list[asyncio.Task[Any]] = [loading]
    try:
        await asyncio.sleep(_WARM_UP_S)
        rng = random.Random(f"{options.seed} faults")
        kinds = _possible(options.kinds, stage, say)
        breaking = asyncio.create_task(run_schedule(stage, watch, kinds, options.seconds, rng, faults, say))
        works.append(breaking)
        await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        if loading.done():
            loading.result()
            raise RuntimeError("the fleet came home before the run was over")
        breaking.result()
        load.stopping.set()
        await loading
    finally:
        # Both end before the stage is taken down, also where the run is broken off.
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)
    say("waiting until all is settled …")
    left = await _settled(stage, watch)
    if left is None:
        return []
    return [Breach(check="settled", what=f"not settled {SETTLED_S:.0f} s after the last ping", example=left, count=1)]


def _possible(kinds: Sequence[Kind], stage: Stage, say: Callable[[str], None]) -> list[Kind]:
    """The kinds that can be done here; of the others it is said why not. Raises RuntimeError when none is left."""
    reasons = [(kind, kind.cannot(stage)) for kind in kinds]
    for kind, reason in reasons:
        if reason is not None:
            say(f"left out: {kind.name}, {reason}")
    found = [kind for kind, reason in reasons if reason is None]
    if not found:
        raise RuntimeError("none of these faults can be done here")
    return found


async def _settled(stage: Stage, watch: Watch) -> str | None:
    """None once nothing is on its way any more, and stays so; else what still was when the time was over."""
    ends_ms = now_ms() + round(SETTLED_S * 1000)
    still = 0
    said = "nothing could be asked"
    while still < _STILL:
        if now_ms() > ends_ms:
            return said
        lag, left, ready = await watch.lag(), await watch.left(), await stage.all_ready()
        said = f"lag {lag}, {left}, ready: {ready}"
        still = still + 1 if ready and lag == 0 and left is not None and not any(left.values()) else 0
        await asyncio.sleep(_LOOK_S)
    return None


def stalls_s(evidence: Evidence, faults: Sequence[Injected]) -> dict[str, float]:
    """Of each kind of fault that came about, for how long at most the judging stood still until it was got over."""
    moved = _moves_ms(evidence)
    stalls: dict[str, float] = {}
    for fault in faults:
        if fault.failure:
            continue
        ends_ms = fault.back_ms or fault.ended_ms
        times = [at_ms for at_ms in moved if fault.began_ms <= at_ms <= ends_ms]
        steps = zip([fault.began_ms, *times], [*times, ends_ms], strict=True)
        longest = max(after - before for before, after in steps) / 1000
        stalls[fault.name] = max(stalls.get(fault.name, 0.0), longest)
    return stalls


def _moves_ms(evidence: Evidence) -> list[int]:
    """When the offsets were seen to have moved on."""
    totals: dict[int, int] = {}
    for one in lines_of(evidence, Offset):
        totals[one.at_ms] = totals.get(one.at_ms, 0) + one.next_offset
    moves: list[int] = []
    before = -1
    for at_ms, total in sorted(totals.items()):
        if total > before:
            moves.append(at_ms)
        before = total
    return moves


def _bad_end(name: str, code: int | None) -> Breach:
    return Breach(check="ends in order", what=f"{name} ended with {code} when told to end", example=name, count=1)


def _load(stage: Stage, options: Options, lines: dict[type[msgspec.Struct], Lines]) -> Load:
    world = build_fleet(options.seed, round(options.seconds * options.rate * _BURSTS))
    rng = random.Random(f"{options.seed} load")
    return Load(stage, world, options.rate, lines[Acked], lines[SentBatch], rng)


@contextlib.asynccontextmanager
async def _beside(work: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.contextmanager
def _folder(wanted: Path | None, is_needed: Callable[[], bool]) -> Iterator[Path]:
    """The folder asked for, or one that goes at the end unless it is needed still."""
    if wanted is not None:
        wanted.mkdir(mode=0o755, parents=True, exist_ok=True)
        yield wanted.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="wastetrack-faults-"))
    folder.chmod(0o711)  # as root PostgreSQL runs as `nobody`, who must get through
    try:
        yield folder
    finally:
        if not is_needed():
            shutil.rmtree(folder, ignore_errors=True)


_KINDS: Final[tuple[type[msgspec.Struct], ...]] = (Acked, SentBatch, Notice, Memory, Offset, Injected, Exit)
