"""No ping is stored twice from one record, and none is judged twice."""

from typing import Any, Final

from faults.evidence import Breach, Evidence
from faults.findings import Findings
from faults.reading import reading

CHECK: Final = "once"

_CONTENTS: Final = (
    "unit_id, utc_ms, lat, lon, speed_kmh, course_deg, fix, hdop, num_sats, engine_on, ext_power_on, shift_ms"
)
# A record that releases others, which waited for it, is named as theirs too: so the receipt, which is each one's own.
_FROM_ONE_RECORD: Final = f"""
    SELECT unit_id, utc_ms, topic, partition, "offset", count(*) AS number FROM pings
    GROUP BY {_CONTENTS}, receipt_ms, topic, partition, "offset" HAVING count(*) > 1
"""
_JUDGED: Final = f"""
    SELECT unit_id, utc_ms, min(topic || '/' || partition || '/' || "offset") AS first, count(*) AS number FROM pings
    WHERE standing = 0 GROUP BY {_CONTENTS} HAVING count(*) > 1
"""


async def check(evidence: Evidence) -> list[Breach]:
    """The pings that stand twice."""
    async with reading(evidence) as db:
        return await doubled(db)


async def doubled(db: Any) -> list[Breach]:
    """The same, of a database."""
    found = Findings(CHECK)
    for row in await db.fetch(_FROM_ONE_RECORD):
        found.add("a record's ping stored more than once", dict(row), row["number"] - 1)
    for row in await db.fetch(_JUDGED):
        found.add("the same ping judged more than once", dict(row), row["number"] - 1)
    return found.breaches()
