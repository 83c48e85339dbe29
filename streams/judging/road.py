"""Road: what each fix of a trip goes through, in this order; also the fixes that only later turn out to be a trip's."""

from collections.abc import Callable
from typing import Final

from streams.judging.desk import Desk, Here
from streams.judging.halts import watch_halts
from streams.judging.hours import watch_hours
from streams.judging.on_the_way import end_silence, judge_on_the_way
from streams.judging.power import watch_power
from streams.judging.provinces import watch_provinces
from streams.judging.state import Fold

Step = Callable[[Fold, Here, Desk], None]

# What a fix ends is judged as the trip stood before it: the fix itself may be the arrival.
ENDING: Final[tuple[Step, ...]] = (end_silence, watch_halts)

# The rest is judged by the trip as the fix leaves it. The first one counts the fix and the zones that hold it.
ROAD: Final[tuple[Step, ...]] = (judge_on_the_way, watch_power, watch_hours, watch_provinces)
