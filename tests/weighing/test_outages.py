"""A vendor's outages, fact by fact: what each of its units tells of its outings."""

import random
from zoneinfo import ZoneInfo

import msgspec
import pytest

from models.observation import Fact, Outing
from models.ruling import Excused
from models.thresholds import Thresholds
from models.times import HOUR_MS, MINUTE_MS, from_iso
from models.vendor import vendor_of
from streams.judging.world import World
from streams.weighing.docket import Docket, ToldOutage, Vendor, decode_entry, encode_entry, vendor_key
from streams.weighing.weigh import next_due, weigh
from streams.weighing.weighed import Weighed

NOTHING = World((), Thresholds(), ZoneInfo("Asia/Bangkok"))
UNITS = [f"u{number}" for number in range(10)]


def out(unit: str, first: float, last: float | None = None, back: float | None = None, *, told: float, vendor: str = "043") -> Fact:
    """An outing, in minutes: first ping, last one, the next one; told at a minute, by a unit that told of it before or not."""
    outing = Outing(
        first_ms=at_minute(first), last_ms=None if last is None else at_minute(last), next_ms=None if back is None else at_minute(back),
        trip_key="a trip", trip_id=f"trip-{unit}", vendor=vendor,
    )  # fmt: skip
    return Fact(kind="seen", key="seen", unit_id=unit, receipt_ms=at_minute(told), observation=outing)


def undone(fact: Fact, told: float) -> Fact:
    return Fact(kind="gone", key="seen", unit_id=fact.unit_id, receipt_ms=at_minute(told), was=fact.observation)


def at_minute(minute: float) -> int:
    return round(minute * MINUTE_MS)


UNDER_WAY = [out(unit, 0, told=0) for unit in UNITS]
SILENT = [out(unit, 0, 10, told=15) for unit in UNITS[:5]]


def weighed(*facts: Fact, now: float = 15) -> Weighed:
    return weigh(Docket(), facts, at_minute(now), NOTHING)


def excused(found: Weighed) -> list[Excused]:
    return [ruling for ruling in found.rulings if isinstance(ruling, Excused)]


def life(found: Weighed) -> list[str]:
    return [" ".join([event.type.rpartition(".")[2], event.data.get("close_reason", "")]).strip() for event in found.events]


def measured(found: Weighed) -> dict[str, int]:
    return dict(found.events[-1].data["evidence"]["measured"])


def known(docket: Docket) -> ToldOutage:
    vendor = docket.entries["vendor:043"]
    assert isinstance(vendor, Vendor)
    (told,) = (told for told in vendor.outages.values() if told.published.alert and told.published.alert.close_reason != "late_evidence")
    return told


def test_an_outage_excuses_its_units_and_no_others() -> None:
    found = weighed(*UNDER_WAY, *SILENT)
    assert [(r.unit_id, r.from_ms, r.until_ms) for r in excused(found)] == [(unit, at_minute(10), None) for unit in UNITS[:5]]
    assert life(found) == ["opened"]


@pytest.mark.parametrize(
    ("says", "others", "under_way"),
    (
        ("the others are under way", UNDER_WAY[5:], 10),
        ("the others came to rest before", [out(unit, 0, 4, 5, told=5) for unit in UNITS[5:]], 5),
        ("the others came to rest after it", [out(unit, 0, 11, 12, told=12) for unit in UNITS[5:]], 10),
        ("the others set out after it", [out(unit, 10.5, told=11) for unit in UNITS[5:]], 5),
        ("three of them were silent long before", [*UNDER_WAY[8:], *(out(unit, -60, -15, told=-10) for unit in UNITS[5:8])], 7),
        ("three of them fell silent shortly before", [*UNDER_WAY[8:], *(out(unit, -60, 1, told=6) for unit in UNITS[5:8])], 10),
    ),
)
def test_who_is_under_way(says: str, others: list[Fact], under_way: int) -> None:
    facts = sorted([*UNDER_WAY[:5], *others, *SILENT], key=lambda fact: fact.receipt_ms)
    assert measured(weighed(*facts)) == {"silent": 5, "under_way": under_way}, says


