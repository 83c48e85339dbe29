"""The embedded broker: librdkafka's, in a child process of its own that ends when its parent does.

It speaks Kafka over TCP to any client: idempotent and transactional producers, consumer groups, static members.
What it is not: it keeps about 5 MB a partition and forgets all when it stops; it refuses CreateTopics and makes an
unknown topic on first use with 4 partitions, so topics are named beforehand; a group holds one member at a time, and
one that comes back waits about its session's time-out; an aborted transaction stays readable, a second producer of one
transactional id does not fence the first, and offsets cannot be looked up by time.
"""

import asyncio
import contextlib
import json
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import IO, Any, Self

START_S = 30.0
STOP_S = 5.0


class EmbeddedBroker:
    """A broker in a child process, with the topics given (name: partitions); RuntimeError where it will not start."""

    def __init__(self, topics: Mapping[str, int] | None = None) -> None:
        self._topics = dict(topics or {})
        self._child: subprocess.Popen[str] | None = None
        self.bootstrap = ""

    def start(self) -> str:
        """Starts it and returns its address, host:port, once it serves; the port is the system's choice."""
        self._child = subprocess.Popen(
            [sys.executable, "-m", "ops.embedded.broker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C reaches the parent alone, which ends this one last
        )
        try:
            self.bootstrap = str(self._answer()["bootstrap"])
            for name, partitions in self._topics.items():
                self.create_topic(name, partitions)
        except BaseException:
            self.stop()
            raise
        return self.bootstrap

    def create_topic(self, name: str, partitions: int) -> None:
        """Makes an empty topic; RuntimeError when there is one of that name."""
        requests, _ = self._pipes()
        requests.write(json.dumps({"create": name, "partitions": partitions}) + "\n")
        requests.flush()
        self._answer()

    @property
    def pid(self) -> int | None:
        """The child's process id, None when it is not running."""
        return self._child.pid if self._child else None

    def stop(self) -> None:
        """Ends the child and waits for it; nothing is left. May be called twice."""
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        try:
            child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._child is None or self._child.stdin is None or self._child.stdout is None:
            raise RuntimeError("the embedded broker is not running")
        return self._child.stdin, self._child.stdout

    def _answer(self) -> dict[str, Any]:
        _, answers = self._pipes()
        ready, _, _ = select.select([answers], [], [], START_S)
        line = answers.readline() if ready else ""
        if not line:
            raise RuntimeError(f"the embedded broker gave no answer within {START_S:.0f} s")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"the embedded broker: {answer['error']}")
        return answer


@contextlib.asynccontextmanager
async def embedded_broker(topics: Mapping[str, int] | None = None) -> AsyncIterator[str]:
    """A broker for the length of the block; gives its bootstrap address, with the topics given (name: partitions)."""
    broker = EmbeddedBroker(topics)
    try:
        yield await asyncio.to_thread(broker.start)
    finally:
        await asyncio.to_thread(broker.stop)


def _serve() -> None:
    """The child: answers one JSON line for each that comes in, until its input closes, which a dead parent's does."""
    from ops.embedded.librdkafka import MockCluster

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cluster = MockCluster()
    try:
        _say({"bootstrap": cluster.bootstrap})
        for line in sys.stdin:
            request = json.loads(line)
            try:
                cluster.create_topic(request["create"], request["partitions"])
            except RuntimeError as error:
                _say({"error": str(error)})
            else:
                _say({})
    finally:
        cluster.close()


def _say(answer: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
