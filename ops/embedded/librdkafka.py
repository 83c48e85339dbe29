"""The mock broker inside librdkafka, through its C interface: the one that confluent-kafka brings along.

Called directly because the Python client can start a mock cluster (`test.mock.num.brokers`) but can neither give a
topic its number of partitions (it is then always 4) nor take away the three seconds that a new group waits.
"""

import ctypes
from typing import Final

_PRODUCER: Final = 0
_PTR: Final = ctypes.c_void_p
_SIGNATURES: Final = {
    "rd_kafka_conf_new": (_PTR, ()),
    "rd_kafka_conf_set": (ctypes.c_int, (_PTR, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t)),
    "rd_kafka_new": (_PTR, (ctypes.c_int, _PTR, ctypes.c_char_p, ctypes.c_size_t)),
    "rd_kafka_destroy": (None, (_PTR,)),
    "rd_kafka_err2str": (ctypes.c_char_p, (ctypes.c_int,)),
    "rd_kafka_mock_cluster_new": (_PTR, (_PTR, ctypes.c_int)),
    "rd_kafka_mock_cluster_destroy": (None, (_PTR,)),
    "rd_kafka_mock_cluster_bootstraps": (ctypes.c_char_p, (_PTR,)),
    "rd_kafka_mock_topic_create": (ctypes.c_int, (_PTR, ctypes.c_char_p, ctypes.c_int, ctypes.c_int)),
    "rd_kafka_mock_group_initial_rebalance_delay_ms": (None, (_PTR, ctypes.c_int32)),
}


class MockCluster:
    """One broker on a free port of 127.0.0.1, alive until `close`; raises RuntimeError where librdkafka refuses."""

    def __init__(self) -> None:
        self._lib = _load()
        text = ctypes.create_string_buffer(512)
        conf = self._lib.rd_kafka_conf_new()
        # Its own client asks for nothing; without this it would log about brokers it was never given.
        if self._lib.rd_kafka_conf_set(conf, b"log_level", b"0", text, len(text)) != 0:
            raise RuntimeError(f"librdkafka refuses log_level: {text.value.decode()}")
        self._client = self._lib.rd_kafka_new(_PRODUCER, conf, text, len(text))
        if not self._client:
            raise RuntimeError(f"librdkafka does not start: {text.value.decode()}")
        self._cluster = self._lib.rd_kafka_mock_cluster_new(self._client, 1)
        if not self._cluster:
            raise RuntimeError("librdkafka cannot listen on 127.0.0.1")
        self._lib.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, 0)

    @property
    def bootstrap(self) -> str:
        """Where it listens, host:port."""
        return str(self._lib.rd_kafka_mock_cluster_bootstraps(self._cluster).decode())

    def create_topic(self, name: str, partitions: int) -> None:
        """Makes an empty topic; raises RuntimeError when there is one of that name."""
        error = self._lib.rd_kafka_mock_topic_create(self._cluster, name.encode(), partitions, 1)
        if error:
            raise RuntimeError(f"topic {name}: {self._lib.rd_kafka_err2str(error).decode()}")

    def close(self) -> None:
        """Stops listening and forgets everything."""
        self._lib.rd_kafka_mock_cluster_destroy(self._cluster)
        self._lib.rd_kafka_destroy(self._client)


def _load() -> ctypes.CDLL:
    from confluent_kafka import cimpl

    # The extension is linked to librdkafka, wherever its wheel keeps it: its symbols are found through it.
    lib = ctypes.CDLL(cimpl.__file__)
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(lib, name)
        function.restype = result
        function.argtypes = arguments
    return lib
