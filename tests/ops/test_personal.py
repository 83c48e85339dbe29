"""Sealing: what comes back, what does not, and the key file that is made once."""

import base64
import multiprocessing
import stat
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.personal import CannotOpen, Sealer, new_key
from ops.raw_bytes import MAX_OPENED_BYTES, open_raw, seal_raw, seal_raws
from ops.settings import BadSetting, load

KEY = bytes(range(32))
SEALER = Sealer(KEY)


@given(st.binary(max_size=500))
def test_what_is_sealed_opens_again_and_shows_nothing(plain: bytes) -> None:
    blob = SEALER.seal(plain)
    assert SEALER.open(blob) == plain
    assert len(plain) < 4 or plain not in blob
    assert SEALER.seal(plain) != blob


@given(st.binary(max_size=500))
def test_raw_bytes_come_back(raw: bytes) -> None:
    assert open_raw(seal_raw(raw, SEALER), SEALER) == raw


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_bytes_sealed_together_come_back_each_by_itself(raws: list[bytes]) -> None:
    blobs = seal_raws(raws, SEALER)
    assert [open_raw(blob, SEALER) for blob in blobs] == raws
    assert len({blob[5:17] for blob in blobs}) == len(raws)  # under one nonce twice, both would be open


def test_what_was_packed_before_leaves_no_trace() -> None:
    """Each blob is as long as if it had been packed first: the packer that is copied takes nothing in."""
    raw = b'{"unit_id": "017GT0600000860000090000051", "speed": 61.0}'
    length = len(seal_raw(raw, SEALER))
    seal_raw(raw * 20, SEALER)
    assert len(seal_raw(raw, SEALER)) == length
    assert {len(blob) for blob in seal_raws([raw, raw, raw], SEALER)} == {length}


def test_a_location_packs_to_a_fraction() -> None:
    raw = b'{"unit_id": "017GT0600000860000090000051", "utc_ts": "2027-01-05T11:22:33.444Z", "lat": 14.123, "lon": 99.5, "speed": 61.0, "course": 17, "fix": 1, "hdop": 1.1, "num_sats": 9}'
    assert len(seal_raw(raw, SEALER)) < len(raw) * 0.8


@pytest.mark.parametrize("at", (0, 2, 8, 20, -1))
def test_a_changed_byte_is_noticed(at: int) -> None:
    blob = bytearray(SEALER.seal(b"somebody"))
    blob[at] ^= 1
    with pytest.raises(CannotOpen):
        SEALER.open(bytes(blob))


@pytest.mark.parametrize("blob", (b"", b"\x01", b"x" * 50))
def test_foreign_bytes_do_not_open(blob: bytes) -> None:
    with pytest.raises(CannotOpen):
        SEALER.open(blob)


def test_another_key_is_named_by_its_id() -> None:
    with pytest.raises(CannotOpen, match=SEALER.key_id.hex()):
        Sealer(bytes(32)).open(SEALER.seal(b"x"))


def test_a_bomb_does_not_unpack() -> None:
    with pytest.raises(CannotOpen, match="over"):
        open_raw(seal_raw(bytes(MAX_OPENED_BYTES + 1), SEALER), SEALER)


def test_the_key_comes_from_the_settings() -> None:
    settings = load(None, {"WASTETRACK_PERSONAL_KEY": base64.b64encode(KEY).decode()})
    assert Sealer.from_settings(settings).open(SEALER.seal(b"x")) == b"x"


@pytest.mark.parametrize("key", ("short", base64.b64encode(b"16 bytes of text").decode(), "ไทย"))
def test_a_bad_key_is_told_in_one_line(key: str) -> None:
    with pytest.raises(BadSetting, match="32 bytes"):
        Sealer.from_settings(load(None, {"WASTETRACK_PERSONAL_KEY": key}))


def test_without_a_setting_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    first = Sealer.from_settings(load(None, {}))
    file = tmp_path / "wastetrack" / "personal.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["personal.key"]
    assert Sealer.from_settings(load(None, {})).open(first.seal(b"x")) == b"x"


def test_a_damaged_key_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "wastetrack").mkdir()
    (tmp_path / "wastetrack" / "personal.key").write_text("?")
    with pytest.raises(BadSetting, match=r"personal\.key"):
        Sealer.from_settings(load(None, {}))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    with pytest.raises(BadSetting, match="WASTETRACK_PERSONAL_KEY"):
        Sealer.from_settings(load(None, {}))


def key_id(_: int) -> bytes:
    return Sealer.from_settings(load(None, {})).key_id


def test_processes_that_start_together_share_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert len(set(pool.map(key_id, range(8), chunksize=1))) == 1


def test_a_new_key_is_a_key() -> None:
    assert len(base64.b64decode(new_key())) == 32
    assert new_key() != new_key()
    assert msgspec.json.encode(new_key())
