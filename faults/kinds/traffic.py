"""Traffic that no vendor should send, and more of it than usual."""

import asyncio
import random
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from faults.kinds.kind import Kind
from faults.stage import Stage
from models.times import DAY_MS, to_iso
from models.topics import LATE, PINGS, RAW
from ops.producers import retire
from simulator.plates import VENDORS, unit_number
from simulator.send import ON_TIME_PATH
from streams.tracker.relay import heed_not

FAMILY: Final = "traffic"
MANY: Final = 10_000
BURST: Final = 20.0
_STRANGER: Final = 90_000
_CROWD: Final = 91_000
_CROWD_UNITS: Final = 60
_ROWS: Final = 500
_POISON: Final = (
    b"", b"\x00\xff\xfe", b"{", b"null", b"[[[[", b'{"locations": 7}', b'{"unit_id": "x"}', b"\xf0\x9f\x9a\x9b" * 50,
    b'{"unit_id": "043", "utc_ts": "yesterday", "lat": 13, "lon": 100}', b"[" * 5000,
    b'{"vender_id": 43, "locations_count": 1, "locations": [{"unit_id": 5, "utc_ts": null, "lat": "x", "lon": []}]}',
)  # fmt: skip


async def _put(stage: Stage, topic: str, count: int, rng: random.Random) -> None:
    """Poison on a topic; whether the broker has it is nobody's concern."""
    producer = AIOKafkaProducer(bootstrap_servers=stage.kafka.bootstrap, request_timeout_ms=5_000)
    # On the topics that the gateway writes, a record's time is its receipt on the fleet's clock.
    at_ms = None if topic == RAW.name else stage.load.last_receipt_ms
    try:
        await producer.start()
        for _ in range(count):
            sent = await producer.send(topic, value=rng.choice(_POISON), key=b"poison", timestamp_ms=at_ms)
            sent.add_done_callback(heed_not)
        await producer.flush()
    except (KafkaError, OSError):
        return
    finally:
        await retire(producer)


async def one_poisoned(stage: Stage, rng: random.Random) -> str:
    """One message that nobody can read, where pings are expected."""
    topic = rng.choice((RAW, PINGS, LATE)).name
    await _put(stage, topic, 1, rng)
    return topic


async def many_poisoned(stage: Stage, rng: random.Random) -> str:
    """Ten thousand of them, among the pings."""
    topic = rng.choice((RAW, PINGS)).name
    await _put(stage, topic, MANY, rng)
    return topic


async def all_poisoned(stage: Stage, rng: random.Random) -> str:
    """Ten thousand of them, and nothing else."""
    stage.load.going.clear()
    try:
        await _put(stage, RAW.name, MANY, rng)
    finally:
        stage.load.going.set()
    return RAW.name


async def burst(stage: Stage, rng: random.Random) -> str:
    """Twenty times the usual rate, by trucks of every vendor that nobody has heard of."""
    pings = stage.load.rate * BURST * rng.uniform(1, 3)
    units = [(vendor, unit_number(vendor, _CROWD + n)) for vendor in VENDORS for n in range(_CROWD_UNITS)]
    each = max(1, round(pings / len(units)))
    to_ms = stage.load.last_receipt_ms
    calls = []
    for vendor in VENDORS:
        rows = [
            _location(unit_id, to_ms - n * 1_000, to_ms)
            for of, unit_id in units if of == vendor for n in reversed(range(each))
        ]  # fmt: skip
        calls += [stage.load.post(vendor, ON_TIME_PATH, rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]
    await asyncio.gather(*calls)
    return f"{each * len(units)} pings at once"


async def chatty_unit(stage: Stage, rng: random.Random) -> str:
    """One unit sends a thousand pings a second."""
    vendor = rng.choice(VENDORS)
    unit_id = unit_number(vendor, _STRANGER + rng.randrange(5))
    for _ in range(rng.randint(1, 3)):
        from_ms = stage.load.last_receipt_ms - 1_000
        rows = [_location(unit_id, from_ms + n, from_ms + 1_000) for n in range(1_000)]
        await stage.load.post(vendor, ON_TIME_PATH, rows)
    return unit_id


async def from_next_year(stage: Stage, rng: random.Random) -> str:
    """A ping lies a year ahead, and days apart from any other of a next year.

    It is sent once: a call that is made again until it is answered would bear itself out, and all that the fleet sends
    from then on would be a year late.
    """
    vendor = rng.choice(VENDORS)
    stage.strangers += 1
    unit_id = unit_number(vendor, _STRANGER + 100 + stage.strangers)
    at_ms = stage.load.last_receipt_ms + (366 + 3 * stage.strangers) * DAY_MS
    await stage.load.post_once(vendor, ON_TIME_PATH, [_location(unit_id, at_ms, at_ms)])
    return unit_id


def _location(unit_id: str, utc_ms: int, recv_ms: int) -> dict[str, Any]:
    return {
        "unit_id": unit_id, "utc_ts": to_iso(utc_ms), "recv_utc_ts": to_iso(recv_ms), "lat": 13.1, "lon": 101.1,
        "speed": 0.0, "course": 0, "fix": 1, "engine_status": 0,
    }  # fmt: skip


KINDS: Final = (
    Kind(name="poison", family=FAMILY, tells="one message nobody can read", inject=one_poisoned, weight=2),
    Kind(name="poison-10000", family=FAMILY, tells="10,000 of them among the pings", inject=many_poisoned, weight=0.7),
    Kind(name="poison-only", family=FAMILY, tells="10,000 of them and no ping", inject=all_poisoned, weight=0.4),
    Kind(name="burst", family=FAMILY, tells="20 times the usual rate", inject=burst, weight=0.7),
    Kind(name="chatty-unit", family=FAMILY, tells="one unit sends 1,000 pings a second", inject=chatty_unit),
    Kind(name="next-year", family=FAMILY, tells="a ping a year ahead", inject=from_next_year),
)
