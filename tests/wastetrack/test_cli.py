"""The words of a command line, before any command reads them."""

import pytest

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
