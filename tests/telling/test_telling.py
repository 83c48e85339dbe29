"""Incidents told to people, over a real database and with a clock that the test moves."""

from typing import Any

import msgspec
import pytest

from alerts.storms import LISTED, MOST, SINGLES, WINDOW_MS
from models.roster import Hours
from models.times import MINUTE_MS, SECOND_MS
from storage.messages import mark_opened
from streams.notifier.backoff import LONGEST_WAIT_MS
from streams.notifier.breaker import FAILURES
from streams.notifier.channels.channel import Delivery
from streams.notifier.telling.sending import LEASE_MS
from tests.telling.made import NOW_MS, incident, member, roster, shift
from tests.telling.scene import MEMBERS, Scene, acknowledged, closed


async def test_an_incident_is_one_thread_each_step_once_a_person_and_channel(scene: Scene) -> None:
    one = incident()
    await scene.put(one)
    await scene.turn()
    assert scene.sent == ["anong opened a-line", "anong opened a-mail"]
    await scene.put(incident(severity="critical"))
    await scene.turn(SECOND_MS)
    await scene.put(incident(severity="critical", reason_th="อื่น"))  # a newer version that says nothing new
    await scene.turn(SECOND_MS)
    await scene.put(incident(severity="critical", lat=13.0))
    await scene.turn(SECOND_MS)
    await scene.put(incident(severity="critical", lat=13.5))  # and further on: told once
    await scene.turn(SECOND_MS)
    await scene.put(closed(incident(severity="critical", lat=13.5), scene.now_ms))
    await scene.turn(SECOND_MS)
    steps = ["opened", "worse", "moved", "closed"]
    assert scene.sent == [f"anong {step} {channel}" for channel in ("a-line", "a-mail") for step in steps]
    await scene.turn(60 * MINUTE_MS)
    assert len(scene.sent) == 8
    assert await scene.states() == {f"{rung} stopped": 1 + (rung == "third") for rung in ("third", "next", "supervisor", "centre")}


async def test_nobody_acknowledges_it_and_others_are_told_restarts_included(scene: Scene) -> None:
    await scene.put(incident())
    await scene.turn()
    scene.forget()
    for after_ms, told in (
        (59 * SECOND_MS, []),
        (SECOND_MS, ["anong opened a-hook"]),  # a third channel
        (4 * MINUTE_MS - 1, []),
        (1, ["boon opened b-line", "boon opened b-mail"]),
        (9 * MINUTE_MS, []),
        (MINUTE_MS, ["suda opened s-mail"]),
        (15 * MINUTE_MS, ["chai opened c-mail"]),
        (600 * MINUTE_MS, []),
    ):
        scene.start()
        await scene.turn(after_ms)
        assert scene.sent == told
        scene.forget()
    assert await scene.rows.fetchval("SELECT count(*) FROM rungs WHERE state = 'waiting'") == 0


@pytest.mark.parametrize("how", ("acknowledged", "closed", "shelved"))
async def test_what_stops_it_stops_it(scene: Scene, how: str) -> None:
    await scene.put(incident())
    await scene.turn()
    scene.forget()
    one = incident(shelf_id="S", shelved_until_ms=NOW_MS + 10**9) if how == "shelved" else closed(incident(), NOW_MS) if how == "closed" else acknowledged(incident())
    await scene.put(one)
    await scene.turn(10 * SECOND_MS)
    assert scene.sent == (["anong closed a-line", "anong closed a-mail"] if how == "closed" else [])
    scene.forget()
    await scene.turn(60 * MINUTE_MS)
    assert scene.sent == []
    assert {row["outcome"] for row in await scene.rows.fetch("SELECT outcome FROM rungs")} == {how}


async def test_who_has_opened_it_gets_no_third_and_others_are_told_all_the_same(scene: Scene) -> None:
    await scene.put(incident())
    await scene.turn()
    scene.forget()
    assert await mark_opened(scene.rows, ["I1"], "anong", scene.now_ms) == 2
    assert await mark_opened(scene.rows, ["I1"], "anong", scene.now_ms) == 0
    await scene.turn(2 * MINUTE_MS)
    assert scene.sent == []
    await scene.turn(3 * MINUTE_MS)
    assert scene.sent == ["boon opened b-line", "boon opened b-mail"]


