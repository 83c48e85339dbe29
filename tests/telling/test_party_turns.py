"""Whether a party is told by itself: every reason why not, and when it is due; and what it is then written."""

from typing import Any

import pytest

from alerts.party_letters import letter_to
from alerts.party_turns import Verdict, due_after, manner_of, verdict_of
from models.incident import rank_of
from models.party import Asked, Authority, Manner, PartyDue
from models.times import HOUR_MS
from tests.telling.made import BANGKOK, NOW_MS, incident

AT_ONCE, RELEASE, LATER = Manner(how="at_once"), Manner(), Manner(how="after_hours", hours=24)
TODAY: dict[str, Any] = {"urgency": "today", "peak": rank_of("today", "critical")}
READY = {"is_told": False, "has_address": True}

VERDICTS: tuple[tuple[str, dict[str, Any], Manner, dict[str, bool], Verdict], ...] = (
    ("a rule that is told at once", TODAY, AT_ONCE, {}, "at_once"),
    ("one that is told after hours", TODAY, LATER, {}, "after_hours"),
    ("one that waits for an officer", TODAY, RELEASE, {}, "on_release"),
    ("what is immediate waits whatever its rule says", {"urgency": "immediate", "peak": 3}, AT_ONCE, {}, "immediate"),
    ("what once was immediate too", {"urgency": "today", "peak": rank_of("immediate", "info")}, LATER, {}, "immediate"),
    ("of a case of several trucks nobody is told", TODAY | {"plates": ("70-1", "70-2")}, AT_ONCE, {}, "several_trucks"),
    ("nobody is told twice by itself", TODAY, AT_ONCE, {"is_told": True}, "told_before"),
    ("what is closed is told to nobody", TODAY | {"state": "closed", "closed_ms": 1}, AT_ONCE, {}, "closed"),
    ("what was refuted is told to nobody", TODAY | {"refuted_alerts": 1, "open_alerts": 0}, AT_ONCE, {}, "refuted"),
    ("without an address nobody can be told", TODAY, AT_ONCE, {"has_address": False}, "no_address"),
    ("without links nobody could answer", TODAY, AT_ONCE, {"has_links": False}, "no_link"),
)


@pytest.mark.parametrize(("stands", "manner", "more", "expected"), [pytest.param(*one[1:], id=one[0]) for one in VERDICTS])
def test_whether_a_party_is_told_by_itself(stands: dict[str, Any], manner: Manner, more: dict[str, bool], expected: Verdict) -> None:
    assert verdict_of(incident(**stands), manner, **(READY | more)) == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    ((("a",), AT_ONCE), (("a", "b"), LATER), (("b", "a"), LATER), (("a", "b", "c"), RELEASE), (("d",), RELEASE), ((), RELEASE)),
)
def test_of_several_rules_the_most_careful_counts(rules: tuple[str, ...], expected: Manner) -> None:
    assert manner_of({"a": AT_ONCE, "b": LATER}, RELEASE, rules) == expected


def due(**changes: Any) -> PartyDue:
    fields: dict[str, Any] = {"incident_id": "I1", "party": "carrier:X", "way": "after_hours", "began_ms": NOW_MS, "due_ms": NOW_MS + 24 * HOUR_MS}
    return PartyDue(**(fields | changes))


DUES: tuple[tuple[str, PartyDue | None, Verdict, Manner, PartyDue | None], ...] = (
    ("at once is now", None, "at_once", AT_ONCE, due(way="at_once", due_ms=NOW_MS)),
    ("hours count from when it was seen", None, "after_hours", LATER, due()),
    ("a later change moves nothing", due(began_ms=5, due_ms=5 + 24 * HOUR_MS), "after_hours", LATER, None),
    ("a rule that joins and waits longer is waited for", due(began_ms=5, due_ms=5 + 2 * HOUR_MS), "after_hours", LATER, due(began_ms=5, due_ms=5 + 24 * HOUR_MS)),
    ("one that waits shorter hastens nothing", due(began_ms=5, due_ms=5 + 48 * HOUR_MS), "after_hours", LATER, None),
    ("where it is to be told at once it is due since it began", due(began_ms=5), "at_once", AT_ONCE, due(way="at_once", began_ms=5, due_ms=5)),
    ("what waits stops where it becomes immediate", due(), "immediate", LATER, due(state="stopped", outcome="immediate")),
    ("what was stopped and may be told again begins anew", due(began_ms=0, due_ms=1, state="stopped", outcome="closed"), "after_hours", LATER, due()),
    ("what was stopped stays so", due(state="stopped", outcome="closed"), "immediate", LATER, None),
    ("that there is no address is noted once", None, "no_address", AT_ONCE, due(way="at_once", due_ms=NOW_MS, state="stopped", outcome="no_address")),
    ("and an address that came since is used", due(state="stopped", outcome="no_address"), "at_once", AT_ONCE, due(way="at_once", due_ms=NOW_MS)),
    ("nothing is noted of what waits for an officer", None, "on_release", RELEASE, None),
    ("nor of what was told", due(state="told", outcome="told"), "told_before", LATER, None),
)


@pytest.mark.parametrize(("known", "verdict", "manner", "expected"), [pytest.param(*one[1:], id=one[0]) for one in DUES])
def test_when_a_party_is_due(known: PartyDue | None, verdict: Verdict, manner: Manner, expected: PartyDue | None) -> None:
    assert due_after(known, "I1", "carrier:X", verdict, manner, NOW_MS) == expected


ASKED = Asked(
    name="บริษัท ขนส่งดี จำกัด", rules=("signal-lost",), since_ms=NOW_MS, plate="70-1234", province="ระยอง", permit_no="กอ.1-2569-000417",
    lat=12.67, lon=101.13, place_th="ใกล้นิคมฯ มาบตาพุด", place_en="near Map Ta Phut", question="รถจอดที่ใด",
    authority=Authority(name_th="ศูนย์เฝ้าระวัง", name_en="Monitoring centre", phone="02 123 4567"),
)  # fmt: skip


def test_the_letter_says_what_was_released_what_is_asked_and_until_when() -> None:
    letter = letter_to(ASKED, NOW_MS + 7 * 24 * HOUR_MS, BANGKOK, buddhist=True)
    assert letter.subject_th == "ขอคำชี้แจง: สัญญาณ GPS ขาดหายระหว่างขนส่ง 70-1234 ระยอง"
    for part in ("จาก: ศูนย์เฝ้าระวัง โทร. 02 123 4567\nถึง: บริษัท ขนส่งดี จำกัด", "2 พ.ย. 2569 เวลา 09:30", "ใกล้นิคมฯ มาบตาพุด", "กอ.1-2569-000417", "รถจอดที่ใด", "9 พ.ย. 2569 เวลา 09:30"):
        assert part in letter.message_th
    for part in ("From: Monitoring centre, tel. 02 123 4567\nTo: ", "GPS signal lost on a trip", "near Map Ta Phut", "2 Nov 2569 BE, 09:30", "9 Nov 2569 BE, 09:30"):
        assert part in letter.message_en
    bare = letter_to(Asked(name="X", rules=("no-such-rule",), since_ms=NOW_MS), NOW_MS, BANGKOK, buddhist=False)
    assert "From" not in bare.message_en
    assert "None" not in bare.message_th + bare.message_en
