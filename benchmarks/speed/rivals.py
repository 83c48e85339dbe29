"""An opponent's round: its process over the pings that lie there."""

from pathlib import Path

import msgspec

from benchmarks.opponents.task import Progress
from benchmarks.speed.ground import Ground
from benchmarks.speed.services import Running

NAMES = {
    "aiokafka": "aiokafka_bare", "confluent": "confluent_bare", "bare_loop": "bare_loop",
    "durable_loop": "durable_loop",
}  # fmt: skip
"""What the results call each, and its module."""


def compete(ground: Ground, name: str, folder: Path, pings: int, seconds: float) -> Progress:
    """How far an opponent comes with so many pings, or in so long."""
    out = ground.folder / f"{name}.json"
    words = [
        f"benchmarks.opponents.{NAMES[name]}", "--bootstrap", ground.kafka.bootstrap, "--database", ground.database,
        "--folder", str(folder), "--pings", str(pings), "--seconds", str(seconds), "--out", str(out),
    ]  # fmt: skip
    with Running(words, ground.environ(), ground.folder / f"{name}.log") as running:
        running.wait(seconds + 60)
    return msgspec.json.decode(out.read_bytes(), type=Progress)
