"""Plans: what a change of an incident, or a rung that is due, has told to whom; pure, and written down elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from alerts.calling import another_channel, first_called, unlike_channels
from alerts.duty import OnDuty
from alerts.ladder import AFTER_MS, PEOPLE, who_is_next
from alerts.threads import MOVES, thread_after, turn_of
from models.incident import Incident
from models.party import is_party
from models.roster import CallRule
from models.telling import RungRow, StepName, Telling, Thread, Told

StopReason = Literal["acknowledged", "closed", "shelved", "merged"]


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan knows besides the incident: who is on duty, the rule, kinds of channels, quiet hours, the time.

    `assignee_channels` are those of whoever it is assigned to, on duty or not, of whatever roster.
    """

    people: tuple[OnDuty, ...]
    rule: CallRule
    kinds: Mapping[str, str]
    quiet_until_ms: int | None
    now_ms: int
    assignee_channels: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The thread after it, what is to be told, the rungs set up, and why those that wait are stopped, if they are.

    `withdraws`: what quiet hours still hold back is not told any more.
    """

    thread: Thread
    tellings: tuple[Telling, ...] = ()
    rungs: tuple[RungRow, ...] = ()
    stop: StopReason | None = None
    withdraws: bool = False


def planned(thread: Thread, incident: Incident, told: Sequence[Told], is_climbing: bool, around: Around) -> Plan:
    """What becomes of an incident's thread; `told` is what was told in its round, `is_climbing`: rungs of it wait."""
    is_worth_telling = around.rule.people > 0
    turn = turn_of(thread, incident, around.now_ms, is_worth_telling=is_worth_telling)
    move = MOVES[thread.standing, turn]
    after = thread_after(thread, incident, move)
    stop = _stop(incident, around.now_ms)
    is_over = stop in {"closed", "shelved", "merged"}
    given = _given(thread, after, incident, told, around)
    if move.step is None:
        return Plan(thread=after, tellings=given, stop=stop, withdraws=is_over)
    called = _called(incident, around)
    tellings = {one.key: one for one in _told_again(after, incident, move.step, told, around)}
    if move.step != "closed":
        known = {one.person for one in tellings.values()}
        # Who is first told because it came to their place reads of a beginning.
        step: StepName = "opened" if move.step == "moved" else move.step
        fresh = [one for each in called if each.person not in known for one in _to(each, after, incident, step, around)]
        tellings |= {one.key: one for one in fresh}
    if all(one.person != incident.assignee for one in tellings.values()):
        tellings |= {one.key: one for one in given}
    rungs: tuple[RungRow, ...] = ()
    if stop is None and around.rule.escalates and incident.summary.urgency == "immediate":
        rungs = _rungs(after, move.step, [one.person for one in tellings.values()], is_climbing, around.now_ms)
    return Plan(thread=after, tellings=tuple(tellings.values()), rungs=rungs, stop=stop, withdraws=is_over)


def climbed(
    rung: RungRow, thread: Thread, incident: Incident, told: Sequence[Told], around: Around
) -> tuple[tuple[Telling, ...], tuple[RungRow, ...], str]:
    """What a rung that is due tells, the third channels that it sets up, and a word on what came of it."""
    if rung.rung == "third":
        return _third(rung, thread, incident, told, around)
    known = {one.person for one in told if rung.cause in {"opened", one.step}}
    person = who_is_next(rung.rung, [one for one in around.people if _reached(one, around)], known)
    if person is None:
        return (), (), "nobody_left"
    tellings = _to(person, thread, incident, rung.cause, around)
    return tellings, _thirds(thread, rung.cause, [person.person], around.now_ms), f"told {person.role}"


def _called(incident: Incident, around: Around) -> tuple[OnDuty, ...]:
    """Who is told first: whoever it is assigned to where they are on duty, and those whom the rule has told."""
    people = [one for one in around.people if _reached(one, around)]
    has_it = tuple(one for one in people if one.person == incident.assignee)
    first = first_called(people, around.rule, or_anybody=incident.summary.urgency == "immediate")
    return (*has_it, *(one for one in first if one not in has_it))


