"""What several commands need: the settings, thresholds, and a way to run a service until it ends."""

import logging
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any

import structlog
import typer

from models.reference import ReferenceVersion
from models.rules_toml import BadRules, parse_rules
from models.thresholds import Thresholds
from models.times import UnreadableTime, from_iso
from models.zone import Zone
from ops.event_loop import run
from ops.logs import start_logs
from ops.progress import EXIT
from ops.settings import BadSetting, Settings, misspelt_in_process
from ops.watchman import NotGettingOn
from wastetrack.failure import Failure


class Lazy:
    """The settings, read when a command first asks for them, so that `--help` works with a broken file."""

    def __init__(self, load: Callable[[], Settings]) -> None:
        self._load = load

    def settings(self) -> Settings:
        """The settings in force; raises BadSetting."""
        return self._load()


def settings_of(context: typer.Context) -> Settings:
    """The settings that this call of the program has; raises BadSetting."""
    lazy = context.find_object(Lazy)
    if lazy is None:
        raise BadSetting("no settings: the command was called outside the program")
    return lazy.settings()


def thresholds_of(path: Path | None) -> Thresholds:
    """The thresholds of a rules.toml, the defaults without one; raises Failure."""
    if path is None:
        return Thresholds()
    try:
        return parse_rules(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise Failure(f"cannot read {path}: {error.strerror}", 2) from error
    except (BadRules, UnicodeDecodeError) as error:
        raise Failure(str(error), 2) from error


def estates_unknown(thresholds: Thresholds, versions: Iterable[ReferenceVersion]) -> list[str]:
    """The estates with thresholds of their own that no zone of kind `estate` is."""
    there = {v.body.zone_id for v in versions if isinstance(v.body, Zone) and v.body.kind == "estate"}
    return sorted(thresholds.estates.keys() - there)


def period_of(from_: str | None, to: str | None) -> tuple[int | None, int | None]:
    """What `--from` and `--to` say, ms since the epoch, None where they say nothing; raises Failure."""
    from_ms, to_ms = _time("--from", from_), _time("--to", to)
    if from_ms is not None and to_ms is not None and from_ms > to_ms:
        raise Failure("--from is after --to", 2)
    return from_ms, to_ms


def _time(option: str, text: str | None) -> int | None:
    try:
        return None if text is None else from_iso(text)
    except UnreadableTime as error:
        raise Failure(f"{option}: {error}; write e.g. 2026-11-07T12:00:00Z", 2) from error


def hush_clients() -> None:
    """Keeps a client library's own lines from a person, who gets one line of ours."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL + 1)


def run_service(service: str, settings: Settings, serve: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs a service in an event loop of its own, with logs, until it ends; raises Failure."""
    start_logs(settings.log, service)
    for name, meant in misspelt_in_process():
        advice = f"is {meant} meant?" if meant else "`wastetrack config` lists the settings"
        structlog.get_logger(service).warning("a variable that sets nothing", variable=name, advice=advice)
    try:
        run(serve())
    except KeyboardInterrupt:
        return
    except NotGettingOn as error:
        raise Failure(f"{service} ends, since it does not get on: {error}", EXIT) from error
    except (OSError, RuntimeError) as error:
        raise Failure(str(error) or type(error).__name__) from error
