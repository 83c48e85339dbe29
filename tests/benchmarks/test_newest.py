"""The tables of the newest whole run say what the results say."""

from benchmarks.marked_page import RESULTS, filled
from benchmarks.speed.newest import PAGE, read


def test_the_page_has_the_figures_of_the_results() -> None:
    """`python -m benchmarks.speed.newest --write` puts them there."""
    page = PAGE.read_text("utf-8")
    assert filled(page, read(RESULTS)) == page
