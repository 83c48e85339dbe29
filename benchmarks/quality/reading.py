"""One label held against what was judged: what is missing, what is too much, how late it came."""

from collections import Counter, defaultdict
from typing import Any

import msgspec

from benchmarks.quality.judging import Judged
from models.alert import SEVERITY_RANK
from models.event import ALERT_TYPES
from models.names import normal_number
from models.times import from_iso


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How one labelled truck was judged.

    `missed`: rules that should have been raised, at least so severe. `false`: rules raised where nothing is wrong, or
    where the label forbids them; `unasked`: rules that nothing asks for on a trip on which something else is wrong.
    `wrong`: what else is not as labelled: completions, endings, verdicts, severities. `delays_s`: from the breach to
    its detection. `sounded_s`: when each immediate alert sounded, in seconds after the truck set out.
    """

    folder: str
    kind: str
    unit_id: str
    plate: str
    benign: bool
    must: tuple[str, ...]
    may: tuple[str, ...]
    raised: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    delays_s: dict[str, float] = {}
    sounded_s: tuple[float, ...] = ()
    started: int = 0
    expected: int = 0

    @property
    def right(self) -> bool:
        """Whether nothing is missing and nothing too much."""
        return not (self.missed or self.false or self.unasked or self.wrong)


def read(folder: str, judged: Judged) -> list[Reading]:
    """Every label of a folder against its final states."""
    alerts, trips = _owned(judged)
    return [_reading(folder, label, alerts[i], trips[i], judged) for i, label in enumerate(judged.labels["trips"])]


Rows = dict[int, list[dict[str, Any]]]


def _owned(judged: Judged) -> tuple[Rows, Rows]:
    """Alerts that stand and trips that count, by the number of the label that they concern: by unit, plate, vendor."""
    owners: dict[str, int] = {}
    for number, label in enumerate(judged.labels["trips"]):
        owners.setdefault(normal_number(label["plate"]), number)
        owners |= dict.fromkeys(label["units"], number)
        if "vendor" in label:
            owners[f"vendor {label['vendor']}"] = number
    alerts: Rows = defaultdict(list)
    trips: Rows = defaultdict(list)
    for event in judged.newest.values():
        data = event.data
        names = (data.get("unit_id"), normal_number(data.get("plate") or ""), f"vendor {data.get('vendor')}")
        owner = next((owners[name] for name in names if name in owners), None)
        if owner is None or data.get("close_reason") == "late_evidence" or data.get("reason") == "superseded":
            continue
        (alerts if event.type in ALERT_TYPES else trips)[owner].append({**data, "type": event.type})
    return alerts, trips


def _reading(
    folder: str, label: dict[str, Any], alerts: list[dict[str, Any]], trips: list[dict[str, Any]], judged: Judged
) -> Reading:
    must = tuple(rule for rules in label["must"] for rule in rules)
    raised: dict[str, int] = {}
    for alert in alerts:
        raised[alert["rule"]] = max(raised.get(alert["rule"], 0), SEVERITY_RANK[alert["severity"]])
    extra = sorted(rule for rule, rank in raised.items() if not _asked(rule, rank, label))
    return Reading(
        folder=folder,
        kind=label["kind"],
        unit_id=label["unit_id"] or "",
        plate=label["plate"],
        benign=label["benign"],
        must=must,
        may=tuple(label.get("may", ())),
        raised=tuple(sorted(raised)),
        missed=tuple(
            f"{rule} ({'milder' if rule in raised else 'not raised'})"
            for rule in must
            if raised.get(rule, -1) < SEVERITY_RANK[label["severity"][rule]]
        ),
        false=tuple(rule for rule in extra if label["benign"] or rule in label["never"]),
        unasked=tuple(rule for rule in extra if not label["benign"] and rule not in label["never"]),
        wrong=(*_severities(label, raised), *_endings(label, trips)),
        delays_s=_delays(label, alerts),
        sounded_s=_sounded(alerts, trips, judged),
        started=len(trips),
        expected=label["completes"] + sum(label.get("ends", {}).values()),
    )


def _asked(rule: str, rank: int, label: dict[str, Any]) -> bool:
    if rule in label["severity"] or rule in label.get("may", ()):
        return True
    return rule in label.get("never_at", {}) and rank < SEVERITY_RANK[label["never_at"][rule]]


def _severities(label: dict[str, Any], raised: dict[str, int]) -> list[str]:
    return [
        f"{rule} more severe than {severity}"
        for rule, severity in label["severity"].items()
        if raised.get(rule, -1) > SEVERITY_RANK[severity]
    ]


def _endings(label: dict[str, Any], trips: list[dict[str, Any]]) -> list[str]:
    completed = [trip for trip in trips if trip["type"].endswith("completed")]
    found = []
    if len(completed) != label["completes"]:
        found.append(f"completes {len(completed)} times, not {label['completes']}")
    ended = Counter(trip["reason"] for trip in trips if trip["type"].endswith("ended"))
    if ended != Counter(label.get("ends", ended)):
        found.append(f"ends {dict(ended)}, not {label['ends']}")
    if label["verdict"] is not None:
        found += [
            f"verdict {trip['verdict']}, not {label['verdict']}"
            for trip in completed
            if trip["verdict"] != label["verdict"]
        ]
    return found


def _delays(label: dict[str, Any], alerts: list[dict[str, Any]]) -> dict[str, float]:
    begins = label.get("from_by_rule") or dict.fromkeys(label["severity"], label["from"])
    delays: dict[str, float] = {}
    for alert in alerts:
        rule = alert["rule"]
        if rule in begins:
            delay_s = (from_iso(alert["detected_at"]) - from_iso(begins[rule])) / 1000
            delays[rule] = min(delay_s, delays.get(rule, delay_s))
    return delays


def _sounded(alerts: list[dict[str, Any]], trips: list[dict[str, Any]], judged: Judged) -> tuple[float, ...]:
    at_ms = sorted(judged.sounded[alert["alert_id"]] for alert in alerts if alert["alert_id"] in judged.sounded)
    if not at_ms:
        return ()
    set_out_ms = min([from_iso(trip["started_at"]) for trip in trips] or at_ms)
    return tuple((each - set_out_ms) / 1000 for each in at_ms)
