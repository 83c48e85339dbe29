"""Publishing: what was said against what went out before; the difference goes out as next versions."""

import bisect
from collections.abc import Callable, Sequence
from itertools import count
from typing import Final, NamedTuple

import msgspec

from models.alert import SEVERITY_RANK, Finding
from models.event import Event, build_event, short_hash
from models.ruling import Alerted
from models.trip import TripView
from streams.judging.desk import Said
from streams.judging.event_data import FINAL_MS, alert_data, at_its_start, trip_data, trip_kind
from streams.judging.memory import KEPT_MS, Remembered, goes_on, is_settled, remembered
from streams.judging.published import Published
from streams.judging.recall import as_alert, as_trip
from streams.judging.resemblance import overlapping_alert, overlapping_trip, tells_the_same
from streams.judging.state import Unit

UNCOUNTED = frozenset({"late-confirmation"})
"""Rules whose alerts say nothing of how the trip was driven."""

BY_DEADLINE = frozenset({"not-arrived", "overnight-hold"})
"""Rules of which an alert begins at a deadline of its trip: it rests on what was known of the trip by then."""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """What made us judge: the receipt or deadline; whether a ping did, and one that was late (over 5 min).

    `in_time_ms` are the times of pings that came together with late ones, and were not late themselves; `heard` are
    time and receipt of all that came together, in order.
    """

    receipt_ms: int
    by_ping: bool = False
    late: bool = False
    in_time_ms: frozenset[int] = frozenset()
    heard: tuple[tuple[int, int], ...] = ()

    def heard_ms(self, at_ms: int) -> int:
        """The receipt of what shows how things were at a time: of the first ping from then on, of those that came.

        Without any it is the clock that shows it.
        """
        if not self.heard:
            return self.receipt_ms
        place = bisect.bisect_left(self.heard, (at_ms,))
        return max(self.receipt_ms, self.heard[place][1] if place < len(self.heard) else at_ms)


class Lateness(NamedTuple):
    """Whether an alert would not have been opened without late pings, and not without those over 30 min late."""

    late: bool
    very_late: bool


Evidence = Callable[[int, int], str]
Rests = Callable[[Finding, int], Lateness]
IN_TIME: Final = Lateness(late=False, very_late=False)


