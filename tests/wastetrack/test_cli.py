"""The words of a command line, before any command reads them."""

import subprocess
import sys

import pytest

from ops.version import version
from wastetrack.cli import config_first

WORDS = [
    ("before the command", ["--config", "f", "config"], ["--config", "f", "config"]),
    ("behind it", ["config", "--config", "f"], ["--config", "f", "config"]),
    ("behind a command of a command", ["gateway", "add-vendor", "x", "--config", "f"], ["--config", "f", "gateway", "add-vendor", "x"]),
    ("in one word", ["replay", "--config=f", "folder"], ["--config=f", "replay", "folder"]),
    ("without its file it is left for the command to refuse", ["config", "--config"], ["config", "--config"]),
    ("behind -- every word is the command's own", ["import", "--", "--config", "f"], ["import", "--", "--config", "f"]),
    ("none", ["config"], ["config"]),
]


@pytest.mark.parametrize(("words", "read"), [pytest.param(*case[1:], id=case[0]) for case in WORDS])
def test_the_settings_file_may_be_named_anywhere(words: list[str], read: list[str]):
    assert config_first(words) == read


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wastetrack", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_it_tells_its_version():
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"wastetrack {version()}\n", "")


def test_a_word_that_is_none_of_the_choices_is_told_in_plain_words():
    done = run("import", "trucks", "x.json")
    assert done.returncode == 2
    assert done.stderr.startswith("wastetrack: Invalid value for 'kind': 'trucks' is not one of 'permits', ")
