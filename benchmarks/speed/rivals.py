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


QUIX: Final = Path(__file__).resolve().parents[2] / ".tools" / "quix"
"""Where `tools/quix.sh` puts Quix Streams, which does not go with our version of confluent-kafka."""


def rivals() -> list[str]:
    """Those that can run here."""
    return [name for name in NAMES if name != "quix" or QUIX.exists()]


def compete(ground: Ground, name: str, folder: Path, pings: int, seconds: float) -> Progress:
    """How far an opponent comes with so many pings, or in so long."""
    out = ground.folder / f"{name}.json"
    out.unlink(missing_ok=True)
    words = [
        f"benchmarks.opponents.{NAMES[name]}", "--bootstrap", ground.kafka.bootstrap, "--database", ground.database,
        "--folder", str(folder), "--pings", str(pings), "--seconds", str(seconds), "--out", str(out),
        "--partitions", str(PARTITIONS), "--group", ground.group,
    ]  # fmt: skip
    environ = ground.environ()
    if name == "quix":
        environ["PYTHONPATH"] = os.pathsep.join((str(QUIX), environ["PYTHONPATH"]))
    with Running(words, environ, ground.folder / f"{name}.log") as running:
        running.until(out.exists, "it told how far it came", seconds + 90)
    return msgspec.json.decode(out.read_bytes(), type=Progress)
