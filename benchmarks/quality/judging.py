"""A folder judged in this process, and what remains of its events: final states, and when alerts first sounded."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from geofences.geometry_check import geometry_problem
from models.event import ALERT_TYPES, Event, entity_of
from models.reference_json import from_folder
from models.rules_toml import parse_rules
from models.thresholds import Thresholds
from models.times import from_iso
from streams.judging.world import World
from streams.replay import Replay, merged, pings_files

BANGKOK = ZoneInfo("Asia/Bangkok")


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The newest version of every trip and alert; `sounded`: alerts that were ever immediate, and since when."""

    pings: int
    newest: dict[str, Event]
    sounded: dict[str, int]
    labels: dict[str, Any]


def judge(folder: Path, rules: str = "") -> Judged:
    """Replays a folder with the thresholds of a rules.toml's text, the defaults where it says nothing."""
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    reference = from_folder(folder, geometry_problem)
    if reference.rejected:
        raise ValueError(f"{folder}: {reference.rejected[0]}")
    thresholds = parse_rules(rules, "benchmark") if rules else Thresholds()
    newest: dict[str, Event] = {}
    sounded: dict[str, int] = {}

    def write(event: Event) -> None:
        entity = entity_of(event)
        newest[entity] = event
        if event.type in ALERT_TYPES and event.data["urgency"] == "immediate":
            sounded.setdefault(entity, from_iso(event.time))

    run = Replay(World(reference.versions, thresholds, BANGKOK), write, lambda _bad: None)
    for line in merged(pings_files(folder)):
        run.feed(line)
    run.finish(from_iso(labels["until"]))
    return Judged(pings=run.pings, newest=newest, sounded=sounded, labels=labels)
