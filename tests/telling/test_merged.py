"""Telling and merging: the merged one's thread ends without a word, the case's goes on, and nobody is told twice."""

from typing import Any, Final

import msgspec
import pytest

from alerts.handing_on import KnownAs, known_as
from models.incident import Incident
from models.telling import Thread
from models.times import MINUTE_MS, SECOND_MS
from streams.notifier.channels.channel import Delivery
from tests.telling.made import NOW_MS, incident
from tests.telling.scene import Kept, Scene, acknowledged, closed


def merged(one: Incident, into: str = "I2") -> Incident:
    return msgspec.structs.replace(
        one, version=one.version + 1, state="closed", closed_ms=NOW_MS, merged_into=into, touched=True, state_by="malee"
    )


def case_of(state: str = "new", **changes: Any) -> Incident:
    """I2 after I1 was merged into it."""
    return incident(state, incident_id="I2", version=2, touched=True, merged_ids=("I1",), alert_ids=("A1", "A2"), **changes)


TODAY: Final = {"urgency": "today", "severity": "warning"}


async def two_told(scene: Scene) -> None:
    """I1 is immediate and climbs its ladder, I2 can wait and was told over one channel."""
    await scene.put(incident(), incident(incident_id="I2", **TODAY))
    await scene.turn()
    assert sorted(scene.sent) == ["anong opened a-line", "anong opened a-line", "anong opened a-mail"]
    scene.forget()


async def test_a_party_that_was_asked_of_the_merged_one_hears_nothing_of_the_case(scene: Scene) -> None:
    await two_told(scene)
    party = "carrier:X"
    scene.channels = {**scene.channels, party: Kept(party)}
    scene.start()
    await scene.rows.execute("INSERT INTO messages (message_id, person, channel, is_immediate, body, state, made_ms, due_ms, sent_ms)"
                             " SELECT 'm-asked', $1, $1, false, body, 'sent', made_ms, due_ms, sent_ms FROM messages LIMIT 1", party)
    await scene.rows.execute("INSERT INTO tellings (incident_id, round, step, person, channel, is_immediate, due_ms, why, message_id)"
                             " VALUES ('I1', 1, 'asked', $1, $1, false, 1, 'released', 'm-asked')", party)
    await scene.put(merged(incident()), case_of())
    await scene.turn(10 * SECOND_MS)
    await scene.put(closed(case_of(), scene.now_ms))
    await scene.turn(10 * SECOND_MS)
    assert [one for one in scene.sent if party in one] == []
    assert [one for one in scene.sent if "closed" in one], "people on duty hear that it is closed"


async def waiting(scene: Scene, incident_id: str) -> set[tuple[str, str]]:
    rows = await scene.rows.fetch("SELECT cause, rung FROM rungs WHERE incident_id = $1 AND state = 'waiting'", incident_id)
    return {(row["cause"], row["rung"]) for row in rows}


async def test_a_case_that_grows_graver_by_a_merge_is_told_to_nobody_who_knows_and_its_ladder_goes_on(scene: Scene) -> None:
    await two_told(scene)
    await scene.put(merged(incident()), case_of())
    await scene.turn(10 * SECOND_MS)
    assert scene.sent == [], "anong knows both; and no word of an end"
    assert await waiting(scene, "I1") == set()
    assert {row[0] for row in await scene.rows.fetch("SELECT outcome FROM rungs WHERE incident_id = 'I1'")} == {"merged"}
    assert await waiting(scene, "I2") == {("worse", rung) for rung in ("third", "next", "supervisor", "centre")}
    scene.start()
    await scene.turn(MINUTE_MS)
    assert scene.sent == ["anong worse a-hook"], "nobody has opened it: a third channel"
    scene.forget()
    await scene.turn(4 * MINUTE_MS)
    assert scene.sent == ["boon worse b-line", "boon worse b-mail"]
    scene.forget()
    await scene.put(closed(case_of(), scene.now_ms))
    await scene.turn(SECOND_MS)
    assert sorted(scene.sent) == sorted(f"{one} closed {name}" for one, name in (
        ("anong", "a-line"), ("anong", "a-mail"), ("anong", "a-hook"), ("boon", "b-line"), ("boon", "b-mail"),
    ))  # fmt: skip
    assert all(payload["incident_ids"] == ["I2"] for channel in scene.channels.values() for _, payload in channel.given)


