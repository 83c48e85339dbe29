"""Every metric, declared once with its type, labels and prose; the docs and `/metrics` say the same."""

from typing import Final

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

PREFIX: Final = "wastetrack_"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class CounterOf(msgspec.Struct, frozen=True):
    """A count that only grows; its name ends in `_total`."""

    name: str
    meaning: str
    labels: tuple[str, ...] = ()


class GaugeOf(msgspec.Struct, frozen=True):
    """A value that rises and falls; its name ends in its unit."""

    name: str
    meaning: str
    labels: tuple[str, ...] = ()


class HistogramOf(msgspec.Struct, frozen=True):
    """How values spread; its name ends in its unit."""

    name: str
    meaning: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = _SECONDS


# --- all services ----------------------------------------------------------------------------------------------------
STALLED_S: Final = GaugeOf(
    "stalled_seconds", "for how long work has waited without getting on, by part (pings, outbox, …)", ("part",)
)
COMMON: Final = (STALLED_S,)

# --- gateway ---------------------------------------------------------------------------------------------------------
GATEWAY_CALLS: Final = CounterOf("gateway_calls_total", "HTTP calls answered, by path and status", ("path", "status"))
GATEWAY_RECEIVED: Final = CounterOf(
    "gateway_received_total", "records read, by way in (http, gps.raw, gps.traccar)", ("way",)
)
GATEWAY_ACCEPTED: Final = CounterOf(
    "gateway_accepted_total", "pings that the broker has, by topic (gps.pings, gps.late)", ("topic",)
)
GATEWAY_REJECTED: Final = CounterOf("gateway_rejected_total", "records refused, by reason", ("reason",))
GATEWAY_DEAD: Final = CounterOf("gateway_dead_letters_total", "dead letters that the broker has")
GATEWAY_PRODUCE_S: Final = HistogramOf("gateway_produce_seconds", "time until the broker had all records of a write")
GATEWAY_PRODUCE_FAILED: Final = CounterOf(
    "gateway_produce_failures_total", "writes that the broker did not confirm in time"
)
GATEWAY_WAITING: Final = GaugeOf(
    "gateway_waiting_records", "records over 24 h ahead of the arrival clock, not yet confirmed"
)
NORMALISER_LAG: Final = GaugeOf(
    "normaliser_lag_messages", "messages not yet normalised, by topic and partition", ("topic", "partition")
)
GATEWAY_IN_HAND_CALLS: Final = GaugeOf("gateway_in_hand_calls", "calls that have not been answered yet")
GATEWAY_IN_HAND_BYTES: Final = GaugeOf("gateway_in_hand_bytes", "bytes of their bodies, unpacked")
GATEWAY: Final = (
    GATEWAY_IN_HAND_CALLS, GATEWAY_IN_HAND_BYTES,
    GATEWAY_CALLS, GATEWAY_RECEIVED, GATEWAY_ACCEPTED, GATEWAY_REJECTED, GATEWAY_DEAD, GATEWAY_PRODUCE_S,
    GATEWAY_PRODUCE_FAILED, GATEWAY_WAITING, NORMALISER_LAG,
)  # fmt: skip

