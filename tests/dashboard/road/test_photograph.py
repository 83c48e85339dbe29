"""What a photograph says of itself, and what files are by their first bytes."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dashboard.road.kinds import kind_of, may_come
from dashboard.road.photograph import Own, read_own
from models.times import from_iso
from tests.dashboard.road.photographs import ENDLESS, EXIF_AT, EXIF_PLACE, a_photograph

BANGKOK = ZoneInfo("Asia/Bangkok")
UTC = ZoneInfo("UTC")


def own(tmp_path: Path, body: bytes, zone: ZoneInfo = BANGKOK) -> Own:
    path = tmp_path / "photograph"
    path.write_bytes(body)
    return read_own(path, "image/jpeg", zone)


def test_time_and_place_of_a_photograph(tmp_path: Path):
    said = own(tmp_path, a_photograph(), UTC)
    assert (said.at_ms, said.zoned) == (from_iso(EXIF_AT), True)
    assert said.place is not None
    assert (said.place.lat, said.place.lon) == pytest.approx(EXIF_PLACE, abs=1e-6)


def test_a_time_without_a_zone_is_the_centre_s_and_south_is_negative(tmp_path: Path):
    said = own(tmp_path, a_photograph(offset=b"", south=True))
    assert (said.at_ms, said.zoned) == (from_iso(EXIF_AT), False)
    assert said.place is not None
    assert said.place.lat < 0


@pytest.mark.parametrize("end", (0, 3, 30, 60, 100, 200))
def test_a_broken_photograph_says_nothing_or_what_is_whole(tmp_path: Path, end: int):
    said = own(tmp_path, a_photograph()[:end])
    assert said.at_ms in {None, from_iso(EXIF_AT)}


def test_a_photograph_whose_boxes_lead_to_themselves_says_nothing(tmp_path: Path):
    path = tmp_path / "photograph"
    path.write_bytes(ENDLESS)
    assert read_own(path, "image/heic", BANGKOK) == Own()


KINDS = [
    ("a JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg", "image/jpeg"),
    ("a PNG that is called a JPEG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/jpeg", "image/png"),
    ("a photograph of an iPhone", b"\0\0\0\x18ftypheic", "image/heic", "image/heic"),
    ("a video of an iPhone", b"\0\0\0\x14ftypqt  ", "video/quicktime", "video/quicktime"),
    ("a video", b"\0\0\0\x18ftypmp42", "video/mp4", "video/mp4"),
    ("sound in a container of videos", b"\0\0\0\x18ftypmp42", "audio/mp4", "audio/mp4"),
    ("sound that a browser recorded", b"\x1aE\xdf\xa3\x9fB\x86\x81", "audio/webm;codecs=opus", "audio/webm"),
    ("a WebP", b"RIFF\0\0\0\0WEBP", "image/webp", "image/webp"),
    ("a PDF", b"%PDF-1.7", "application/pdf", "application/pdf"),
    ("a page, whatever it is called", b"<!doctype html>", "image/jpeg", None),
    ("a drawing with a script in it", b"<svg xmlns=", "image/svg+xml", None),
    ("nothing", b"", "image/jpeg", None),
]


@pytest.mark.parametrize(("line", "head", "declared", "expected"), KINDS, ids=[case[0] for case in KINDS])
def test_what_a_file_is(line, head, declared, expected):
    assert kind_of(head, declared) == expected, line


@pytest.mark.parametrize(("declared", "expected"), (("", True), ("IMAGE/JPEG", True), ("audio/webm;codecs=opus", True), ("text/html", False)))
def test_what_is_worth_sending(declared, expected):
    assert may_come(declared) == expected
