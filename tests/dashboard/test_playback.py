"""Playback: thinned tracks of several units as columns of differences, and the alerts that began in the period."""

from itertools import accumulate
from typing import Any, Final

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.playback.tracks import MAX_FIXES, columns, speeds, step_ms
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, from_iso, to_iso
from storage.lists_playback import PlayedFix
from tests.dashboard.pings import Fix, put_fixes
from tests.dashboard.seed import alert_data, put_alert, put_unit, unit_body

BEGIN: Final = from_iso("2026-11-02T00:00:00Z")
HOUR: Final = {"from": to_iso(BEGIN), "to": to_iso(BEGIN + HOUR_MS)}


def fix(unit_id: str, second: float, lon: float, **changes: Any) -> Fix:
    values: dict[str, Any] = {"unit_id": unit_id, "utc_ms": BEGIN + round(second * 1000), "lon": lon, "lat": 12.6} | changes
    return Fix(**values)


async def test_tracks_of_several_units_over_a_period(api: httpx.AsyncClient, rows: Any):
    await put_fixes(rows, [
        fix("U1", 60, 101.00002), fix("U1", 0, 101.0, speed_kmh=None), fix("U1", 3_600, 101.1), fix("U1", -1, 101.1),
        fix("U1", 60, 101.5, standing=1), fix("U1", 90, 101.5, fix=0),
        fix("U2", 5.9, 101.2), fix("U3", 5, 101.3),
    ])  # fmt: skip
    await put_unit(rows, unit_body("U1"))
    answer = (await api.get("/api/v1/playback", params=HOUR | {"unit_id": ["U1", "U2", "U1", "silent"]})).json()
    assert answer == HOUR | {
        "step_s": 1, "cut": False, "alerts": [],
        "units": [
            {"unit_id": "U1", "plate": "70-1234", "province": "ระยอง", "t": [0, 60], "lon": [10_100_000, 2], "lat": [1_260_000, 0], "speed": [None, 40]},
            {"unit_id": "U2", "plate": None, "province": None, "t": [5], "lon": [10_120_000], "lat": [1_260_000], "speed": [40]},
            {"unit_id": "silent", "plate": None, "province": None, "t": [], "lon": [], "lat": [], "speed": []},
        ],
    }  # fmt: skip


async def test_of_each_step_the_first_fix_is_given(api: httpx.AsyncClient, rows: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dashboard.playback.tracks.MAX_FIXES", 360)
    await put_fixes(rows, [fix("U1", second, 101.0) for second in (0, 4, 9, 10, 25, 29, 3_599)])
    answer = (await api.get("/api/v1/playback", params=HOUR | {"unit_id": "U1"})).json()
    assert (answer["step_s"], list(accumulate(answer["units"][0]["t"]))) == (10, [0, 10, 25, 3_599])


async def test_more_than_fits_is_said(api: httpx.AsyncClient, rows: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dashboard.playback.play.MAX_FIXES", 2)
    await put_fixes(rows, [fix("U1", second, 101.0) for second in (0, 4, 9)])
    answer = (await api.get("/api/v1/playback", params=HOUR | {"unit_id": "U1"})).json()
    assert (answer["cut"], answer["units"][0]["t"]) == (True, [0, 4])


async def test_alerts_of_the_units_that_began_in_the_period_are_pinned(api: httpx.AsyncClient, rows: Any):
    for name, minute, changes in (("A1", 5, {}), ("A2", 59, {"lat": None, "lon": None}), ("A3", 60, {}), ("A4", 5, {"unit_id": "U2"})):
        await put_alert(rows, alert_data(name, minute, **changes))
    pins = (await api.get("/api/v1/playback", params=HOUR | {"unit_id": "U1"})).json()["alerts"]
    assert [(pin["alert_id"], pin["started_at"], pin["lat"]) for pin in pins] == [
        ("A2", to_iso(BEGIN + 59 * MINUTE_MS), None), ("A1", to_iso(BEGIN + 5 * MINUTE_MS), 12.67),
    ]  # fmt: skip


REFUSED: tuple[Any, ...] = (
    ("more than 100 units", {"unit_id": [f"U{number}" for number in range(101)]}, "'unit_id'"),
    ("more than 26 h", {"to": to_iso(BEGIN + 26 * HOUR_MS + 1)}, "'to': at most 26 h"),
    ("no time", {"from": "soon"}, "'from': not an ISO-8601 time"),
    ("no units", {"unit_id": []}, "unit_id"),
)


@pytest.mark.parametrize(("changes", "detail"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_what_cannot_be_played_is_refused(api: httpx.AsyncClient, changes: dict[str, Any], detail: str):
    answer = await api.get("/api/v1/playback", params=HOUR | {"unit_id": "U1"} | changes)
    assert answer.status_code == 400
    assert detail in answer.json()["detail"]


STEPS: tuple[Any, ...] = (
    ("one truck over a day, each second", 1, DAY_MS, 1),
    ("ten over a day", 10, DAY_MS, 2),
    ("a hundred over a day", 100, DAY_MS, 15),
    ("a hundred over all that can be asked", 100, DAY_MS + 2 * HOUR_MS, 30),
)


@pytest.mark.parametrize(("units", "period_ms", "step_s"), [row[1:] for row in STEPS], ids=[row[0] for row in STEPS])
def test_how_finely_a_period_is_shown(units: int, period_ms: int, step_s: int):
    assert step_ms(units, period_ms) == step_s * 1000
    assert units * period_ms / step_ms(units, period_ms) <= MAX_FIXES


def by_time(fixes: list[Any]) -> list[Any]:
    return sorted(fixes, key=lambda fix: fix[0])


@given(st.lists(st.tuples(st.integers(0, 86_399), st.floats(97, 106), st.floats(5, 21), st.none() | st.floats(0, 150)), min_size=1).map(by_time))
def test_columns_give_back_what_was_put_in(fixes: list[tuple[int, float, float, float | None]]):
    rows = [PlayedFix("U1", BEGIN + second * 1000, lat, lon, speed) for second, lon, lat, speed in fixes]
    seconds, lons, lats = columns(rows, BEGIN)["U1"]
    assert list(accumulate(seconds)) == [second for second, *_ in fixes]
    for told, written in ((lons, [lon for _, lon, _, _ in fixes]), (lats, [lat for _, _, lat, _ in fixes])):
        assert all(abs(whole / 1e5 - degrees) < 6e-6 for whole, degrees in zip(accumulate(told), written, strict=True))
    assert len(speeds(rows)["U1"]) == len(fixes)