# --- tracker ---------------------------------------------------------------------------------------------------------
TRACKER_PINGS: Final = CounterOf(
    "tracker_pings_total", "pings written, by standing (judged, repeated, over_24_h_late)", ("standing",)
)
TRACKER_DROPPED: Final = CounterOf(
    "tracker_dropped_fixes_total", "fixes that no rule judges: the truck could not have come there"
)
TRACKER_DEAD: Final = CounterOf("tracker_dead_letters_total", "records that were no pings, by reason", ("reason",))
TRACKER_EVENTS: Final = CounterOf("tracker_events_total", "trip and alert events written, by type", ("type",))
TRACKER_TRANSACTIONS: Final = CounterOf("tracker_transactions_total", "batches written")
TRACKER_FENCED: Final = CounterOf("tracker_fenced_total", "batches dropped: another tracker had taken the partition")
TRACKER_RECORDS: Final = CounterOf(
    "tracker_records_total", "records read; over tracker_transactions_total: the size of a batch"
)
TRACKER_PASSED_ON: Final = CounterOf(
    "tracker_passed_on_total", "pings and rulings read where their unit is not at home, and sent on to there"
)
TRACKER_BATCH_S: Final = HistogramOf("tracker_batch_seconds", "time to judge and write a batch")
TRACKER_LAG: Final = GaugeOf(
    "tracker_lag_messages", "records not yet read, by topic and partition", ("topic", "partition")
)
TRACKER_UNITS: Final = GaugeOf("tracker_units", "units of its partitions, in memory or still to be read")
TRACKER_WORLD: Final = GaugeOf("tracker_world_serial", "how often the reference data in force became other ones")
TRACKER_UNRESOLVED: Final = GaugeOf(
    "tracker_unresolved_names", "names in the reference data that lead nowhere, by kind of record", ("kind",)
)
TRACKER_REFERENCE: Final = CounterOf(
    "tracker_reference_total", "reference records read, by outcome (kept, known, refused)", ("outcome",)
)
TRACKER_FACTS: Final = GaugeOf(
    "tracker_facts_waiting", "facts that the rules across units have not weighed; of the judging tracker"
)
TRACKER_ASIDE: Final = GaugeOf(
    "tracker_facts_aside", "facts that could not be read or taken in, kept for the next tracker or release"
)
TRACKER_UNJUDGED: Final = GaugeOf(
    "tracker_cases_unjudged", "cases across units that could not be judged, and are tried again every 10 min"
)
TRACKER_OUTBOX: Final = GaugeOf(
    "tracker_outbox_waiting", "messages written but not yet with the broker, of all trackers"
)
TRACKER_RELAYED: Final = CounterOf("tracker_relayed_total", "messages of the outbox that the broker has", ("topic",))
TRACKER: Final = (
    TRACKER_PINGS, TRACKER_DROPPED, TRACKER_DEAD, TRACKER_EVENTS, TRACKER_TRANSACTIONS, TRACKER_FENCED,
    TRACKER_RECORDS, TRACKER_PASSED_ON, TRACKER_BATCH_S, TRACKER_LAG, TRACKER_UNITS, TRACKER_WORLD, TRACKER_UNRESOLVED,
    TRACKER_REFERENCE, TRACKER_FACTS, TRACKER_ASIDE, TRACKER_UNJUDGED, TRACKER_OUTBOX, TRACKER_RELAYED,
)  # fmt: skip

# --- inputs of gateway and tracker -----------------------------------------------------------------------------------
INPUT_PAUSED: Final = GaugeOf("input_paused", "1 while the input is paused: nearly all of it was refused", ("input",))
INPUT_PAUSES: Final = CounterOf("input_pauses_total", "how often the input was paused", ("input",))
INPUT_PROBES: Final = CounterOf(
    "input_probes_total", "probes of a paused input, by outcome (good, bad, empty)", ("input", "outcome")
)
INPUTS: Final = (INPUT_PAUSED, INPUT_PAUSES, INPUT_PROBES)

# --- dashboard -------------------------------------------------------------------------------------------------------
LIVE_STREAMS: Final = GaugeOf("live_streams", "live streams open")
DATA_AGE_S: Final = GaugeOf("data_age_seconds", "age of the newest data of any unit on the page")
UNITS_HEARD: Final = GaugeOf("units_heard", "units heard within the last hour")
UNITS_UNSEEN: Final = GaugeOf("units_unseen", "of these, units unheard for five minutes")
JUDGING_LAG_S: Final = GaugeOf("judging_lag_seconds", "how far the slowest partition's judging is behind the clock")
LIVE_PENDING: Final = GaugeOf("live_pending_bytes", "bytes that wait for the clients of live streams to take them")
TELLING_DUE_S: Final = GaugeOf(
    "telling_due_seconds", "for how long the oldest message to a person has been due and not sent"
)
CHANNELS_REFUSING: Final = GaugeOf(
    "channels_refusing", "channels to people that the notifier leaves alone or tries, as they failed again and again"
)
NOTIFIER_SILENT_S: Final = GaugeOf(
    "notifier_silent_seconds", "for how long no notifier told of its channels; each does so every minute"
)
UNTOLD_S: Final = GaugeOf("untold_seconds", "for how long the oldest immediate incident has been told to nobody")
UNTOLD: Final = GaugeOf("untold_incidents", "immediate incidents that nobody was told of in time")
PARTIES_TOLD: Final = CounterOf(
    "parties_told_total", "carriers and generators told by themselves, by way (at_once, after_hours)", ("way",)
)
PARTIES_LATE: Final = GaugeOf(
    "parties_late", "carriers and generators that have been due to be told for over a minute, and were not"
)
PARTIES_UNREACHED: Final = CounterOf(
    "parties_unreached_total", "messages to carriers and generators that were given up"
)
DASHBOARD: Final = (
    LIVE_STREAMS, LIVE_PENDING, DATA_AGE_S, UNITS_HEARD, UNITS_UNSEEN, JUDGING_LAG_S, TELLING_DUE_S, CHANNELS_REFUSING,
    NOTIFIER_SILENT_S, UNTOLD_S, UNTOLD, PARTIES_TOLD, PARTIES_LATE, PARTIES_UNREACHED,
)  # fmt: skip