def _given(
    before: Thread, thread: Thread, incident: Incident, told: Sequence[Told], around: Around
) -> tuple[Telling, ...]:
    """That another person gave it to the assignee, each time that it was not theirs; who took it needs no message.

    In a round that begins while they have it, they are told again: it is graver than what they were given.
    """
    person = incident.assignee
    if person is None or incident.state != "assigned" or incident.is_shelved(around.now_ms):
        return ()
    is_same_round = thread.round == before.round
    if incident.state_by in {None, person} or (is_same_round and person == before.assignee):
        return ()
    before_this = [one.nth for one in told if is_same_round and one.person == person and one.step == "given"]
    channels = unlike_channels(around.assignee_channels, around.kinds, max(1, around.rule.channels))
    tellings = (_telling(thread, incident, "given", person, channel, "assigned", around) for channel in channels)
    return tuple(msgspec.structs.replace(one, nth=max(before_this, default=0) + 1) for one in tellings)


def _third(
    rung: RungRow, thread: Thread, incident: Incident, told: Sequence[Told], around: Around
) -> tuple[tuple[Telling, ...], tuple[RungRow, ...], str]:
    used = [one.channel for one in told if one.person == rung.person and one.step == rung.cause]
    person = next((one for one in around.people if one.person == rung.person), None)
    channel = None if person is None else another_channel(person.channels, around.kinds, used)
    if person is None or channel is None:
        return (), (), "no_other_channel"
    why = f"{person.why} not_opened"
    return (_telling(thread, incident, rung.cause, rung.person, channel, why, around),), (), "told again"


def _told_again(
    thread: Thread, incident: Incident, step: StepName, told: Sequence[Told], around: Around
) -> list[Telling]:
    """The step for all who were told before in this round, over the channels that they were told by."""
    if step == "opened":
        return []
    ways = dict.fromkeys((one.person, one.channel) for one in told
                         if (one.is_out or one.is_immediate) and not is_party(one.person))  # fmt: skip
    again = [_telling(thread, incident, step, person, channel, "told_before", around) for person, channel in ways]
    if step != "worse":
        return again
    # Over one channel while it could wait; now that it cannot, over as many as anybody is told by.
    on_duty = {one.person: one for one in around.people}
    more = [one for person in dict.fromkeys(one.person for one in told) if person in on_duty
            for one in _to(on_duty[person], thread, incident, step, around)]  # fmt: skip
    return [*again, *more]


def _to(
    person: OnDuty, thread: Thread, incident: Incident, step: StepName, around: Around
) -> tuple[Telling, ...]:
    channels = unlike_channels(person.channels, around.kinds, around.rule.channels)
    return tuple(
        _telling(thread, incident, step, person.person, channel, person.why, around) for channel in channels
    )


def _telling(
    thread: Thread, incident: Incident, step: StepName, person: str, channel: str, why: str, around: Around
) -> Telling:
    is_immediate = incident.summary.urgency == "immediate"
    waits = around.quiet_until_ms is not None and not is_immediate
    return Telling(
        incident_id=incident.incident_id, round=thread.round, step=step, person=person, channel=channel,
        is_immediate=is_immediate and step in {"opened", "worse", "given"},
        due_ms=around.quiet_until_ms if waits and around.quiet_until_ms is not None else around.now_ms, why=why,
    )  # fmt: skip


def _rungs(
    thread: Thread, cause: StepName, people: Sequence[str], is_climbing: bool, now_ms: int
) -> tuple[RungRow, ...]:
    if cause not in {"opened", "worse"}:
        return ()
    climbing = () if is_climbing else tuple(
        RungRow(incident_id=thread.incident_id, round=thread.round, cause=cause, rung=rung, person="",
                due_ms=now_ms + AFTER_MS[rung])
        for rung in PEOPLE
    )  # fmt: skip
    return (*_thirds(thread, cause, people, now_ms), *climbing)


def _thirds(thread: Thread, cause: StepName, people: Sequence[str], now_ms: int) -> tuple[RungRow, ...]:
    return tuple(
        RungRow(incident_id=thread.incident_id, round=thread.round, cause=cause, rung="third", person=person,
                due_ms=now_ms + AFTER_MS["third"])
        for person in dict.fromkeys(people)
    )  # fmt: skip


def _reached(person: OnDuty, around: Around) -> bool:
    return any(name in around.kinds for name in person.channels)


def _stop(incident: Incident, now_ms: int) -> StopReason | None:
    if incident.merged_into is not None:
        return "merged"
    if incident.state == "closed":
        return "closed"
    if incident.is_shelved(now_ms):
        return "shelved"
    return None if incident.state == "new" else "acknowledged"
