"""Playback: the tracks of several trucks over a day, and the alerts that began in it."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from litestar import Response, get
from litestar.params import FromQuery, QueryParameter
from msgspec import UNSET

from dashboard.answers import Alert
from dashboard.given import (
    NO_STORE,
    GivenNoted,
    GivenPageSettings,
    GivenPerson,
    GivenPool,
    GivenReach,
    json_answer,
    problem_specs,
)
from dashboard.lookups.noted import Looked
from dashboard.lookups.trucks import Truck, load_trucks
from dashboard.parameters import read_period
from dashboard.playback.tracks import MAX_FIXES, PlayedTrack, columns, speeds, step_ms
from dashboard.problems import bad_parameter
from models.alert import Severity, Urgency
from models.reach import UnitSpan
from models.times import DAY_MS, HOUR_MS, to_iso
from storage.lists_playback import PlayedFix, read_pins, read_played
from storage.lists_scope import read_spans_seen

MAX_UNITS: Final = 100
MAX_PERIOD_MS: Final = DAY_MS + 2 * HOUR_MS
MAX_PINS: Final = 1_000


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """An alert of one of the units that began in the period."""

    alert_id: str
    unit_id: str
    rule: str
    severity: Severity
    urgency: Urgency
    started_at: str
    reason_th: str
    reason_en: str
    lat: float | None
    lon: float | None


class Playback(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """The tracks of a period, one for each unit asked for, also for one without a fix in it.

    At most one fix in `step_s` seconds of each unit is given; `cut` says that there are more than fit even so.
    """

    from_: str
    to: str
    step_s: int
    cut: bool
    units: list[PlayedTrack]
    alerts: list[Pin]


@get("/playback", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def show_playback(
    pool: GivenPool,
    person: GivenPerson,
    noted: GivenNoted,
    reach: GivenReach,
    page_settings: GivenPageSettings,
    from_: Annotated[str, QueryParameter(name="from", description="ISO-8601, inclusive")],
    to: Annotated[str, QueryParameter(description="ISO-8601, exclusive, at most 26 h later")],
    unit_id: Annotated[list[str], QueryParameter(description=f"repeated, at most {MAX_UNITS}")],
    why: FromQuery[str] = "",
) -> Response[Playback]:
    """The tracks of some units over a period of any stored day, thinned so that they fit, as columns of differences.

    Somebody kept to a scope is given the times in which a unit may be seen, and no unit that may not be at any of them.
    The look-up is put down with who asked and why.
    """
    unit_ids = list(dict.fromkeys(unit_id))
    if not 1 <= len(unit_ids) <= MAX_UNITS:
        raise bad_parameter("unit_id", f"1 to {MAX_UNITS} units", f"ต้องระบุเครื่อง 1 ถึง {MAX_UNITS} เครื่อง")
    from_ms, to_ms = read_period(from_, to, 0)
    if to_ms - from_ms > MAX_PERIOD_MS:
        raise bad_parameter("to", "at most 26 h after 'from'", "ต้องห่างจาก 'from' ไม่เกิน 26 ชั่วโมง")
    asked = {"unit_ids": unit_ids, "from": to_iso(from_ms), "to": to_iso(to_ms)}
    await noted(person, Looked(kind="playback", asked=asked), why)
    spans = await read_spans_seen(pool, reach, from_ms, to_ms, unit_ids)
    middles_ms = _middles_ms(unit_ids, from_ms, to_ms, spans)
    unit_ids = list(middles_ms)
    thinned_ms = step_ms(len(unit_ids), to_ms - from_ms)
    fixes = await read_played(
        pool, unit_ids, from_ms, to_ms, step_ms=thinned_ms, limit=MAX_FIXES + 1, spans=spans
    )
    pins = await read_pins(pool, unit_ids, from_ms, to_ms, MAX_PINS, reach)
    known = await load_trucks(pool, middles_ms, page_settings.timezone)
    trucks = {unit_id: known.at(unit_id, at_ms) for unit_id, at_ms in middles_ms.items()}
    tracks = await asyncio.to_thread(_tracks, unit_ids, fixes[:MAX_FIXES], trucks, from_ms)
    return json_answer(
        Playback(
            from_=to_iso(from_ms), to=to_iso(to_ms), step_s=thinned_ms // 1000, cut=len(fixes) > MAX_FIXES,
            units=tracks, alerts=[_pin(body) for body in pins],
        )
    )  # fmt: skip


def _middles_ms(
    unit_ids: Sequence[str], from_ms: int, to_ms: int, spans: Sequence[UnitSpan] | None
) -> dict[str, int]:
    """Of each unit that may be seen the middle of the period, or of the first part of it in which it may be."""
    if spans is None:
        return dict.fromkeys(unit_ids, (from_ms + to_ms) // 2)
    first = {span.unit_id: span for span in sorted(spans, key=lambda span: -span.from_ms)}
    return {
        unit_id: (max(from_ms, first[unit_id].from_ms) + min(to_ms, first[unit_id].to_ms)) // 2
        for unit_id in unit_ids
        if unit_id in first
    }


def _tracks(
    unit_ids: list[str], fixes: list[PlayedFix], trucks: dict[str, Truck], from_ms: int
) -> list[PlayedTrack]:
    places, told = columns(fixes, from_ms), speeds(fixes)
    tracks = []
    for unit_id in unit_ids:
        seconds, lon, lat = places.get(unit_id, ([], [], []))
        tracks.append(
            PlayedTrack(
                unit_id=unit_id, plate=trucks[unit_id].plate, province=trucks[unit_id].province,
                t=seconds, lon=lon, lat=lat, speed=told.get(unit_id, []),
            )
        )  # fmt: skip
    return tracks


def _pin(body: bytes) -> Pin:
    alert = msgspec.json.decode(body, type=Alert)
    return Pin(
        alert_id=alert.alert_id,
        unit_id=alert.unit_id or "",
        rule=alert.rule,
        severity=alert.severity,
        urgency=alert.urgency,
        started_at=alert.started_at,
        reason_th=alert.reason_th,
        reason_en=alert.reason_en,
        lat=None if alert.lat is UNSET else alert.lat,
        lon=None if alert.lon is UNSET else alert.lon,
    )