# --- notifier --------------------------------------------------------------------------------------------------------
NOTICES_SENT: Final = CounterOf("notices_sent_total", "notices that a channel took", ("channel",))
NOTICES_FAILED: Final = CounterOf("notices_failed_total", "tries that a channel did not take", ("channel",))
NOTICES_GIVEN_UP: Final = CounterOf("notices_given_up_total", "notices that a channel refused to the end", ("channel",))
NOTICES_SENDING: Final = GaugeOf("notices_sending", "notices that are being sent now")
MESSAGES_SENT: Final = CounterOf("messages_sent_total", "messages to people that a channel took", ("channel",))
MESSAGES_FAILED: Final = CounterOf(
    "messages_failed_total", "tries to send a message to a person that a channel did not take", ("channel",)
)
MESSAGES_GIVEN_UP: Final = CounterOf(
    "messages_given_up_total", "messages to people that a channel refused to the end", ("channel",)
)
MESSAGES_SENDING: Final = GaugeOf("messages_sending", "messages to people that are being sent now")
CHANNELS_OPEN: Final = GaugeOf(
    "channels_open", "1 while a channel is left alone, as it failed again and again", ("channel",)
)
NOTIFIER: Final = (
    NOTICES_SENDING, NOTICES_SENT, NOTICES_FAILED, NOTICES_GIVEN_UP, MESSAGES_SENDING, MESSAGES_SENT, MESSAGES_FAILED,
    MESSAGES_GIVEN_UP, CHANNELS_OPEN,
)  # fmt: skip

ALL: Final[tuple[CounterOf | GaugeOf | HistogramOf, ...]] = (
    *COMMON, *GATEWAY, *TRACKER, *INPUTS, *DASHBOARD, *NOTIFIER,
)  # fmt: skip


class Metrics:
    """The metrics of one process; an undeclared one, or a wrong label, is a KeyError or ValueError at once."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        self._histograms: dict[str, Histogram] = {}
        for one in ALL:
            name = PREFIX + one.name
            match one:
                case CounterOf():
                    self._counters[one.name] = Counter(name, one.meaning, one.labels, registry=self.registry)
                case GaugeOf():
                    self._gauges[one.name] = Gauge(name, one.meaning, one.labels, registry=self.registry)
                case HistogramOf():
                    self._histograms[one.name] = Histogram(
                        name, one.meaning, one.labels, buckets=one.buckets, registry=self.registry
                    )

    def count(self, metric: CounterOf, amount: float = 1, **labels: str) -> None:
        """Adds to a counter."""
        counter = self._counters[metric.name]
        (counter.labels(**labels) if metric.labels else counter).inc(amount)

    def put(self, metric: GaugeOf, value: float, **labels: str) -> None:
        """Sets a gauge."""
        gauge = self._gauges[metric.name]
        (gauge.labels(**labels) if metric.labels else gauge).set(value)

    def forget(self, metric: GaugeOf) -> None:
        """Takes a gauge back, with all its labels: what it told of is not ours to tell any more."""
        self._gauges[metric.name].clear()

    def observe(self, metric: HistogramOf, value: float, **labels: str) -> None:
        """Adds one value to a histogram."""
        histogram = self._histograms[metric.name]
        (histogram.labels(**labels) if metric.labels else histogram).observe(value)

    def read(self, metric: CounterOf | GaugeOf, **labels: str) -> float:
        """A counter's or gauge's value now, 0 when never touched."""
        suffix = "" if isinstance(metric, GaugeOf) else "_total"
        name = PREFIX + metric.name.removesuffix("_total") + suffix
        return self.registry.get_sample_value(name, labels) or 0.0

    def exposed(self) -> bytes:
        """All of it in Prometheus' text form."""
        return generate_latest(self.registry)


def build_metrics() -> Metrics:
    """Fresh metrics for one process; nothing is registered at import."""
    return Metrics()