def test_a_unit_that_rests_and_sets_out_again_before_it_falls_silent_is_one() -> None:
    """Five of sixteen under way, 31 %, and not of seventeen: one of them stood for a moment after the first silence."""
    sixteen = [out(f"v{number}", 0, told=0) for number in range(11)]
    stood = [out("u4", 0, 10.2, 10.5, told=10.5), out("u4", 11, told=11), out("u4", 11, 12, told=17)]
    found = weighed(*UNDER_WAY[:5], *sixteen, *stood[:2], *SILENT[:4], stood[2], now=20)
    assert measured(found) == {"silent": 5, "under_way": 16}


def test_a_unit_silent_twice_in_the_beginning_is_one() -> None:
    """Under thresholds by which a silence may be shorter than the time in which all begin."""
    limits = msgspec.structs.replace(Thresholds().common.vendor_outage, silent_s=60.0)
    world = World((), Thresholds(common=msgspec.structs.replace(Thresholds().common, vendor_outage=limits)), ZoneInfo("Asia/Bangkok"))
    twice = [out("u4", 0, 10, 11.2, told=11.2), out("u4", 11.2, 12, told=13)]
    found = weigh(Docket(), [*UNDER_WAY, *SILENT[:4], *twice], at_minute(20), world)
    assert measured(found) == {"silent": 5, "under_way": 10}


def test_a_unit_that_falls_silent_meanwhile_joins_and_is_excused() -> None:
    found = weighed(*UNDER_WAY, *SILENT, out("u7", 0, 15, told=20), now=20)
    assert life(found) == ["opened", "updated"]
    assert found.events[-1].data["trip_ids"] == [f"trip-{unit}" for unit in (*UNITS[:5], "u7")]
    assert excused(found)[-1].unit_id == "u7"


def test_it_ends_for_all_when_the_last_is_heard() -> None:
    heard = [out(unit, 0, 10, 20 + i, told=20 + i) for i, unit in enumerate(UNITS[:5])]
    docket = Docket()
    found = weigh(docket, [*UNDER_WAY, *SILENT, *heard], at_minute(30), NOTHING)
    assert life(found) == ["opened", "closed signal_restored"]
    assert [(r.unit_id, r.until_ms) for r in excused(found)[5:]] == [(unit, at_minute(24)) for unit in UNITS[:5]]
    again = weigh(docket, [out(unit, 20 + i, 40, told=45) for i, unit in enumerate(UNITS[:5])], at_minute(45), NOTHING)
    assert life(again) == ["opened"]


@pytest.mark.parametrize(
    ("says", "late", "ended"),
    (
        ("one that was heard after all: four are none", undone(SILENT[0], 60), "closed late_evidence"),
        ("one was heard at 12: four are none", out("u0", 0, told=60), "closed late_evidence"),
        ("one more was silent: it joins", out("u6", 0, 11, 30, told=60), "updated"),
        ("one had come to rest: fewer were under way", out("u6", 0, 2, 8, told=60), "updated"),
        ("one that was silent from 9 to 20: it was the first", out("u6", 0, 9, 20, told=60), "updated"),
    ),
)
def test_what_is_told_hours_late(says: str, late: Fact, ended: str) -> None:
    found = weighed(*UNDER_WAY, *SILENT, msgspec.structs.replace(late, receipt_ms=at_minute(600)), now=600)
    assert life(found)[-1] == ended, says
    assert len({event.data["alert_id"] for event in found.events}) == 1


def test_an_outage_taken_back_excuses_nobody() -> None:
    found = weighed(*UNDER_WAY, *SILENT, undone(SILENT[0], 60), now=60)
    assert {r.unit_id for r in excused(found) if r.void} == set(UNITS[:5])


