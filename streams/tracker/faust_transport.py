"""Faust's way to Kafka, with a consumer whose end does not depend on the broker's."""

from typing import Any, ClassVar

from faust.transport.drivers import aiokafka as driver
from mode.threads import QueueServiceThread, ServiceThread, WorkerThread

from ops.consumers import retire


class _Worker(WorkerThread):
    """A thread that holds up no process: the loop in it may go on for ever when the broker went at the wrong moment."""

    def __init__(self, service: ServiceThread, **kwargs: Any) -> None:
        super().__init__(service, **kwargs)
        self.daemon = True


class _Thread(driver.AIOKafkaConsumerThread):
    logger = driver.logger
    Worker = _Worker

    async def on_thread_stop(self) -> None:
        """As Faust's own, but nothing that the consumer raises at its end comes out as a traceback."""
        await QueueServiceThread.on_thread_stop(self)
        if self._consumer is not None:
            await retire(self._consumer)


class _Consumer(driver.Consumer):
    logger = driver.logger

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)


class EndingTransport(driver.Transport):
    """Faust's transport over aiokafka with such consumers."""

    Consumer: ClassVar[Any] = _Consumer
