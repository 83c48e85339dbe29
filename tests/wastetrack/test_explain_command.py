"""`wastetrack explain` as a process, over a scenario folder: what it prints in both languages, and how it fails."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from tests.builders import ROAD_M, Scene, Track, judge
from tests.explain.chains import chain_of
from wastetrack.explain_words import WORDS

SCENE: Final = Scene(Track().stand(15).go(8000).go(8000, 3000).go(12_000, 3000).go(12_000, 0).go(ROAD_M).stand(10).go(15_000).pings)
ALERT_ID: Final = judge(SCENE).newest("route-deviation")[0]["alert_id"]
TRIP_ID: Final = judge(SCENE).trips()[0][1]["trip_id"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("detour")
    SCENE.write(folder)
    return folder


def explained(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wastetrack", "explain", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("lang", "heads", "words"),
    (
        ("th", ["ลำดับเวลา", "คำวินิจฉัยตามลำดับ", "พิกัดที่ใช้วินิจฉัย", "เกณฑ์ที่ใช้บังคับ"], ["2 พ.ย. 2569", "รถออกนอกเส้นทางที่ได้รับอนุญาต", "กลับเข้าเส้นทาง"]),
        ("en", ["Times", "What was decided, in order", "The pings that it rests on", "Thresholds in force"], ["Off the permitted route", "returned to the route"]),
    ),
)  # fmt: skip
def test_it_speaks_thai_and_english(folder: Path, lang: str, heads: list[str], words: list[str]):
    done = explained("--scenario", folder, ALERT_ID, "--lang", lang)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [head for head in heads if head not in lines] == []
    assert [word for word in words if word not in done.stdout] == []


def test_thai_is_the_default_and_leaves_no_english_words(folder: Path):
    names = {"unit", "GEN", "PROC", "Place", "Asia", "Bangkok", "hdop"}
    for told_id in (TRIP_ID, ALERT_ID):
        text = explained("--scenario", folder, told_id).stdout
        assert set(re.findall(r"[A-Za-z]{2,}", text.replace(TRIP_ID, "").replace(ALERT_ID, ""))) - names == set()


def test_json_is_the_whole_chain(folder: Path):
    found = json.loads(explained("--scenario", folder, ALERT_ID, "--json").stdout)
    expected: Any = json.loads(msgspec.json.encode(chain_of(SCENE, ALERT_ID)))
    assert found == expected


def test_an_unknown_id_and_folder_are_one_line(folder: Path):
    unknown, nowhere = explained("--scenario", folder, "x"), explained("--scenario", folder / "no", "x")
    assert (unknown.returncode, nowhere.returncode) == (1, 2)
    assert unknown.stderr.startswith("wastetrack: no alert or trip of the scenario has the id x")
    assert {unknown.stderr.count("\n"), nowhere.stderr.count("\n")} == {1}


def test_every_word_is_there_in_both_languages():
    assert [key for key, (thai, english) in WORDS.items() if not (thai and english)] == []


@pytest.mark.parametrize(("lang", "told"), (("th", ["อยู่นอกแนวเส้นทาง ใช่", "จอดในแนวเส้นทางได้ไม่เกิน 20 นาที"]), ("en", ["Off the corridor yes", "Stop on the corridor, up to 20 min"])))
def test_figures_are_written_as_people_write_them(tmp_path: Path, lang: str, told: list[str]):
    scene = Scene(Track().stand(15).go(8000).go(8000, 3000).stand(9).pings)
    scene.write(tmp_path)
    text = explained("--scenario", tmp_path, judge(scene).newest("unauthorised-stop")[0]["alert_id"], "--lang", lang).stdout
    unwrapped = " ".join(text.split())
    assert [figure for figure in told if figure not in unwrapped] == []