async def test_to_open_one_incident_of_a_digest_opens_no_other(scene: Scene) -> None:
    await scene.put(*(incident(incident_id=f"I{n}") for n in range(SINGLES + 1)))
    await scene.turn()
    assert await mark_opened(scene.rows, ["I1"], "anong", scene.now_ms) == 2
    opened = await scene.rows.fetch("SELECT DISTINCT incident_id FROM tellings WHERE opened_ms IS NOT NULL")
    assert [row["incident_id"] for row in opened] == ["I1"]
    scene.forget()
    await scene.turn(MINUTE_MS)
    told = {one for _, payload in scene.channels["a-hook"].given for one in payload["incident_ids"]}
    assert told == {f"I{n}" for n in range(SINGLES + 1)} - {"I1"}


async def test_what_was_not_sent_is_opened_by_nobody(scene: Scene) -> None:
    scene.channels["a-line"].script = [Delivery(outcome="again", error="HTTP 500")]
    await scene.put(incident())
    await scene.turn()
    assert await mark_opened(scene.rows, ["I1"], "anong", scene.now_ms) == 1
    assert await scene.rows.fetchval("SELECT channel FROM tellings WHERE opened_ms IS NOT NULL") == "a-mail"


async def test_an_incident_that_comes_back_begins_a_new_round(scene: Scene) -> None:
    await scene.put(incident())
    await scene.turn()
    await scene.put(closed(incident(), scene.now_ms))
    await scene.turn(SECOND_MS)
    scene.forget()
    await scene.put(incident(version=3))
    await scene.turn(SECOND_MS)
    assert scene.sent == ["anong opened a-line", "anong opened a-mail"]


async def test_what_was_acknowledged_and_grew_graver_is_told_anew_with_its_ladder(scene: Scene) -> None:
    await scene.put(incident(severity="warning"))
    await scene.turn()
    await scene.put(acknowledged(incident(severity="warning")))
    await scene.turn(SECOND_MS)
    assert len(scene.sent) == 2
    scene.forget()
    for severity in ("high", "critical"):
        await scene.put(incident(version=3, severity=severity))
        await scene.turn(SECOND_MS)
        await scene.put(acknowledged(incident(version=3, severity=severity)))
        await scene.turn(SECOND_MS)
    assert scene.sent == ["anong opened a-line", "anong opened a-line", "anong opened a-mail", "anong opened a-mail"]
    await scene.put(incident(version=5, severity="critical"))
    await scene.turn(SECOND_MS)
    scene.forget()
    await scene.turn(5 * MINUTE_MS)
    assert scene.sent == ["anong opened a-hook", "boon opened b-line", "boon opened b-mail"]


async def test_what_was_taken_as_one_for_the_record_is_told_once_it_is_immediate(scene: Scene) -> None:
    await scene.put(incident("assigned", urgency="record", assignee="boon"))
    await scene.turn()
    assert scene.sent == []
    await scene.put(incident("assigned", version=2, assignee="boon"))
    await scene.turn(SECOND_MS)
    assert scene.sent == ["anong opened a-line", "anong opened a-mail", "boon opened b-line", "boon opened b-mail"]
    assert await scene.states() == {}


async def test_quiet_hours_hold_today_s_back_and_what_is_over_by_then_is_not_told(scene: Scene) -> None:
    await scene.arrange(roster("all", *MEMBERS, for_the_rest=True, quiet=Hours(from_min=9 * 60, to_min=10 * 60)))
    await scene.put(incident(incident_id="N"), incident(incident_id="T", urgency="today"), incident(incident_id="U", urgency="today"))
    await scene.turn()
    assert scene.sent == ["anong opened a-line", "anong opened a-mail"]  # what is immediate waits for nothing
    await scene.put(acknowledged(incident(incident_id="N")), closed(incident(incident_id="U", urgency="today"), scene.now_ms))
    await scene.turn(29 * MINUTE_MS)
    assert len(scene.sent) == 2
    await scene.turn(MINUTE_MS)
    assert scene.sent == ["anong opened a-line", "anong opened a-line", "anong opened a-mail"]
    assert scene.channels["a-line"].given[-1][1]["incident_ids"] == ["T"]


