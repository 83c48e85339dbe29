"""Nothing is lost and nothing told twice: whatever happens to a tracker in mid-stream, the end is that of a replay."""

import threading
from collections.abc import Callable, Iterable

import pytest

from models.event import Event
from models.topics import ALL, LATE
from ops.embedded.broker import EmbeddedBroker
from ops.settings import load
from streams.compare import differences, order_differences, version_faults
from streams.topics import partitions_of
from tests.acceptance.fleet import CODES, Fleet, build_fleet
from tests.acceptance.system import System, gateway_client, post_in_order
from tests.acceptance.topics import kept, records, told
from tests.fixtures.kafka import Broker
from tests.fixtures.waiting import until


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    """40 trucks, an hour of departures, all incidents that the simulator knows."""
    return build_fleet(tmp_path_factory.mktemp("fleet"))


def killed(system: System) -> None:
    """Of two trackers the first is killed: the second takes its partitions over."""
    system.services[1].kill()


def restarted(system: System) -> None:
    """The only tracker is ended in order and started again."""
    system.services[1].stop()
    system.start("tracker", instance="tracker-1").wait_ready()


STORIES = [
    pytest.param("own_kafka", 2, killed, id="killed beside another"),
    pytest.param("own_kafka", 1, restarted, id="restarted"),
    pytest.param("own_embedded_kafka", 1, restarted, id="restarted, on the embedded broker"),
]


@pytest.fixture
def broker(request: pytest.FixtureRequest) -> Broker:
    """The broker that a story names; asked for before a system, it outlives it."""
    found: Broker = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize(("broker", "trackers", "disturb"), STORIES, indirect=["broker"])
def test_the_end_is_that_of_an_undisturbed_replay(
    broker: Broker, trackers: int, disturb: Callable[[System], None], fleet: Fleet, build_system: Callable[..., System]
):
    system = build_system(broker, clock="pings")
    if isinstance(broker, EmbeddedBroker):
        for topic in ALL:
            broker.create_topic(topic.name, partitions_of(topic, load(None, {})))
    else:
        system.run("topics")
    fleet.publish(broker.bootstrap)
    gateway = system.start("gateway")
    for number in range(1, trackers + 1):
        system.start("tracker", instance=f"tracker-{number}")
    for service in system.services:
        service.wait_ready()
    expected = len(fleet.sent) - fleet.refused
    accepted: list[int] = []
    stored = "SELECT count(*) FROM pings"

    with gateway_client(gateway, system.add_vendor("all", *CODES)) as client:
        poster = threading.Thread(target=lambda: accepted.append(post_in_order(client, fleet.sent)))
        poster.start()
        until(lambda: system.rows(stored)[0][0] > expected / 4, "a quarter of the pings are judged", why=lambda: system.logs[-3000:])
        at_once = system.rows(stored)[0][0]
        disturb(system)
        assert at_once < expected * 0.9, "the disturbance came too late to be one"
        poster.join()
    assert accepted == [expected]

    until(lambda: system.rows(stored) == [(expected,)], "every ping is kept once", why=lambda: f"{system.rows(stored)} of {expected}\n{system.logs[-3000:]}")
    until(lambda: not differences(kept(system), fleet.replayed), "all is judged", 30, why=lambda: "\n".join(differences(kept(system), fleet.replayed))[:3000])
    until(lambda: not system.rows("SELECT 1 FROM outbox LIMIT 1"), "the outbox is empty", why=lambda: system.logs[-3000:])

    in_database, in_topics = kept(system), told(broker.bootstrap)
    # One by one the same is what concerns a unit alone, and comes in time; the rest has the same end.
    late = {(message.key() or b"").decode() for message in records(broker.bootstrap, LATE.name)}
    vendors = {str(event.data["vendor"]) for event in fleet.replayed if event.data.get("rule") == "vendor-outage"}
    assert late
    assert vendors

    def steady(events: Iterable[Event], kind: str = "") -> list[Event]:
        units = ((str(event.data.get("unit_id")), event) for event in events if kind in event.type)
        return [event for unit_id, event in units if unit_id not in late and unit_id[:3] not in vendors]

    assert len({event.data.get("unit_id") for event in steady(fleet.replayed)}) > 15
    for events in (in_database, in_topics):
        assert version_faults(events) == []
        assert differences(events, fleet.replayed) == []
    assert {event.id for event in in_topics} == {event.id for event in in_database}
    assert order_differences(steady(in_database), steady(fleet.replayed)) == []
    for kind in (".trip.", ".alert."):
        assert order_differences(steady(in_topics, kind), steady(fleet.replayed, kind)) == []
