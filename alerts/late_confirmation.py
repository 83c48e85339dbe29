"""late-confirmation: a load has arrived, and the processor does not confirm its receipt in time."""

from collections.abc import Container, Mapping
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from models.alert import Evidence, Finding
from models.manifest import Manifest
from models.thresholds import LateConfirmation
from models.times import DAY_MS, to_iso
from models.working_days import end_of_working_day_ms

RULE = "late-confirmation"
Level = Literal["warning", "high", "critical"]
Reason = Literal["waiting", "settled_in_time", "late", "settled_late"]


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest at its processor, and when it was settled there: received, or returned or cancelled after all."""

    manifest: Manifest
    arrived_ms: int
    settled_ms: int | None = None
    settled_as: Literal["received", "returned", "cancelled"] = "received"


class Deadlines(msgspec.Struct, frozen=True, kw_only=True):
    """When a receipt that has not come is a warning, high, critical."""

    warning_ms: int
    high_ms: int
    critical_ms: int

    def by_level(self) -> tuple[tuple[int, Level], ...]:
        """Each deadline with what passing it means, from the mildest on."""
        return (self.warning_ms, "warning"), (self.high_ms, "high"), (self.critical_ms, "critical")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a receipt is late, and the worst level that it came to."""

    reason: Reason
    level: Level | None = None


def deadlines(arrived_ms: int, off: Container[date], timezone: ZoneInfo, limits: LateConfirmation) -> Deadlines:
    """The deadlines of a load that arrived at a time; `off` are the holidays."""
    return Deadlines(
        warning_ms=end_of_working_day_ms(arrived_ms, limits.working_days, off, timezone),
        high_ms=arrived_ms + round(limits.high_d * DAY_MS),
        critical_ms=arrived_ms + round(limits.critical_d * DAY_MS),
    )


def judge(arrived: Arrived, due: Deadlines, now_ms: int) -> Answer:
    """How a receipt stands at a time; one at the very deadline is in time."""
    settled = arrived.settled_ms is not None and arrived.settled_ms <= now_ms
    until_ms = arrived.settled_ms - 1 if settled and arrived.settled_ms is not None else now_ms
    passed = [level for at_ms, level in due.by_level() if at_ms <= until_ms]
    if not passed or due.warning_ms > until_ms:
        return Answer(reason="settled_in_time" if settled else "waiting")
    return Answer(reason="settled_late" if settled else "late", level=passed[-1])


def finding(arrived: Arrived, due: Deadlines, answer: Answer, limits: LateConfirmation) -> Finding | None:
    """What is to be said of a receipt that is late, or was; the caller adds unit and trip."""
    if answer.level is None:
        return None
    manifest = arrived.manifest
    settled = answer.reason == "settled_late"
    over_en, over_th = _over(answer.level, limits)
    return Finding(
        rule=RULE, episode=manifest.manifest_key, severity=answer.level, urgency="record", certainty="possible",
        started_ms=due.warning_ms, ended_ms=arrived.settled_ms if settled else None,
        close_reason=("received" if arrived.settled_as == "received" else "cleared") if settled else None,
        plate=manifest.plate, province=manifest.province, permit_no=manifest.permit_no,
        manifest_no=manifest.manifest_no,
        reason_en=f"Manifest {manifest.manifest_no} arrived, and its receipt was not confirmed within {over_en}.",
        reason_th=(
            f"กากตามใบกำกับการขนส่งเลขที่ {manifest.manifest_no} ถึงโรงงานผู้รับดำเนินการแล้ว"
            f" แต่ไม่มีการยืนยันรับภายใน {over_th}"
        ),
        evidence=Evidence(
            thresholds={
                "working_days": limits.working_days, "high_d": limits.high_d, "critical_d": limits.critical_d,
            },
            measured={
                "arrived_at": to_iso(arrived.arrived_ms),
                "due_at": to_iso(due.warning_ms),
                "settled_at": to_iso(arrived.settled_ms) if settled and arrived.settled_ms is not None else None,
            },
        ),
    )  # fmt: skip


def _over(level: Level, limits: LateConfirmation) -> tuple[str, str]:
    days: Mapping[Level, float] = {"high": limits.high_d, "critical": limits.critical_d}
    if level in days:
        return f"{days[level]:g} days", f"{days[level]:g} วัน"
    return f"{limits.working_days} working days", f"{limits.working_days} วันทำการ"
