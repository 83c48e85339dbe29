"""What telling rests on: rosters, places, holidays and the channels that are set up, as they stand now."""

import zoneinfo
from collections.abc import Mapping
from typing import Any

from alerts.calling import rule_for
from alerts.duty import covering, on_duty, people_of, quiet_until_ms
from alerts.plans import Around
from models.incident import Incident
from models.roster import Roster
from models.working_days import holidays_of
from ops.settings import Settings
from storage.rosters import read_rosters
from streams.notifier.telling.places import Places


class World:
    """Rosters and places, read anew before each turn; `kinds` is the kind of each channel by its name."""

    def __init__(self, settings: Settings, kinds: Mapping[str, str]) -> None:
        self.zone = zoneinfo.ZoneInfo(settings.timezone)
        self.buddhist = settings.calendar == "buddhist"
        self.kinds = kinds
        self.places = Places()
        self.rosters: list[Roster] = []
        self._off = holidays_of(settings.holidays)

    async def refresh(self, connection: Any, now_ms: int) -> None:
        """Reads the rosters, and the zones where newer ones were told."""
        self.rosters = await read_rosters(connection)
        if self.rosters:
            await self.places.refresh(connection, now_ms)

    def around(self, incident: Incident, now_ms: int) -> Around:
        """Who is on duty for an incident at a time, and by which rule and quiet hours: those of the nearest roster."""
        place = self.places.duty_place(incident.summary, self.rosters)
        nearest = next((roster for roster, _ in covering(self.rosters, place)), None)
        return Around(
            people=on_duty(
                self.rosters, place, now_ms, self.zone, self._off, or_any=incident.summary.urgency == "immediate"
            ),
            rule=rule_for(() if nearest is None else nearest.rules, incident.summary),
            kinds=self.kinds,
            quiet_until_ms=None if nearest is None else quiet_until_ms(nearest.quiet, now_ms, self.zone),
            now_ms=now_ms,
            assignee_channels=() if incident.assignee is None else tuple(self.channels_of(incident.assignee)),
        )

    def channels_of(self, person: str) -> list[str]:
        """All channels of a person, of whatever roster, each once."""
        return list(dict.fromkeys(name for member in people_of(self.rosters, person) for name in member.channels))
