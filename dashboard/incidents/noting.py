"""How a change of an incident gets its version and its line in the log: one of each, always together."""

import msgspec

from models.incident import Incident, LogAct, LogLine, Outcome, State


def noted(
    incident: Incident, act: LogAct, to_state: State, now_ms: int, *,
    who: str | None = None, text: str | None = None, assignee: str | None = None, outcome: Outcome | None = None,
    alert_id: str | None = None, other_id: str | None = None,
) -> tuple[Incident, LogLine]:  # fmt: skip
    """The incident in a state and with its next version, and the line that tells of it: who, and what was said."""
    version = incident.version + 1
    line = LogLine(
        incident_id=incident.incident_id, version=version, at_ms=now_ms, act=act, from_state=incident.state,
        to_state=to_state, who=who, text=text, assignee=assignee, outcome=outcome, alert_id=alert_id, other_id=other_id,
    )  # fmt: skip
    return msgspec.structs.replace(incident, version=version, state=to_state, changed_ms=now_ms), line
