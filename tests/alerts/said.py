"""What every finding owes its readers: both languages, evidence, and a manner that fits its severity."""

import re

from models.alert import Finding


def check(found: Finding) -> None:
    """Fails on a finding that leaves out a language or its evidence, or tells what nobody can read."""
    assert re.match(r"^[A-Z0-9].*\.$", found.reason_en)
    assert re.search("[ก-๙]", found.reason_th)
    assert not re.search("None|nan|inf|  ", found.reason_en + found.reason_th)
    assert found.evidence.thresholds
    assert found.evidence.measured
    assert (found.close_reason is None) == found.is_open
    if found.severity == "warning":
        assert found.urgency != "immediate"