async def test_a_storm_is_one_message_in_which_everything_stands_once(scene: Scene) -> None:
    silent = [incident(incident_id=f"S{n:02}", rules=("signal-lost",), unit_id=f"043{n:024d}", urgency="today") for n in range(23)]
    await scene.put(*silent)
    await scene.turn()
    assert [len(scene.channels[name].given) for name in ("a-line", "a-mail")] == [1, 0]
    payload = scene.channels["a-line"].given[0][1]
    assert "รถ 23 คัน ของผู้ให้บริการ 043 ขาดสัญญาณ" in payload["message_th"]
    assert (payload["urgency"], sorted(payload["incident_ids"])) == ("today", [one.incident_id for one in silent])
    assert "link" not in payload
    await scene.put(incident(incident_id="X"))
    await scene.turn(SECOND_MS)
    await scene.turn(MINUTE_MS)
    assert await scene.rows.fetchval("SELECT count(*) FROM tellings WHERE message_id IS NULL") == 0


async def test_many_immediate_at_once_are_listed_each_with_truck_place_and_link(scene: Scene) -> None:
    scene.link_of = lambda incident_id, person, _: f"https://w.example/o/{incident_id}{person}"
    scene.start()
    await scene.put(*(incident(incident_id=f"S{n:02}", plate=f"70-{n:04}") for n in range(LISTED + 1)))
    await scene.turn()
    payloads = [payload for _, payload in scene.channels["a-line"].given]
    assert sorted(len(payload["incident_ids"]) for payload in payloads) == [1, LISTED]
    text = max((payload["message_th"] for payload in payloads), key=len)
    for number in range(LISTED):
        at = text.splitlines().index(f"https://w.example/o/S{number:02}anong")
        assert f"70-{number:04} ระยอง" in text.splitlines()[at - 1]


async def test_what_is_immediate_is_held_by_nothing(scene: Scene) -> None:
    scene.channels["a-line"].script = [Delivery(outcome="again", error="HTTP 429", wait_s=3_600)]
    await scene.put(*(incident(incident_id=f"T{n}", urgency="today") for n in range(SINGLES)))
    await scene.turn()
    for number in range(SINGLES + 1):
        scene.forget()
        await scene.put(incident(incident_id=f"N{number}"))
        await scene.turn(SECOND_MS)
        assert [payload["incident_ids"] for _, payload in scene.channels["a-line"].given] == [[f"N{number}"]]


async def test_what_waits_for_a_retry_holds_what_can_wait_for_no_longer_than_a_minute(scene: Scene) -> None:
    scene.channels["a-line"].script = [Delivery(outcome="again", error="HTTP 429", wait_s=3_600)]
    await scene.put(*(incident(incident_id=f"T{n}", urgency="today") for n in range(SINGLES)))
    await scene.turn()
    scene.forget()
    await scene.put(incident(incident_id="X", urgency="today"))
    await scene.turn(SECOND_MS)
    assert scene.sent == []
    await scene.turn(MINUTE_MS)
    assert [payload["incident_ids"] for _, payload in scene.channels["a-line"].given] == [["X"]]


async def test_without_a_roster_nobody_is_told_and_what_was_before_is_past(scene: Scene) -> None:
    await scene.rows.execute("DELETE FROM rosters")
    await scene.put(incident(incident_id="before"))
    await scene.turn()
    await scene.arrange()
    await scene.put(incident(incident_id="after"))
    await scene.turn(SECOND_MS)
    assert [payload["incident_ids"] for _, payload in scene.channels["a-line"].given] == [["after"]]


async def test_where_no_roster_covers_the_place_what_is_immediate_goes_to_all_of_them(scene: Scene) -> None:
    await scene.arrange(roster("far", *MEMBERS, provinces=("TH-50",)))
    await scene.put(incident(incident_id="N"), incident(incident_id="T", urgency="today"))
    await scene.turn()
    assert scene.sent == ["anong opened a-line", "anong opened a-mail"]
    assert [payload["incident_ids"] for _, payload in scene.channels["a-line"].given] == [["N"]]
    assert await scene.rows.fetchval("SELECT DISTINCT why FROM tellings") == "any always"