def test_what_became_of_it_does_not_hang_on_the_order() -> None:
    facts = [
        *(out(unit, 0, 10 + i / 10, 30 + i, told=100) for i, unit in enumerate(UNITS[:6])),
        *(out(unit, 30 + i, told=100) for i, unit in enumerate(UNITS[:6])), *(out(unit, 0, told=100) for unit in UNITS[6:9]),
        *(out(unit, 50, 70 + i, 80, told=100) for i, unit in enumerate(UNITS[6:9])), out("u9", 0, 12, 90, told=100),
    ]  # fmt: skip
    ends = []
    for seed in range(30):
        random.Random(seed).shuffle(facts)
        docket = Docket()
        weigh(docket, facts, at_minute(200), NOTHING)
        outage = known(docket).outage
        ends.append((outage.started_ms, outage.ended_ms, outage.count, outage.units))
    assert set(ends) == {ends[0]}
    assert ends[0][:2] == (at_minute(10), at_minute(40))


def test_what_is_a_day_old_stays_as_it_was_told() -> None:
    docket = Docket()
    heard = [out(unit, 0, 10, 20, told=20) for unit in UNITS[:5]]
    weigh(docket, [*UNDER_WAY, *SILENT, *heard], at_minute(30), NOTHING)
    later = 27 * HOUR_MS // MINUTE_MS
    found = weigh(docket, [undone(heard[0], later)], at_minute(later), NOTHING)
    assert (found.events, found.rulings) == ([], [])


def test_one_that_goes_on_for_days_ends_when_too_few_are_silent_still() -> None:
    docket = Docket()
    weigh(docket, [*UNDER_WAY, *SILENT], at_minute(20), NOTHING)
    days = 3 * 24 * 60
    others = [out(unit, 0, days - 5, days - 2, told=days) for unit in UNITS[5:]]
    assert weigh(docket, others, at_minute(days), NOTHING).events == []
    found = weigh(docket, [out("u0", 0, 10, days + 1, told=days + 1)], at_minute(days + 1), NOTHING)
    assert life(found) == ["closed signal_restored"]
    assert measured(found) == {"silent": 5, "under_way": 10}


def test_when_one_of_days_ended_does_not_hang_on_the_order() -> None:
    """Four of eight are heard within a minute, days later; what two partitions tell of them comes in any order."""
    silent = [out(unit, 0, 10, told=15) for unit in UNITS[:8]]
    days = 4 * 24 * 60
    back = [out(unit, 0, 10, days + number / 10, told=days + 1) for number, unit in enumerate(UNITS[:8])]
    ends = set()
    for seed in range(20):
        docket = Docket()
        weigh(docket, (*UNDER_WAY, *silent), at_minute(days), NOTHING)
        for fact in random.Random(seed).sample(back, 6):
            weigh(docket, [fact], at_minute(days + 1), NOTHING)
        weigh(docket, back, at_minute(days + 2), NOTHING)
        ends.add(known(docket).outage.ended_ms)
    assert ends == {at_minute(days + 0.3)}


def test_a_vendors_facts_are_its_own() -> None:
    other = [out(fact.unit_id, 0, 10, told=15, vendor="017") for fact in SILENT[2:]]
    assert weighed(*UNDER_WAY, *SILENT[:2], *other).events == []


def test_a_vendors_code_with_a_stroke_in_it_is_no_other_vendors_unit() -> None:
    """Vendor 04/ has the unit u0, vendor 04 a unit /u0, vendor 0 one named 4/: each counts for its own."""
    slashed = [*(out(unit, 0, told=0, vendor="04/") for unit in UNITS), *(out(unit, 0, 10, told=15, vendor="04/") for unit in UNITS[:5])]
    others = [out("/u0", 0, told=0, vendor="04"), out("u0", 0, told=0, vendor="04"), out("4/", 0, told=0, vendor="0")]
    docket = Docket()
    found = weigh(docket, [*others, *slashed], at_minute(15), NOTHING)
    assert life(found) == ["opened"]
    assert (found.events[-1].subject, found.events[-1].data["vendor"]) == ("04/", "04/")
    assert measured(found) == {"silent": 5, "under_way": 10}
    again = Docket({key: decode_entry(encode_entry(entry)) for key, entry in docket.entries.items()})
    counts = [again.roll(vendor_key(vendor), Thresholds().common.vendor_outage).under_way_at(at_minute(1)) for vendor in ("04/", "04", "0")]
    assert counts == [10, 2, 1]


