"""What the rules said at each step, and the steps of the trip's table, as the chain shows them."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from models.alert import Finding
from models.ping import Ping
from models.times import FOR_EVER_MS, from_iso, to_iso
from streams.explain.chain import Decision, SaidHow, TripStep
from streams.explain.refold import Heard, Refolded
from streams.judging.desk import Said
from streams.judging.state import Trip
from streams.judging.trace import Stepped

Key = tuple[str, ...]
_BY_CLOCK: Final = frozenset({"received", "waited_out", "cancelled", "given_up"})
_TAKEN_BACK: Final = (
    "Later evidence refutes it.",
    "หลักฐานที่ได้รับภายหลังหักล้างข้อนี้",
)  # fmt: skip


def episode_of(alert: Mapping[str, Any], heard: Sequence[Heard]) -> Key | None:
    """The name under which the judging speaks of an alert, None where it never does."""
    started_ms = from_iso(alert["started_at"])
    ended_ms = from_iso(alert["ended_at"]) if alert.get("ended_at") else FOR_EVER_MS
    findings = [(one.said.name, one.said.finding) for one in heard if one.said.finding is not None]
    fitting = [(name, f) for name, f in findings if (f.rule, f.zone_id) == (alert["rule"], alert.get("zone_id"))]
    same = (name for name, f in fitting if f.started_ms == started_ms)
    overlapping = (
        name for name, f in fitting if f.started_ms <= ended_ms and started_ms <= (f.ended_ms or FOR_EVER_MS)
    )
    return next(chain(same, overlapping), None)


def decisions(heard: Sequence[Heard], this: Key | None, from_ms: int) -> list[Decision]:
    """Everything said from a time on, each thing once, in the order in which it was said."""
    last: dict[Key, Finding] = {}
    found: list[Decision] = []
    for one in heard:
        said, finding = one.said, one.said.finding
        if finding is None:
            for key in [key for key in last if said.retract_rule is not None and _is_of(key, said)]:
                taken_back = last.pop(key)
                if said.at_ms >= from_ms:
                    found.append(_decision(one, taken_back, "retracted", of_this=key == this))
            continue
        key = said.name
        was = last.get(key)
        if (said.only_if_open or said.only_if_told) and was is None:
            continue
        last[key] = finding
        if said.restated or was == finding or said.at_ms < from_ms:
            continue
        how: SaidHow = "closed" if not finding.is_open else "opened" if was is None or not was.is_open else "changed"
        found.append(_decision(one, finding, how, of_this=key == this))
    return found


def _is_of(key: Key, said: Said) -> bool:
    """Whether what is taken back was said under this name: by rule and episode, and trip where that is named."""
    _, rule, episode, trip_key = key
    return (rule, episode) == (said.retract_rule, said.retract_episode) and said.trip_key in (None, trip_key)


def steps(run: Refolded, trip: Trip, by_time: Mapping[int, Ping]) -> list[TripStep]:
    """A trip's departure and steps, each once: what a deadline brings about comes again with the next ping."""
    found = {("departed", trip.started_ms): _step(trip.started_ms, by_time.get(trip.started_ms), None)}
    for entry in run.entries:
        if isinstance(entry, Stepped) and entry.trip_key == trip.key:
            step = _step(entry.at_ms, None if entry.sighting in _BY_CLOCK else by_time.get(entry.at_ms), entry)
            found.setdefault((entry.sighting, entry.at_ms), step)
    return list(found.values())


def _step(at_ms: int, ping: Ping | None, entry: Stepped | None) -> TripStep:
    return TripStep(
        at=to_iso(at_ms), by="deadline" if ping is None else "fix",
        received_at=None if ping is None else to_iso(ping.receipt_ms),
        state=None if entry is None else entry.state,
        sighting="departed" if entry is None else entry.sighting,
        next_state="on_the_way" if entry is None else entry.next_state,
    )  # fmt: skip


def _decision(heard: Heard, finding: Finding, how: SaidHow, *, of_this: bool) -> Decision:
    taken_back = how == "retracted"
    return Decision(
        at=to_iso(heard.said.at_ms), by="deadline" if heard.ping is None else "fix",
        received_at=None if heard.ping is None else to_iso(heard.ping.receipt_ms),
        rule=finding.rule, said=how, of_this=of_this,
        reason_en=_TAKEN_BACK[0] if taken_back else finding.reason_en,
        reason_th=_TAKEN_BACK[1] if taken_back else finding.reason_th,
        severity=finding.severity, urgency=finding.urgency, started_at=to_iso(finding.started_ms),
        ended_at=None if finding.ended_ms is None else to_iso(finding.ended_ms),
        close_reason="late_evidence" if taken_back else finding.close_reason, measured=finding.evidence.measured,
    )  # fmt: skip
