"""Apache Kafka on this machine: one real broker as a child process, over a folder that outlives it."""

import base64
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import psutil
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions, NewTopic

from ops.embedded.guard import Guarded
from ops.ports import free_ports

VERSION: Final = "4.2.1"
START_S: Final = 90.0
_LOOK_S: Final = 0.05
_JVM: Final = (
    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms64m", "-Xmx512m",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
)  # fmt: skip
_PROPERTIES: Final = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={folder}/data
auto.create.topics.enable=false
num.partitions=1
default.replication.factor=1
min.insync.replicas=1
# One broker: the inner topics must not wait for two more.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
# A group starts at once, and may ask for short sessions.
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
# A broker that was killed comes back in seconds instead of a quarter of a minute.
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
log.segment.bytes=67108864
log.cleaner.dedupe.buffer.size=4194304
num.network.threads=2
num.io.threads=2
"""


class KafkaServer:
    """A real broker (KRaft, one node) with its data in `folder`: killed and started again, it finds them.

    With `proxy_port` it also listens on `behind_port` for a proxy on that port, through which its clients then stay.
    With `scram` it knows these users by their passwords.
    """

    def __init__(
        self, folder: Path, properties: Mapping[str, str] | None = None, proxy_port: int | None = None,
        scram: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._folder = folder
        self._scram = dict(scram or {})
        self.ports = free_ports(3, but=() if proxy_port is None else (proxy_port,))
        self._server: Guarded | None = None
        self.bootstrap = f"127.0.0.1:{self.ports[0]}"
        self.behind_port = self.ports[2]
        self._extra = dict(properties or {}) | ({} if proxy_port is None else self._behind(proxy_port))

    def start(self) -> None:
        """Returns once it answers; what went wrong stands in the last lines of its log."""
        if not (self._folder / "data").exists():
            self._format()
        with self._log.open("ab") as log:
            command = [*self._java(), "kafka.Kafka", str(self._folder / "server.properties")]
            self._server = Guarded(command, end_with=signal.SIGTERM, log=log)
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self._server.ended(_LOOK_S):
                raise RuntimeError(f"Kafka ended while starting:\n{self._log_end()}")
            if self._answers():
                return
        raise RuntimeError(f"Kafka gave no answer within {START_S:.0f} s:\n{self._log_end()}")

    def stop(self) -> None:
        """In order, as an operator would. May be called twice."""
        server, self._server = self._server, None
        if server is not None:
            server.release(30)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        server, self._server = self._server, None
        assert server is not None, "Kafka is not running"
        for process in psutil.Process(server.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        server.release(30)

    def restart(self) -> None:
        """Stops and starts over the same data, at the same address."""
        self.stop()
        self.start()

    @property
    def running(self) -> bool:
        """Whether it is there; it may still be starting."""
        return self._server is not None and not self._server.ended()

    def create_topic(self, name: str, partitions: int, config: Mapping[str, str] | None = None) -> None:
        """Returns once the topic's partitions have a leader."""
        admin = self._admin()
        admin.create_topics([NewTopic(name, partitions, 1, config=dict(config or {}))])[name].result(30)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            found = admin.list_topics(name, timeout=10).topics[name].partitions
            if len(found) == partitions and all(partition.leader >= 0 for partition in found.values()):
                return
        raise RuntimeError(f"topic {name} got no leaders")

    def grow_topic(self, name: str, partitions: int) -> None:
        """Adds partitions to a topic that has fewer; returns once they are told of."""
        admin = self._admin()
        if len(admin.list_topics(name, timeout=10).topics[name].partitions) < partitions:
            admin.create_partitions([NewPartitions(name, partitions)])[name].result(30)

    def _behind(self, proxy_port: int) -> dict[str, str]:
        """A second listener, whose clients are told of the proxy's address as the broker's."""
        own, controller = f"PLAINTEXT://{self.bootstrap}", f"CONTROLLER://127.0.0.1:{self.ports[1]}"
        return {
            "listeners": f"{own},BEHIND://127.0.0.1:{self.behind_port},{controller}",
            "advertised.listeners": f"{own},BEHIND://127.0.0.1:{proxy_port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,BEHIND:PLAINTEXT,CONTROLLER:PLAINTEXT",
        }

    @property
    def _log(self) -> Path:
        return self._folder / "kafka.log"

    def _log_end(self) -> str:
        return self._log.read_text(errors="replace")[-3000:]

    def _java(self) -> list[str]:
        java = shutil.which("java")
        assert java, "no java on PATH: `make test` installs what the tests need"
        return [java, *_JVM, "-cp", f"{jars()}/*"]

    def _format(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        text = _PROPERTIES.format(port=self.ports[0], controller_port=self.ports[1], folder=self._folder)
        text += "".join(f"{key}={value}\n" for key, value in self._extra.items())
        (self._folder / "server.properties").write_text(text)
        number = uuid.uuid4().bytes
        # With its first bit at 0 it does not begin with `-`, which the tool would take for an option.
        cluster = base64.urlsafe_b64encode(bytes([number[0] & 0x7F]) + number[1:]).decode().rstrip("=")
        command = [*self._java(), "kafka.tools.StorageTool", "format", "-t", cluster, "-c", "server.properties"]
        for name, password in self._scram.items():
            command += ["--add-scram", f'SCRAM-SHA-512=[name={name},password="{password}"]']
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True, timeout=START_S)

    def _admin(self) -> AdminClient:
        return AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})

    def _answers(self) -> bool:
        host, port = self.bootstrap.split(":")
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            return bool(self._admin().list_topics(timeout=5).brokers)
        except (OSError, KafkaException):
            return False


def jars() -> Path:
    """The folder that `make test` has Maven fill with Kafka's jars."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wastetrack" / f"kafka-{VERSION}"
    assert any(cache.glob("kafka_*.jar")), f"no Kafka in {cache}: `make test` fetches it"
    return cache
