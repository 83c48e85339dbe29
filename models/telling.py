"""Telling: the thread of an incident, what is told of it to whom, and who is told next while nobody acknowledges it."""

from typing import Literal

import msgspec

from models.alert import Severity, Urgency

StepName = Literal["opened", "worse", "moved", "closed", "given", "asked"]
"""`given`: a person has given it to another, who is told whether on duty or not. `asked`: a party is asked."""
Standing = Literal["untold", "told", "taken", "closed", "aside"]
"""`taken`: it was told, and a person has it in hand. `aside`: it was told, and then officers shelved it."""
Rung = Literal["third", "next", "supervisor", "centre"]
"""`third`: a third channel to a person who has not opened it; the others are people."""
RungState = Literal["waiting", "taken", "stopped"]


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """What has been told of an incident: how grave and where it was then; `round` counts how often it was opened.

    Where nothing stands told, how grave it was when it was last seen. `assignee` is who had it when it was last seen.
    """

    incident_id: str
    round: int = 0
    standing: Standing = "untold"
    urgency: Urgency | None = None
    severity: Severity | None = None
    lat: float | None = None
    lon: float | None = None
    assignee: str | None = None


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One step of an incident for one person over one channel, from a time on, and why this person.

    `nth`: which time it is in the round, from 1: what was given to another may be given back.
    """

    incident_id: str
    round: int
    step: StepName
    person: str
    channel: str
    is_immediate: bool
    due_ms: int
    why: str
    nth: int = 1

    @property
    def key(self) -> tuple[str, int, str, str, str, int]:
        """What of tellings there is one."""
        return self.incident_id, self.round, self.step, self.person, self.channel, self.nth


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A telling that is there; `is_out`: it is in a message, sent or about to be."""

    step: StepName
    person: str
    channel: str
    is_immediate: bool
    is_out: bool
    is_opened: bool
    nth: int = 1


class RungRow(msgspec.Struct, frozen=True, kw_only=True):
    """One rung of the ladder that a step set up; `person` is whom a `third` is for, else empty."""

    incident_id: str
    round: int
    cause: StepName
    rung: Rung
    person: str
    due_ms: int
    state: RungState = "waiting"