def test_a_docket_reads_back_as_itself_and_goes_on() -> None:
    docket = Docket()
    weigh(docket, [*UNDER_WAY, *SILENT[:4]], at_minute(15), NOTHING)
    again = Docket({key: decode_entry(encode_entry(entry)) for key, entry in docket.entries.items()})
    assert again.entries == docket.entries
    assert next_due(again) == next_due(docket)
    assert weigh(again, SILENT[4:], at_minute(15), NOTHING).events == weighed(*UNDER_WAY, *SILENT).events


def test_what_is_told_twice_counts_once() -> None:
    found = weighed(*UNDER_WAY, *UNDER_WAY, *SILENT, *SILENT)
    assert measured(found) == {"silent": 5, "under_way": 10}


def test_a_logbook_keeps_a_day() -> None:
    docket = Docket()
    weigh(docket, [out("u0", 20.0 * n, 20 * n + 5, 20 * n + 9, told=20 * n + 9) for n in range(500)], at_minute(10_000), NOTHING)
    assert len(docket.logbook("vendor:043", "u0").outings) < 100
    assert len(docket.roll("vendor:043", Thresholds().common.vendor_outage).silences) == 0


def test_silences_are_judged_again_eight_minutes_after_the_last_ping() -> None:
    docket = Docket()
    weigh(docket, [*UNDER_WAY, *SILENT[:2]], at_minute(15), NOTHING)
    assert next_due(docket) == at_minute(18)
    weigh(docket, [], at_minute(18), NOTHING)
    assert next_due(docket) is None
    assert next_due(Docket()) is None


def test_whose_vendor_a_unit_is() -> None:
    assert vendor_of("043AB0000000000000000000001", "someone") == "043"
    assert vendor_of("short", "someone") == "someone"
    assert vendor_of("short", "") is None


def test_a_fact_that_comes_after_its_time_is_weighed_as_of_the_time_that_was_reached() -> None:
    """A partition that was given to another tracker brings what others have passed: the outage was over by then."""
    docket, back = Docket(), [out(unit, 0, 10, 40, told=40) for unit in UNITS[:4]]
    weigh(docket, [*UNDER_WAY, *SILENT[:4], *back], at_minute(60), NOTHING)
    found = weigh(docket, [SILENT[4]], at_minute(16), NOTHING)
    assert {from_iso(event.time) for event in found.events} == {at_minute(60)}
    assert weigh(docket, [], 0, NOTHING).events == []


def test_outages_of_the_past_are_forgotten() -> None:
    """One a day for a week leaves the last, and what its units were told."""
    docket, day = Docket(), 24 * 60
    for start in range(0, 7 * day, day):
        gone = [out(unit, start, start + 10, start + 40, told=start + 40) for unit in UNITS[:5]]
        weigh(docket, [*(out(unit, start, told=start) for unit in UNITS), *gone], at_minute(start + 60), NOTHING)
    vendor = docket.entries["vendor:043"]
    assert isinstance(vendor, Vendor)
    assert len(vendor.outages) <= 2
    assert len(vendor.told) <= 10


def test_an_outage_told_under_other_thresholds_stays_as_told() -> None:
    docket = Docket()
    weigh(docket, [*UNDER_WAY, *(out(unit, 0, 10, 16, told=16) for unit in UNITS[:5])], at_minute(20), NOTHING)
    longer = Thresholds(common=msgspec.structs.replace(Thresholds().common, vendor_outage=msgspec.structs.replace(Thresholds().common.vendor_outage, silent_s=600.0)))
    docket.rolls.clear()
    found = weigh(docket, [out("u9", 30, 31, 60, told=60)], at_minute(70), World((), longer, ZoneInfo("Asia/Bangkok")))
    assert life(found) == ["closed signal_restored"], "it is not taken back"
    assert known(docket).outage.started_ms == at_minute(10)