class Ledger:
    """What went out of one unit, while it may still change; collects the events of one step."""

    def __init__(self, unit: Unit, cause: Cause, evidence: Evidence, rests: Rests) -> None:
        self.unit_id = unit.unit_id
        self.heard_ms, self.forgotten_ms = unit.fold.at_ms, unit.forgotten_ms
        self.settled_ms = max(unit.forgotten_ms, cause.receipt_ms - KEPT_MS)
        self.entries: dict[str, Published] = {entry.entity_id: entry for entry in unit.published.each()}
        self.cause = cause
        self.evidence, self.rests = evidence, rests
        self.alerted = unit.rulings.alerted
        self.events: list[Event] = []
        self.trips_changed: dict[str, int] = {}

    def say(self, said: Said) -> None:
        """Publishes one thing said as it comes."""
        if said.retract_rule is not None:
            for entry in self._alerts():
                alert = entry.alert
                if alert is not None and alert.rule == said.retract_rule and alert.episode == said.retract_episode:
                    self.retract(entry, said.at_ms)
        elif said.trip is not None:
            self.tell(said.trip, self._find_trip(said.trip_key or ""), said)
        elif said.finding is not None:
            finding = self._resolved(said.finding)
            self.alert(finding, self._find_alert(finding), said, self.cause.receipt_ms)

    def rejudged(self, saids: Sequence[Said], since_ms: int) -> None:
        """Publishes the difference between all that was said of the time after `since_ms` and what stood before."""
        final: dict[tuple[str, ...], Said] = {}
        first_ms: dict[tuple[str, ...], int] = {}
        for said in saids:
            first_ms.setdefault(said.name, said.at_ms)
            # A gap just under the shortest silence is one only if it was heard as one; judged again, it never is.
            if said.retract_rule is None and not said.only_if_open:
                was = final.pop(said.name, None)
                restated = said.restated and (was is None or was.restated)
                final[said.name] = msgspec.structs.replace(said, restated=restated)
        retracted = {(s.retract_rule, s.retract_episode) for s in saids if s.retract_rule is not None}
        open_for_match = {e.entity_id: e for e in self.entries.values() if e.touched_ms > since_ms or goes_on(e)}
        # What still has its name keeps its id; only what is left may go on under another name.
        trips = [(said, said.trip) for said in final.values() if said.trip is not None]
        matched = {entry.entity_id for said, _ in trips if (entry := self._find_trip(said.trip_key or "")) is not None}
        for said, view in trips:
            entry = self._find_trip(said.trip_key or "") or self._now(
                overlapping_trip(view, open_for_match.values(), matched)
            )
            if entry is not None:
                matched.add(entry.entity_id)
            told = self.tell(view, entry, said)
            if told is not None:
                matched.add(told)
        undone = {said.trip_key for said, view in trips if view.end_reason == "superseded"}
        findings = [
            (said, self._resolved(said.finding))
            for said in final.values()
            if said.finding is not None
            and (said.finding.rule, said.finding.episode) not in retracted
            and (said.finding.trip_id is None or said.finding.trip_id not in undone)
        ]
        matched |= {entry.entity_id for _, finding in findings if (entry := self._find_alert(finding)) is not None}
        for said, finding in findings:
            entry = self._find_alert(finding)
            if entry is None and not said.only_if_told:
                entry = self._now(overlapping_alert(finding, open_for_match.values(), matched))
            if entry is not None:
                matched.add(entry.entity_id)
            self.alert(finding, entry, said, self.cause.heard_ms(first_ms[said.name]))
        for entity_id, entry in open_for_match.items():
            if entity_id not in matched and _is_judged_after(entry, since_ms):
                self.retract(self.entries[entity_id], self.cause.receipt_ms)

    def tell(self, view: TripView, entry: Published | None, said: Said) -> str | None:
        """Publishes how a trip stands, if that is new, a new one's start before all else; returns its id."""
        if is_settled(said, entry, self.settled_ms):
            return None if entry is None else entry.entity_id
        if entry is not None and said.restated and tells_the_same(entry.trip, view):
            return entry.entity_id
        if view.state == "completed" and view.ended_ms is not None:
            view = msgspec.structs.replace(view, evidence_sha256=self.evidence(view.started_ms, view.ended_ms))
        if entry is None:
            if view.end_reason == "superseded":
                return None
            trip_id = self._new_id("trip", self.unit_id, view.origin_zone_id, view.started_ms)
            entry = Published(entity_id=trip_id, key=said.trip_key or "", version=0, touched_ms=said.at_ms)
        elif entry.trip == view or (entry.recalled and self._is_recalled_as(entry, view)):
            return entry.entity_id
        if self._is_final(entry):
            return entry.entity_id
        if entry.version == 0 and trip_kind(view) != "started":
            entry = self._emit_trip(msgspec.structs.replace(entry, trip=at_its_start(view)), said.at_ms)
        entry = msgspec.structs.replace(entry, key=said.trip_key or entry.key, trip=view, touched_ms=said.at_ms)
        self.entries[entry.entity_id] = entry
        if view.end_reason == "superseded":
            for alert in self._alerts():
                if alert.alert is not None and alert.alert.trip_id == entry.entity_id:
                    self.retract(alert, said.at_ms)
        self._emit_trip(entry, said.at_ms)
        return entry.entity_id

    def alert(self, finding: Finding, entry: Published | None, said: Said, heard_ms: int) -> None:
        """Publishes how an alert stands, if that is new; `heard_ms` is the receipt of what opened it."""
        opens_nothing = said.only_if_open or said.only_if_told
        if (entry is None and opens_nothing) or is_settled(said, entry, self.settled_ms):
            return
        if entry is not None and entry.alert is not None:
            if said.restated and _stands_the_same(entry.alert, finding):
                return
            if said.only_if_open and entry.alert.close_reason == "late_evidence":
                return
            if entry.recalled and (known := as_alert(entry, finding)) is not None:
                self.entries[entry.entity_id] = msgspec.structs.replace(known, touched_ms=said.at_ms)
                return
        if entry is None:
            alert_id = self._new_id("alert", self.unit_id, finding.rule, finding.episode, finding.started_ms)
            lateness = self.rests(finding, self._shown_since_ms(finding)) if self.cause.by_ping else IN_TIME
            entry = Published(
                entity_id=alert_id, key=f"{finding.rule}/{finding.episode}", version=0, touched_ms=said.at_ms,
                detected_ms=heard_ms, late=lateness.late,
                today_only=lateness.very_late or self._trip_is_over(finding),
            )  # fmt: skip
            if not finding.is_open and entry.version == 0:
                opened = msgspec.structs.replace(finding, ended_ms=None, close_reason=None)
                entry = self._put_alert(entry, opened, said.at_ms)
        if entry.alert is not None and _capped(finding, entry) == entry.alert:
            # Said again, perhaps of an earlier time than before: that is when a later judging begins to say it.
            self.entries[entry.entity_id] = msgspec.structs.replace(entry, touched_ms=said.at_ms)
            return
        self._put_alert(entry, finding, said.at_ms)

    def retract(self, entry: Published, at_ms: int) -> None:
        """Closes an alert that later evidence refutes, or supersedes a trip that it undoes, unless it is settled."""
        if entry.touched_ms <= self.settled_ms and not goes_on(entry):
            return
        if entry.alert is not None and entry.alert.close_reason != "late_evidence":
            ended_ms = entry.alert.ended_ms if entry.alert.ended_ms is not None else max(entry.alert.started_ms, at_ms)
            refuted = msgspec.structs.replace(entry.alert, close_reason="late_evidence", ended_ms=ended_ms)
            self._put_alert(entry, refuted, at_ms)
        elif entry.trip is not None and entry.trip.end_reason != "superseded":
            view = msgspec.structs.replace(entry.trip, state="ended", end_reason="superseded", ended_ms=at_ms)
            self.tell(view, entry, Said(at_ms=at_ms, trip_key=entry.key, trip=view))

    def knows(self, said: Said) -> bool:
        """Whether the trip or alert of which it tells is remembered."""
        if said.finding is not None:
            return self._find_alert(self._resolved(said.finding)) is not None
        return self._find_trip(said.trip_key or "") is not None

    def close(self, now_ms: int) -> Remembered:
        """Tells completed trips again whose alerts changed, and returns what may still change."""
        for trip_id, at_ms in list(self.trips_changed.items()):
            entry = self.entries.get(trip_id)
            if entry is not None and entry.trip is not None and entry.trip.state == "completed":
                alert_ids = self._alert_ids(trip_id)
                if alert_ids != entry.alert_ids and not self._is_final(entry):
                    self._emit_trip(entry, at_ms)
        return remembered(self.entries.values(), now_ms, self.heard_ms, self.forgotten_ms)

    def _put_alert(self, entry: Published, finding: Finding, at_ms: int) -> Published:
        was = entry.alert
        finding = _capped(finding, entry)
        entry = msgspec.structs.replace(
            entry, alert=finding, version=entry.version + 1, touched_ms=at_ms, recalled=False
        )
        self.entries[entry.entity_id] = entry
        kind = (
            "opened"
            if finding.is_open and (was is None or not was.is_open)
            else "updated"
            if finding.is_open
            else "closed"
        )
        data = alert_data(entry)
        subject = finding.trip_id or self.unit_id
        self.events.append(build_event(f"wastetrack.alert.{kind}", at_ms, subject, data))
        if finding.trip_id is not None:
            self.trips_changed[finding.trip_id] = at_ms
        return entry

    def _emit_trip(self, entry: Published, at_ms: int) -> Published:
        view = entry.trip
        if view is None:
            return entry
        alert_ids = self._alert_ids(entry.entity_id) if view.state == "completed" else ()
        entry = msgspec.structs.replace(
            entry, version=entry.version + 1, alert_ids=alert_ids, touched_ms=max(entry.touched_ms, at_ms),
            recalled=False,
        )  # fmt: skip
        self.entries[entry.entity_id] = entry
        data = trip_data(entry, self._verdict(entry.entity_id, view) if view.state == "completed" else None)
        self.events.append(build_event(f"wastetrack.trip.{trip_kind(view)}", at_ms, entry.entity_id, data))
        return entry

    def _is_recalled_as(self, entry: Published, view: TripView) -> bool:
        """Whether a trip's event of before tells this view; then the view takes its place."""
        completed = view.state == "completed"
        alert_ids = self._alert_ids(entry.entity_id) if completed else ()
        known = as_trip(entry, view, alert_ids, self._verdict(entry.entity_id, view) if completed else None)
        if known is None:
            return False
        self.entries[entry.entity_id] = known
        return True

    def _verdict(self, trip_id: str, view: TripView) -> str:
        if not view.seen_well:
            return "unverified"
        bad = any(
            SEVERITY_RANK[alert.severity] >= SEVERITY_RANK["high"]
            for entry in self._alerts()
            if (alert := entry.alert) is not None and _counts(alert, trip_id)
        ) or any(SEVERITY_RANK[found.severity] >= SEVERITY_RANK["high"] for found in self._alerted(trip_id))
        return "verified_with_alerts" if bad else "verified"

    def _alert_ids(self, trip_id: str) -> tuple[str, ...]:
        """The ids of the trip's alerts, each with its severity's mark so that a change of it is seen as one."""
        return tuple(
            sorted(
                [
                    f"{entry.entity_id} {entry.alert.severity}"
                    for entry in self._alerts()
                    if entry.alert is not None and _counts(entry.alert, trip_id)
                ]
                + [f"{found.alert_id} {found.severity}" for found in self._alerted(trip_id)]
            )
        )

    def _alerted(self, trip_id: str) -> list[Alerted]:
        """The alerts of a trip that were raised across units and count."""
        return [
            found
            for found in self.alerted
            if found.trip_id == trip_id and not found.refuted and found.rule not in UNCOUNTED
        ]

    def _new_id(self, *parts: str | int) -> str:
        """The digest of what is new; where an older one went on under another name and has it, the next free one."""
        return next(
            name
            for number in count()
            if (name := short_hash(*parts, *([number] if number else []))) not in self.entries
        )

    def _now(self, entry: Published | None) -> Published | None:
        """An entry as it stands by now."""
        return None if entry is None else self.entries[entry.entity_id]

    def _alerts(self) -> list[Published]:
        return [entry for entry in self.entries.values() if entry.alert is not None]

    def _is_final(self, entry: Published) -> bool:
        trip = entry.trip
        return (
            trip is not None and trip.state == "completed" and trip.ended_ms is not None
            and self.cause.receipt_ms > trip.ended_ms + FINAL_MS and entry.version > 0
        )  # fmt: skip

    def _trip_is_over(self, finding: Finding) -> bool:
        entry = self.entries.get(finding.trip_id or "")
        return (
            entry is not None
            and entry.trip is not None
            and entry.trip.state in ("completed", "ended")
            and entry.version > 0
        )

    def _shown_since_ms(self, finding: Finding) -> int:
        """Since when pings show what a finding says: its beginning, of a deadline the departure from which it runs."""
        entry = self.entries.get(finding.trip_id or "")
        if finding.rule not in BY_DEADLINE or entry is None or entry.trip is None:
            return finding.started_ms
        return min(entry.trip.started_ms, finding.started_ms)

    def _resolved(self, finding: Finding) -> Finding:
        if finding.trip_id is None:
            return finding
        entry = self._find_trip(finding.trip_id)
        return msgspec.structs.replace(finding, trip_id=entry.entity_id if entry else None)

    def _find_trip(self, key: str) -> Published | None:
        found = [e for e in self.entries.values() if e.trip is not None and e.key == key]
        return found[-1] if found else None

    def _find_alert(self, finding: Finding) -> Published | None:
        for entry in self.entries.values():
            alert = entry.alert
            if alert is None or alert.rule != finding.rule or alert.episode != finding.episode:
                continue
            if finding.episode != "trip" or alert.trip_id == finding.trip_id:
                return entry
        return next((e for e in self.entries.values() if e.recalled and as_alert(e, finding) is not None), None)


def _stands_the_same(was: Finding, finding: Finding) -> bool:
    """Whether two findings differ at most in what was measured meanwhile."""
    return (was.severity, was.close_reason, was.ended_ms) == (finding.severity, finding.close_reason, finding.ended_ms)


def _capped(finding: Finding, entry: Published) -> Finding:
    if entry.today_only and finding.urgency == "immediate":
        return msgspec.structs.replace(finding, urgency="today")
    return finding


def _counts(alert: Finding, trip_id: str) -> bool:
    return alert.trip_id == trip_id and alert.close_reason != "late_evidence" and alert.rule not in UNCOUNTED


def _is_judged_after(entry: Published, since_ms: int) -> bool:
    """Whether a judging from this time on says the entry if it still holds.

    Of a trip that was over by then it does not, even where a later alert made it be told again.
    """
    told = entry.trip or entry.alert
    if entry.recalled and told is not None and told.started_ms <= since_ms:
        return False
    if entry.trip is not None:
        return entry.trip.ended_ms is None or entry.trip.ended_ms > since_ms
    return entry.touched_ms > since_ms
