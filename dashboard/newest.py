"""A unit's newest place, as it may be shown."""

import msgspec
import structlog

from dashboard.answers import Unit
from storage.lists_units import UnitRow

_log = structlog.get_logger("dashboard")


def shown_unit(row: UnitRow) -> Unit | None:
    """The unit as it may be shown, its known fields alone; None (and a log line) when it cannot be read."""
    try:
        return msgspec.json.decode(row.body, type=Unit)
    except msgspec.DecodeError as error:
        _log.warning("unit left out: its newest place cannot be read", unit_id=row.unit_id, error=str(error))
        return None
