"""Logs: levels, JSON lines, the libraries' lines, and no floods."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from ops.logs import SELDOM_S, Seldom, read_log_setting, start_logs
from ops.settings import BadSetting


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize(
    ("text", "read"),
    (("debug", (10, False)), ("info", (20, False)), ("json:warning", (30, True)), ("json:ERROR", (40, True))),
)
def test_the_setting_names_a_level_and_a_form(text: str, read: tuple[int, bool]) -> None:
    assert read_log_setting(text) == read


@pytest.mark.parametrize("text", ("", "json:", "loud", "info:json"))
def test_a_level_that_is_none_is_refused_with_the_choices(text: str) -> None:
    with pytest.raises(BadSetting, match="debug, info, warning, error"):
        start_logs(text, "gateway")


def test_json_lines_hold_the_event_its_fields_and_the_service() -> None:
    out = io.StringIO()
    start_logs("json:info", "gateway", out)
    structlog.get_logger("gateway").info("connected", kafka="a:1", ไทย="ใช่")
    structlog.get_logger("gateway").debug("unseen")
    (line,) = out.getvalue().splitlines()
    found = json.loads(line)
    assert {name: found[name] for name in ("event", "level", "logger", "service", "kafka", "ไทย")} == {
        "event": "connected", "level": "info", "logger": "gateway", "service": "gateway", "kafka": "a:1", "ไทย": "ใช่",
    }  # fmt: skip
    assert found["timestamp"].endswith("Z")
    assert "ใช่" in line


def test_an_exception_stands_in_its_json_line() -> None:
    out = io.StringIO()
    start_logs("json:info", "gateway", out)
    try:
        raise RuntimeError("because")
    except RuntimeError:
        structlog.get_logger("x").exception("failed")
    assert json.loads(out.getvalue())["exception"][0]["exc_value"] == "because"


@pytest.mark.parametrize("log", ("info", "json:info"))
def test_a_traceback_never_shows_the_values_of_variables(log: str) -> None:
    out = io.StringIO()
    start_logs(log, "gateway", out)
    driver = "SEN" + "TINEL"
    try:
        raise RuntimeError("because")
    except RuntimeError:
        structlog.get_logger("x").exception("failed")
        logging.getLogger("y").exception("failed")
    assert driver
    assert "SENTINEL" not in out.getvalue()
    assert out.getvalue().count("because") >= 2


def test_a_person_reads_plain_lines() -> None:
    out = io.StringIO()
    start_logs("info", "gateway", out)
    structlog.get_logger("gateway").warning("not there yet", kafka="a:1")
    assert "not there yet" in out.getvalue()
    assert "kafka=a:1" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_a_library_that_repeats_itself_is_heard_once() -> None:
    out = io.StringIO()
    start_logs("json:info", "gateway", out)
    for port in range(50):
        logging.getLogger("aiokafka").error("Unable connect to node with id %s", port)
    logging.getLogger("aiokafka").info("chatter")
    logging.getLogger("elsewhere").info("said")
    logging.getLogger("elsewhere").info("said")
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == [
        "Unable connect to node with id 0", "said", "said",
    ]  # fmt: skip


def test_what_is_seldom_is_heard_again_later() -> None:
    now_s = [100.0]
    seldom = Seldom(lambda: now_s[0])
    line = logging.LogRecord("aiokafka", logging.ERROR, "", 0, "away %s", (1,), None)
    assert seldom.filter(line)
    assert not seldom.filter(line)
    now_s[0] += SELDOM_S
    assert seldom.filter(line)
