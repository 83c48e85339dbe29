"""Logs: structured, on stderr, one line each; for people by default, JSON after `json:`."""

import logging
import sys
import time
from collections.abc import Callable
from typing import Final, TextIO

import structlog
from structlog.typing import Processor

from ops.setting_forms import LOG_LEVELS, what_to_write
from ops.settings import PREFIX, BadSetting

_LEVELS: Final = {name: getattr(logging, name.upper()) for name in LOG_LEVELS}
SELDOM_S: Final = 30.0
# Libraries that say the same line hundreds of times while a broker is away.
_TALKATIVE: Final = ("aiokafka", "kafka", "faust", "mode", "asyncio", "yoyo")


class Seldom(logging.Filter):
    """Lets one line of each kind through in 30 s; the kind is the logger, the level and the text before its values."""

    def __init__(self, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic_s = monotonic_s
        self._last: dict[tuple[str, int, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is let through."""
        kind = (record.name, record.levelno, str(record.msg)[:80])
        now_s = self._monotonic_s()
        if now_s - self._last.get(kind, -SELDOM_S) < SELDOM_S:
            return False
        if len(self._last) > 1000:
            self._last.clear()
        self._last[kind] = now_s
        return True


def read_log_setting(text: str) -> tuple[int, bool]:
    """The level, and whether lines are JSON; raises BadSetting."""
    as_json, level = text.startswith("json:"), text.removeprefix("json:").strip().lower()
    if (advice := what_to_write("log", text)) is not None:
        raise BadSetting(f"{PREFIX}LOG is {text!r}: {advice}")
    return _LEVELS[level], as_json


def start_logs(log: str, service: str, stream: TextIO | None = None) -> None:
    """Sends this process's logs, the libraries' too, to stderr (or `stream`) as the setting `log` says.

    Raises BadSetting.
    """
    level, as_json = read_log_setting(log)
    target = stream or sys.stderr
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    shown: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=target.isatty(),
            exception_formatter=structlog.dev.plain_traceback,  # never the values of variables: they hold personal data
        )
    )
    handler = logging.StreamHandler(target)
    transformer = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    last: list[Processor] = [structlog.processors.ExceptionRenderer(transformer)] if as_json else []
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, shown],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    seldom = Seldom()
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    handler.addFilter(lambda record: seldom.filter(record) if record.name.split(".")[0] in _TALKATIVE else True)
    for name in ("httpx", "httpcore", "uvicorn", "LiteStar", "litestar"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *common,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(service=service)
