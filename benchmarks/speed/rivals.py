"""An opponent's round: its process over the pings that lie there."""

import os
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.opponents.task import Progress
from benchmarks.speed.ground import Ground
from benchmarks.speed.services import Running
from faults.stage import PARTITIONS

NAMES: Final = {
    "aiokafka": "aiokafka_bare", "confluent": "confluent_bare", "bare_loop": "bare_loop",
    "durable_loop": "durable_loop", "faust": "faust_agent", "quix": "quix_stream",
}  # fmt: skip
"""What the results call each, and its module."""


_SINGLE: Final = ("faust", "quix")
"""They are given a ping at a time, and in their time might not come to those that count."""
QUIX: Final = Path(__file__).resolve().parents[2] / ".tools" / "quix"
"""Where `tools/quix.sh` puts Quix Streams, which does not go with our version of confluent-kafka."""


def rivals() -> list[str]:
    """Those that can run here."""
    return [name for name in NAMES if name != "quix" or QUIX.exists()]


def compete(ground: Ground, name: str, folder: Path, pings: int, seconds: float, skip: int = 0) -> Progress:
    """How far an opponent comes with so many pings, or in so long; the first `skip` count for no loop."""
    out = ground.folder / f"{name}.json"
    out.unlink(missing_ok=True)
    words = [
        f"benchmarks.opponents.{NAMES[name]}", "--bootstrap", ground.kafka.bootstrap, "--database", ground.database,
        "--folder", str(folder), "--pings", str(pings), "--seconds", str(seconds), "--out", str(out),
        "--partitions", str(PARTITIONS), "--group", ground.group, "--skip", str(0 if name in _SINGLE else skip),
    ]  # fmt: skip
    environ = ground.environ()
    if name == "quix":
        environ["PYTHONPATH"] = os.pathsep.join((str(QUIX), environ["PYTHONPATH"]))
    with Running(words, environ, ground.folder / f"{name}.log") as running:
        running.until(out.exists, "it told how far it came", seconds + 90)
    return msgspec.json.decode(out.read_bytes(), type=Progress)
