"""The tables of the newest whole run say what the results say."""

from pathlib import Path

import msgspec
import pytest

from benchmarks.marked_page import RESULTS, filled
from benchmarks.speed.newest import PAGE, main, read
from benchmarks.speed.report import FILE


def test_the_page_has_the_figures_of_the_results() -> None:
    """`python -m benchmarks.speed.newest --write` puts them there."""
    page = PAGE.read_text("utf-8")
    assert filled(page, read(RESULTS)) == page


def test_of_a_run_of_some_cases_it_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = msgspec.json.decode((RESULTS / FILE).read_bytes())
    del run["cases"]["scaling"]
    (tmp_path / FILE).write_bytes(msgspec.json.encode(run))
    assert main(["--results", str(tmp_path)]) == 1
    assert f"{tmp_path} has no scaling: it is not of a whole run" in capsys.readouterr().err
