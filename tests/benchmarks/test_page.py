"""The benchmark of the page: what it holds against a page, what it keeps, and one run so small that its figures mean nothing."""

import re
from pathlib import Path

import msgspec
import pytest

from benchmarks.page import __main__ as program
from benchmarks.page.found import Cost, Load, Round, View, Weight, faults, leak
from benchmarks.page.result import FILE, PICTURE, keep, of_cost, of_load, parts_named

ROOT = Path(__file__).parents[2]
TINY = program.Size(rounds=1, fleets=(60,), watched_s=2, warm_up_s=1, long_units=60, long_minutes=1, long_hurry=48)
INDEX = (ROOT / "dashboard/web/src/views/index.ts").read_text("utf-8")
VIEWS = re.findall(r"\bname: '(\w+)', title:", INDEX)
WEIGHT = Weight(js=500_000, css=20_000, fonts=60_000, other=60_000)


def a_load(**changes: object) -> Load:
    view = View(files=["/index.html"], all=WEIGHT, more=Weight(js=1, css=0, fonts=0, other=0))
    rounds = [Round(first_paint_ms=ms, first_trucks_ms=10 * ms) for ms in (300.0, 100.0, 200.0)]
    sound = Load(browser="1", complaints=[], foreign=[], units=60, views={"live": view, "trip": view}, rounds=rounds)
    return msgspec.structs.replace(sound, **changes)


def a_cost(**changes: object) -> Cost:
    sound = Cost(
        browser="1", complaints=[], foreign=[], units=60, hurry=48, span_s=60, trucks=60, is_live=True,
        heaps_mb=[10.0, 12.0, 11.0], tasks_ms_a_s=50, script_ms_a_s=30, layout_ms_a_s=1, style_ms_a_s=1,
        long_tasks_a_min=0.5, longest_task_ms=60, nodes=[1, 1], listeners=[1, 1],
    )  # fmt: skip
    return msgspec.structs.replace(sound, **changes)


TIED = {"live": View(files=["/assets/pmtiles-1.js"], all=WEIGHT, more=WEIGHT)}
AMISS = [
    ("a sound load", a_load(), []),
    ("a page that complains", a_load(complaints=["x is not a function"]), ["the page complained: x is not a function"]),
    ("a page that asks elsewhere", a_load(foreign=["https://t.example"]), ["the page asked https://t.example"]),
    ("what is to be loaded late", a_load(views=TIED), ["live loads /assets/pmtiles-1.js, which only a map of tiles needs"]),
    ("a sound page, however slow", a_cost(tasks_ms_a_s=990, long_tasks_a_min=500), []),
    ("a page that lost trucks", a_cost(trucks=59), ["it shows 59 of 60 trucks"]),
    ("a page that lost the stream", a_cost(is_live=False), ["it has lost the stream"]),
]


@pytest.mark.parametrize(("told", "lines"), [pytest.param(*case[1:], id=case[0]) for case in AMISS])
def test_contents_are_held_against_a_page_and_times_are_not(told: Load | Cost, lines: list[str]) -> None:
    assert faults(told) == lines


def test_a_heap_that_grows_over_a_fifth_is_a_leak() -> None:
    assert leak(a_cost(heaps_mb=[10.0, 30.0, 12.0])) is None
    assert "1.21 times" in (leak(a_cost(heaps_mb=[10.0, 12.1])) or "")


def test_parts_that_were_not_measured_stay_as_they_were(tmp_path: Path) -> None:
    keep({"long": of_cost(a_cost())}, tmp_path)
    assert not (tmp_path / PICTURE).exists()
    keep({"load": of_load(a_load())}, tmp_path)
    kept = msgspec.json.decode((tmp_path / FILE).read_bytes())
    assert list(kept) == ["load", "long"]
    assert kept["long"]["hours_of_stream"] == 1.6
    assert kept["load"]["measures"]["first_paint_ms"] == {"unit": "ms", "median": 200, "least": 100, "greatest": 300, "values": [300, 100, 200]}
    assert "520" in (tmp_path / PICTURE).read_text()


def test_parts_are_named_in_any_order() -> None:
    assert parts_named("long, load", tuple(program.PARTS)) == ["load", "long"]
    with pytest.raises(KeyError, match="tyres"):
        parts_named("tyres", tuple(program.PARTS))


def test_an_unknown_part_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["--only", "tyres"])
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_page_is_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chromium_path: str) -> None:
    """Every view that the page has is weighed, the live one with its map; the fleet is seen whole."""
    monkeypatch.setattr(program, "QUICK", TINY)
    monkeypatch.setenv("CHROMIUM", chromium_path)
    assert program.main(["--quick", "--results", str(tmp_path)]) == 0
    kept = msgspec.json.decode((tmp_path / FILE).read_bytes())
    views = kept["load"]["views"]
    assert sorted(views) == sorted(VIEWS)
    assert {"live", "inbox"} <= set(VIEWS)
    assert all(view["more"]["js"] > 0 for name, view in views.items() if name != "live")
    assert views["numbers"]["first"]["js"] < views["live"]["first"]["js"] / 2
    assert [fleet["units"] for fleet in kept["cost"]["fleets"]] == [60]
    assert "<svg" in (tmp_path / PICTURE).read_text()
