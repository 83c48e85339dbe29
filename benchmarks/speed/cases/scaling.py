"""Case 2: one, two and three trackers that have shared out the partitions, and then the same pings for all."""

from typing import Final

from benchmarks.speed.bench import Bench
from benchmarks.speed.cases.throughput import calibrated
from benchmarks.speed.loading import claimed_ms, head, lines_of, produce, records_of
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.tracking import work_off

NAME: Final = "scaling"
COUNTS: Final = (1, 2, 3)


def run(bench: Bench) -> Finding:
    """Each number of trackers in turn, from the first ping's sending to the last one's storing."""
    ground = bench.ground
    pings = bench.pings_of_a_round(lambda: calibrated(bench))
    folder = head(bench.traffic(bench.plan, pings), pings, bench.folder / "scaling")
    records = list(records_of(ground, lines_of(folder), claimed_ms))
    rounds = Rounds()
    for number in range(max(1, bench.size.rounds - 1)):
        for count in COUNTS:
            bench.begin(folder)
            worked = work_off(ground, pings, count, release=lambda: produce(ground, records))
            rounds.add(f"trackers_{count}", "pings/s", worked.rate)
            rounds.add(f"trackers_{count}_cpu", "us/ping", worked.cpu_s / worked.pings * 1e6)
            bench.say(f"round {number + 1}: {count} trackers {worked.rate:,.0f} pings a second")
    return Finding(
        case=NAME, title="One, two and three trackers", measures=rounds.measures(),
        ratios={f"{count}_to_1": rounds.ratio(f"trackers_{count}", "trackers_1") for count in COUNTS[1:]},
        around={"pings": pings},
    )  # fmt: skip
