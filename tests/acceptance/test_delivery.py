"""Nothing is lost and nothing told twice: whatever happens to a tracker in mid-stream, the end is that of a replay."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from models.topics import ALL, LATE
from ops.settings import load
from streams.compare import differences, order_differences, version_faults
from streams.topics import partitions_of
from tests.acceptance.fleet import CODES, Fleet, build_fleet
from tests.acceptance.system import System, gateway_client, post_in_order
from tests.acceptance.topics import kept, records, told
from tests.acceptance.wait import until
from tests.fixtures.kafka import Broker


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
    pytest.param("embedded_kafka", 1, restarted, id="restarted, on the embedded broker"),
]


@pytest.mark.parametrize(("broker_name", "trackers", "disturb"), STORIES)
def test_the_end_is_that_of_an_undisturbed_replay(
    broker_name: str, trackers: int, disturb: Callable[[System], None], fleet: Fleet, build_system: Callable[..., System], request: pytest.FixtureRequest, tmp_path: Path
):
    broker: Broker = request.getfixturevalue(broker_name)
    system = build_system(broker, clock="pings")
    for topic in ALL:
        broker.create_topic(topic.name, partitions_of(topic, load(None, {})))
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
    late = {(message.key() or b"").decode() for message in records(broker.bootstrap, LATE.name)}
    assert late
    steady = [event for event in fleet.replayed if event.data.get("unit_id") not in late]
    assert len({event.data.get("unit_id") for event in steady}) > 20
    for events in (in_database, in_topics):
        assert version_faults(events) == []
        assert differences(events, fleet.replayed) == []
    assert {event.id for event in in_topics} == {event.id for event in in_database}
    assert order_differences([event for event in in_database if event.data.get("unit_id") not in late], steady) == []
    for kind in ("trip", "alert"):
        mine = [event for event in in_topics if event.data.get("unit_id") not in late and event.type.split(".")[1] == kind]
        assert order_differences(mine, [event for event in steady if event.type.split(".")[1] == kind]) == []
