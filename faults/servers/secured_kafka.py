"""A real broker that is also spoken to over TLS under a CA of its own, with SCRAM-SHA-512 and without."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from confluent_kafka.admin import AdminClient

from faults.servers.certificates import Authority
from faults.servers.kafka import KafkaServer
from ops.kafka import confluent_options
from ops.ports import free_ports
from ops.settings import PREFIX, load

Security = Literal["tls", "scram"]
USER: Final = "wastetrack"
PASSWORD: Final = "never to be guessed"
_HOST: Final = "127.0.0.1"


class Address(str):
    """A broker's `host:port` that brings along the other settings under which it is spoken to."""

    __slots__ = ("settings",)

    settings: Mapping[str, str]


class SecuredKafka(KafkaServer):
    """Listens in the clear for itself, and on a port more for each way of securing; it is asked for topics by SCRAM."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "kafka", scram={USER: PASSWORD})
        tls, scram = free_ports(2)
        self._secured: dict[Security, str] = {"tls": f"{_HOST}:{tls}", "scram": f"{_HOST}:{scram}"}
        folder.mkdir(parents=True, exist_ok=True)
        authority = Authority("the CA of this broker")
        self.ca_file, self.password_file, keys = folder / "ca.pem", folder / "password", folder / "server.pem"
        self.ca_file.write_bytes(authority.certificate)
        self.password_file.write_text(PASSWORD)
        keys.write_bytes(authority.server(_HOST))
        self._extra |= self._listening() | {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(keys),
            "ssl.enabled.protocols": "TLSv1.2,TLSv1.3",
            "listener.name.scram.sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.scram.scram-sha-512.sasl.jaas.config":
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        }  # fmt: skip

    def address(self, security: Security) -> Address:
        """Where it listens for this way, and how it is spoken to there."""
        found = Address(self._secured[security])
        found.settings = {f"{PREFIX}KAFKA_SECURITY": security, f"{PREFIX}KAFKA_CA": str(self.ca_file)}
        if security == "scram":
            found.settings |= {f"{PREFIX}KAFKA_USER": USER, f"{PREFIX}KAFKA_PASSWORD_FILE": str(self.password_file)}
        return found

    def _listening(self) -> dict[str, str]:
        clients = f"PLAINTEXT://{self.bootstrap},TLS://{self._secured['tls']},SCRAM://{self._secured['scram']}"
        return {
            "listeners": f"{clients},CONTROLLER://{_HOST}:{self.ports[1]}",
            "advertised.listeners": clients,
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,SCRAM:SASL_SSL",
        }

    def _admin(self) -> AdminClient:
        address = self.address("scram")
        options = confluent_options(load(None, kafka_settings(address)))
        return AdminClient(options | {"log_level": 0})


def kafka_settings(bootstrap: str) -> dict[str, str]:
    """The settings of a client of this broker, as environment variables."""
    return {f"{PREFIX}KAFKA": bootstrap} | (dict(bootstrap.settings) if isinstance(bootstrap, Address) else {})
