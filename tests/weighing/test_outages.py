"""The rules across units, fact by fact."""

from typing import Literal
from zoneinfo import ZoneInfo

from models.observation import Fact
from models.ruling import Excused
from models.thresholds import Thresholds
from models.times import MINUTE_MS
from models.vendor import vendor_of
from streams.judging.world import World
from streams.weighing.docket import Docket, decode_entry, encode_entry
from streams.weighing.weigh import next_due, weigh
from streams.weighing.weighed import Weighed

NOTHING = World((), Thresholds(), ZoneInfo("Asia/Bangkok"))
UNITS = [f"u{number}" for number in range(10)]


def fact(kind: Literal["under_way", "idle", "silent", "heard"], unit: str, minute: float, last: float) -> Fact:
    return Fact(
        kind=kind, key="vendor:043", unit_id=unit, receipt_ms=round(minute * MINUTE_MS), last_utc_ms=round(last * MINUTE_MS),
        last_receipt_ms=round(last * MINUTE_MS), trip_id=f"trip-{unit}",
    )  # fmt: skip


UNDER_WAY = [fact("under_way", unit, 0, 0) for unit in UNITS]
SILENT = [fact("silent", unit, 15, 10) for unit in UNITS[:5]]


def weighed(*facts: Fact, now: float = 15) -> Weighed:
    return weigh(Docket(), facts, round(now * MINUTE_MS), NOTHING)


def excused(found: Weighed) -> list[Excused]:
    return [ruling for ruling in found.rulings if isinstance(ruling, Excused)]


def due(*facts: Fact, now: float = 15) -> int | None:
    docket = Docket()
    weigh(docket, facts, round(now * MINUTE_MS), NOTHING)
    return next_due(docket)


def test_an_outage_excuses_its_units_and_no_others() -> None:
    found = weighed(*UNDER_WAY, *SILENT)
    assert [(r.unit_id, r.from_ms, r.until_ms) for r in excused(found)] == [(unit, 10 * MINUTE_MS, None) for unit in UNITS[:5]]
    assert [event.type for event in found.events] == ["wastetrack.alert.opened"]


def test_units_that_came_to_rest_are_not_under_way() -> None:
    resting = [fact("idle", unit, 5, 5) for unit in UNITS[5:]]
    (event,) = weighed(*UNDER_WAY, *resting, *SILENT).events
    assert event.data["evidence"]["measured"] == {"silent": 5, "under_way": 5}


def test_units_silent_long_before_are_not_counted() -> None:
    before = [fact("silent", unit, -10, -15) for unit in UNITS[5:8]]
    (event,) = weighed(*UNDER_WAY, *before, *SILENT).events
    assert event.data["evidence"]["measured"] == {"silent": 5, "under_way": 7}


def test_a_unit_that_falls_silent_meanwhile_joins_and_is_excused() -> None:
    found = weighed(*UNDER_WAY, *SILENT, fact("silent", "u7", 20, 15), now=20)
    assert [event.type.rpartition(".")[2] for event in found.events] == ["opened", "updated"]
    assert found.events[-1].data["trip_ids"] == [f"trip-{unit}" for unit in (*UNITS[:5], "u7")]
    assert excused(found)[-1].unit_id == "u7"


def test_it_ends_for_all_when_the_last_is_heard() -> None:
    heard = [fact("heard", unit, 20 + i, 20 + i) for i, unit in enumerate(UNITS[:5])]
    docket = Docket()
    found = weigh(docket, [*UNDER_WAY, *SILENT, *heard], 30 * MINUTE_MS, NOTHING)
    assert [event.type.rpartition(".")[2] for event in found.events] == ["opened", "closed"]
    assert [(r.unit_id, r.until_ms) for r in excused(found)[5:]] == [(unit, 24 * MINUTE_MS) for unit in UNITS[:5]]
    again = weigh(docket, [fact("silent", unit, 45, 40) for unit in UNITS[:5]], 45 * MINUTE_MS, NOTHING)
    assert [event.type.rpartition(".")[2] for event in again.events] == ["opened"]


def test_a_vendors_facts_are_its_own() -> None:
    other = [
        Fact(kind=f.kind, key="vendor:017", unit_id=f.unit_id, receipt_ms=f.receipt_ms, last_utc_ms=f.last_utc_ms, last_receipt_ms=f.last_receipt_ms)
        for f in SILENT[2:]
    ]
    assert weighed(*UNDER_WAY, *SILENT[:2], *other).events == []


def test_a_docket_reads_back_as_itself_and_goes_on() -> None:
    docket = Docket()
    weigh(docket, [*UNDER_WAY, *SILENT[:4]], 15 * MINUTE_MS, NOTHING)
    again = Docket({key: decode_entry(encode_entry(entry)) for key, entry in docket.entries.items()})
    assert again.entries == docket.entries
    assert next_due(again) == next_due(docket)
    assert weigh(again, SILENT[4:], 15 * MINUTE_MS, NOTHING).events == weighed(*UNDER_WAY, *SILENT).events


def test_silences_are_judged_again_eight_minutes_after_the_last_ping() -> None:
    assert due(*UNDER_WAY, *SILENT[:2]) == 18 * MINUTE_MS
    assert due(*UNDER_WAY, *SILENT[:2], now=18) is None
    assert next_due(Docket()) is None


def test_whose_vendor_a_unit_is() -> None:
    assert vendor_of("043AB0000000000000000000001", "someone") == "043"
    assert vendor_of("short", "someone") == "someone"
    assert vendor_of("short", "") is None