async def test_what_waits_for_one_channel_keeps_nothing_from_another(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.notifier.telling.composing.MOST_AT_ONCE", 2)
    scene.channels["a-line"].script = [Delivery(outcome="again", error="HTTP 500")] * FAILURES
    await scene.put(incident(incident_id="A"))
    for _ in range(FAILURES):
        await scene.turn(20 * SECOND_MS)
    assert scene.teller.sender.breakers["a-line"].state == "open"
    scene.forget()
    await scene.put(*(incident(incident_id=f"I{n}") for n in range(4)))
    await scene.turn(SECOND_MS)
    await scene.turn(SECOND_MS)
    assert sorted(payload["incident_ids"] for _, payload in scene.channels["a-mail"].given) == [["I0"], ["I1"], ["I2"], ["I3"]]


async def test_a_channel_that_fails_gets_it_again_under_the_same_name(scene: Scene) -> None:
    line = scene.channels["a-line"]
    line.script = [Delivery(outcome="again", error="HTTP 500"), Delivery(outcome="again", error="HTTP 429", wait_s=30)]
    await scene.put(incident())
    await scene.turn()
    await scene.turn(2 * SECOND_MS)
    await scene.turn(2 * SECOND_MS)
    assert len(line.given) == 2  # it asked for half a minute
    await scene.turn(32 * SECOND_MS)
    assert len(line.given) == 3
    assert len({name for name, _ in line.given}) == 1
    row = await scene.rows.fetchrow("SELECT state, attempts, last_error, delivered_ms FROM messages WHERE channel = 'a-line'")
    assert tuple(row) == ("sent", 3, None, None)


async def test_what_a_channel_refuses_goes_another_way(scene: Scene) -> None:
    scene.channels["a-line"].script = [Delivery(outcome="refused", error="HTTP 400", is_final=True)]
    await scene.put(incident())
    await scene.turn()
    await scene.turn(SECOND_MS)
    assert scene.sent == ["anong opened a-line", "anong opened a-mail", "anong opened a-hook"]
    assert await scene.rows.fetchval("SELECT why FROM tellings WHERE channel = 'a-hook'") == "refused elsewhere"
    await scene.turn(SECOND_MS)
    assert len(scene.sent) == 3


async def test_a_channel_that_fails_in_a_row_is_left_alone_and_then_tried_with_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.storms.SINGLES", 100)
    line = scene.channels["a-line"]
    line.script = [Delivery(outcome="again", error="HTTP 500")] * FAILURES
    await scene.put(*(incident(incident_id=f"I{n}") for n in range(FAILURES)))
    await scene.turn()
    assert scene.teller.sender.breakers["a-line"].state == "open"
    await scene.turn(5 * SECOND_MS)
    assert len(line.given) == FAILURES  # all are due again, and wait
    line.script = [Delivery(outcome="again", error="HTTP 500")]
    await scene.turn(11 * SECOND_MS)
    assert len(line.given) == FAILURES + 1
    assert await scene.rows.fetchval("SELECT state FROM roster_channels WHERE name = 'a-line'") == "trying"
    await scene.turn(31 * SECOND_MS)
    await scene.turn(LONGEST_WAIT_MS)
    assert await scene.rows.fetchval("SELECT count(*) FROM messages WHERE channel = 'a-line' AND state = 'sent'") == FAILURES


async def test_a_channel_that_was_away_floods_nobody_when_it_is_back(scene: Scene) -> None:
    line, got = scene.channels["a-line"], []
    line.script = [Delivery(outcome="again", error="HTTP 500")] * 10_000
    for number in range(16):
        await scene.put(incident(incident_id=f"I{number:02}", urgency="today"))
        await scene.turn(40 * SECOND_MS)
    line.script.clear()
    for _ in range(48):
        before = len(line.given)
        await scene.turn(10 * SECOND_MS)
        got += [(scene.now_ms, payload["incident_ids"]) for _, payload in line.given[before:]]
    assert all(sum(at_ms - WINDOW_MS < other <= at_ms for other, _ in got) <= MOST for at_ms, _ in got)
    assert sorted(one for _, incidents in got for one in incidents) == [f"I{number:02}" for number in range(16)]


async def test_whoever_is_killed_while_sending_sends_it_again_under_the_same_name(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(Exception):
        pass

    async def killed(*_: Any) -> Delivery:
        raise Killed

    line = scene.channels["a-line"]
    keep = line.send
    monkeypatch.setattr(line, "send", killed)
    await scene.put(incident())
    with pytest.raises(AssertionError):
        await scene.turn()
    monkeypatch.setattr(line, "send", keep)
    scene.start()
    await scene.turn(LEASE_MS - 1)
    assert line.given == []  # whoever took it may still be at it
    await scene.turn(1)
    assert [name for name, _ in line.given] == [await scene.rows.fetchval("SELECT message_id FROM messages WHERE channel = 'a-line'")]


async def test_a_channel_that_is_set_up_no_more_is_given_up(scene: Scene) -> None:
    await scene.put(incident())
    await scene.turn()
    await scene.rows.execute("UPDATE messages SET state = 'due', channel = 'gone' WHERE channel = 'a-line'")
    await scene.turn(LEASE_MS)
    assert await scene.rows.fetchval("SELECT last_error FROM messages WHERE channel = 'gone'") == "no channel of this name is set up"


async def test_who_is_off_duty_and_given_an_incident_is_told_so_once(scene: Scene) -> None:
    off = member("boon", "officer", "b-line", "b-mail", shifts=(shift("1", "20:00", "21:00"),))
    await scene.arrange(roster("all", MEMBERS[0], off, *MEMBERS[2:], for_the_rest=True))
    await scene.put(incident())
    await scene.turn()
    scene.forget()
    given = incident("assigned", version=2, assignee="boon", state_by="malee", touched=True)
    await scene.put(given)
    await scene.turn(SECOND_MS)
    assert scene.sent == ["boon given b-line", "boon given b-mail"]
    assert "มอบหมายให้ท่าน" in scene.channels["b-line"].given[0][1]["message_th"]
    await scene.put(msgspec.structs.replace(given, version=3))
    await scene.turn(SECOND_MS)
    assert len(scene.sent) == 2


async def test_who_is_given_it_back_after_another_had_it_is_told_so_each_time_and_once(scene: Scene) -> None:
    await scene.put(incident())
    await scene.turn()
    scene.forget()
    heard = []
    for version, assignee in enumerate(("boon", "anong", "boon", "boon", "anong", "boon"), 2):
        await scene.put(incident("assigned", version=version, assignee=assignee, state_by="suda", touched=True))
        await scene.turn(MINUTE_MS)
        scene.start()  # a notifier that was killed and begins again tells nothing twice
        await scene.turn(MINUTE_MS)
        heard.append(sorted(scene.sent))
        scene.forget()
    boon, anong = ["boon given b-line", "boon given b-mail"], ["anong given a-line", "anong given a-mail"]
    assert heard == [boon, anong, boon, [], anong, boon]
    ids = [row["message_id"] for row in await scene.rows.fetch("SELECT message_id FROM tellings WHERE step = 'given'")]
    assert len(ids) == len(set(ids)) == 10, "each has its own message, so that no channel takes it for a repeat"


async def test_what_is_given_back_over_a_channel_that_refuses_goes_another_way_each_time(scene: Scene) -> None:
    await scene.put(incident(urgency="today"))
    await scene.turn()
    for version, assignee in enumerate(("boon", "anong", "boon"), 2):
        await scene.put(incident("assigned", version=version, urgency="today", assignee=assignee, state_by="suda", touched=True))
        scene.forget()
        if assignee == "boon":
            scene.channels["b-line"].script = [Delivery(outcome="refused", error="HTTP 400", is_final=True)]
        await scene.turn(MINUTE_MS)
        await scene.turn(MINUTE_MS)
        if assignee == "boon":
            assert "boon given b-mail" in scene.sent, version


async def test_what_is_given_to_another_before_quiet_hours_end_is_told_to_that_one_alone(scene: Scene) -> None:
    await scene.arrange(roster("all", *MEMBERS, for_the_rest=True, quiet=Hours(from_min=9 * 60, to_min=10 * 60)))
    for version, assignee in ((1, "anong"), (2, "boon")):
        await scene.put(incident("assigned", version=version, urgency="today", assignee=assignee, state_by="malee"))
        await scene.turn(SECOND_MS)
    assert scene.sent == []
    await scene.turn(30 * MINUTE_MS)
    assert scene.sent == ["boon given b-line"]