async def test_merged_into_what_somebody_has_in_hand_it_is_silent(scene: Scene) -> None:
    await scene.put(incident(), acknowledged(incident(incident_id="I2")))
    await scene.turn()
    scene.forget()
    await scene.put(merged(incident()), case_of("acknowledged"))
    await scene.turn(10 * SECOND_MS)
    await scene.turn(60 * MINUTE_MS)
    assert scene.sent == []
    assert await waiting(scene, "I1") == await waiting(scene, "I2") == set()
    await scene.put(case_of())  # released: a round of its own begins
    await scene.turn(SECOND_MS)
    assert scene.sent == ["anong opened a-line", "anong opened a-mail"]


async def test_what_was_to_be_told_of_a_merged_incident_is_not(scene: Scene) -> None:
    await scene.put(incident(**TODAY), incident(incident_id="I2", **TODAY))
    scene.channels["a-line"].script = [Delivery(outcome="again", error="away")] * 9
    await scene.turn()
    assert await scene.rows.fetchval("SELECT count(*) FROM tellings") == 2
    await scene.rows.execute("UPDATE tellings SET message_id = NULL WHERE incident_id = 'I1'")
    await scene.put(merged(incident(**TODAY)), case_of(**TODAY))
    await scene.turn(SECOND_MS)
    assert [row[0] for row in await scene.rows.fetch("SELECT incident_id FROM tellings")] == ["I2"]


@pytest.mark.parametrize(
    ("line", "out", "told"),
    (
        ("it goes on and nobody has it: told as a new one", incident(version=3, touched=True), ["anong opened a-line", "anong opened a-mail"]),
        ("whoever took it out has it", acknowledged(incident(version=3)), []),
        ("it is for the record", incident(version=3, touched=True, urgency="record"), []),
    ),
)
async def test_what_is_taken_out_is_told_if_it_goes_on_and_is_worth_it(scene: Scene, line: str, out: Incident, told: list[str]) -> None:
    await two_told(scene)
    await scene.put(merged(incident()), case_of("acknowledged"))
    await scene.turn(SECOND_MS)
    scene.forget()
    await scene.put(incident("acknowledged", incident_id="I2", version=3, touched=True, **TODAY), out)
    await scene.turn(SECOND_MS)
    assert scene.sent == told, line


THREAD: Final = Thread(incident_id="I1", round=1, standing="told", urgency="immediate", severity="high", lat=12.67, lon=101.13)
FAR: Final = msgspec.structs.replace(THREAD, incident_id="I2", lat=13.5)
CALM: Final = Thread(incident_id="I2", round=2, standing="told", urgency="today", severity="warning", lat=12.67, lon=101.13)
KNOWN: Final[tuple[tuple[str, Thread, Thread, Incident, KnownAs | None], ...]] = (
    ("nobody was told of it", Thread(incident_id="I1"), CALM, case_of(), None),
    ("the case grows graver by it", THREAD, CALM, case_of(), KnownAs(2, "worse")),
    ("the case is elsewhere by it", THREAD, FAR, case_of(), KnownAs(1, "moved")),
    ("the case is as grave without it", THREAD, msgspec.structs.replace(THREAD, incident_id="I2"), case_of(), KnownAs(1, "opened")),
    ("the case is about to be told first", THREAD, Thread(incident_id="I2"), case_of(), KnownAs(1, "opened")),
    ("the case begins anew", THREAD, msgspec.structs.replace(CALM, standing="taken"), case_of(), KnownAs(3, "opened")),
    ("the case was told and is in hand", THREAD, CALM, case_of("acknowledged", **TODAY), KnownAs(2, "opened")),
    ("the case is in hand and was never told", THREAD, Thread(incident_id="I2"), case_of("acknowledged"), None),
)


@pytest.mark.parametrize(("line", "gone", "case", "now", "expected"), KNOWN)
def test_as_what_the_people_of_a_merged_incident_know_its_case(
    line: str, gone: Thread, case: Thread, now: Incident, expected: KnownAs | None
) -> None:
    assert known_as(gone, case, now, NOW_MS, is_worth_telling=True) == expected, line
