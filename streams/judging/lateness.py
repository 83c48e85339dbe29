"""Lateness: whether an alert rests on pings that came late, by judging again without them."""

from collections.abc import Iterable, Sequence

from models.alert import Finding
from models.ping import Ping
from models.thresholds import Arrivals
from streams.judging.desk import Desk, Said
from streams.judging.fold import fold_ping
from streams.judging.ledger import BY_DEADLINE, Cause
from streams.judging.overlay import deadlines_ms, overlay
from streams.judging.state import Fold, Unit


def lateness_ms(ping: Ping) -> int:
    """How long after its own time a ping was received."""
    return ping.receipt_ms - ping.utc_ms


def note_late(unit: Unit, pings: Iterable[Ping], limits: Arrivals) -> None:
    """Notes the newest ping that came late, and the newest that came too late for anyone to act on."""
    for ping in pings:
        if lateness_ms(ping) > limits.late_s * 1000:
            unit.late_ms = max(unit.late_ms, ping.utc_ms)
            if lateness_ms(ping) > limits.today_only_s * 1000:
                unit.very_late_ms = max(unit.very_late_ms, ping.utc_ms)


def by_pings(receipt_ms: int, pings: Sequence[Ping], limits: Arrivals) -> Cause:
    """What new pings are to the judging that they cause."""
    late_ms = limits.late_s * 1000
    heard = tuple(sorted((ping.utc_ms, ping.receipt_ms) for ping in pings)) if len(pings) > 1 else ()
    if max(map(lateness_ms, pings)) <= late_ms:
        return Cause(receipt_ms=receipt_ms, by_ping=True, heard=heard)
    in_time = frozenset(ping.utc_ms for ping in pings if lateness_ms(ping) <= late_ms)
    return Cause(receipt_ms=receipt_ms, by_ping=True, late=True, in_time_ms=in_time, heard=heard)


def holds_without_late(
    finding: Finding, since_ms: int, fold: Fold, pings: Sequence[Ping], late_ms: int, now_ms: int, desk: Desk
) -> bool:
    """Whether a finding would be said, had the pings since a time that came later than `late_ms` not come.

    `fold` is as it was some time before it, `pings` are all that came after, in order; both are used up. What came
    before the breach, late or not, is what the truck was doing then: it made nothing late. Of a deadline the same is
    true of what had come when it passed.
    """
    by_deadline = finding.rule in BY_DEADLINE
    kept = [
        ping
        for ping in pings
        if ping.utc_ms < since_ms
        or lateness_ms(ping) <= late_ms
        or (by_deadline and ping.receipt_ms <= finding.started_ms)
    ]
    if not kept or kept[-1].utc_ms < since_ms:
        return False
    for ping in kept:
        fold_ping(fold, ping, desk)
    overlay(fold, deadlines_ms(fold, desk), desk, max(now_ms, finding.started_ms) if by_deadline else now_ms)
    return any(_tells_of(said, finding) for said in desk.said)


def _tells_of(said: Said, finding: Finding) -> bool:
    """Whether it is the same breach, which may begin with a later ping when the first of them had not come."""
    told = said.finding
    if told is None or said.only_if_open or said.only_if_told:
        return False
    if told.rule != finding.rule or told.started_ms < finding.started_ms:
        return False
    return finding.is_open or finding.ended_ms is None or told.started_ms <= finding.ended_ms
