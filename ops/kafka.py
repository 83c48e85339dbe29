"""How every Kafka client of the project connects: one place that turns settings into each library's options."""

import ssl
from typing import Any, Final

from ops.settings import PREFIX, BadSetting, Settings

MECHANISM: Final = "SCRAM-SHA-512"
METADATA_MS: Final = 10_000
"""How long a client may not know that a topic has more partitions: meanwhile it writes keys to their old places."""


def client_options(settings: Settings) -> dict[str, Any]:
    """The connection arguments of any aiokafka client; raises BadSetting."""
    _check(settings)
    options: dict[str, Any] = {"bootstrap_servers": settings.kafka, "metadata_max_age_ms": METADATA_MS}
    if settings.kafka_security == "plaintext":
        return options
    options["ssl_context"] = _ssl_context(settings)
    if settings.kafka_security == "tls":
        return options | {"security_protocol": "SSL"}
    user, password = _credentials(settings)
    return options | {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": MECHANISM,
        "sasl_plain_username": user,
        "sasl_plain_password": password,
    }


def confluent_options(settings: Settings) -> dict[str, Any]:
    """The connection options of any confluent-kafka client; raises BadSetting."""
    _check(settings)
    options: dict[str, Any] = {"bootstrap.servers": settings.kafka}
    if settings.kafka_security == "plaintext":
        return options
    _ssl_context(settings)  # an unreadable CA file is told in our words, not librdkafka's
    if settings.kafka_ca:
        options["ssl.ca.location"] = settings.kafka_ca
    if settings.kafka_security == "tls":
        return options | {"security.protocol": "ssl"}
    user, password = _credentials(settings)
    return options | {
        "security.protocol": "sasl_ssl",
        "sasl.mechanisms": MECHANISM,
        "sasl.username": user,
        "sasl.password": password,
    }


def _check(settings: Settings) -> None:
    """Refuses settings of which one would be passed over: who gave a password does not mean the clear."""
    security = settings.kafka_security
    if security != "scram" and (settings.kafka_user or settings.kafka_password):
        raise BadSetting(f"{PREFIX}KAFKA_USER or _PASSWORD is set, but {PREFIX}KAFKA_SECURITY is {security}: set scram")
    if security == "plaintext" and settings.kafka_ca:
        raise BadSetting(f"{PREFIX}KAFKA_CA is set, but {PREFIX}KAFKA_SECURITY is plaintext: set tls or scram")


def _ssl_context(settings: Settings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.kafka_ca or None)
    except (OSError, ssl.SSLError) as error:
        raise BadSetting(f"{PREFIX}KAFKA_CA names {settings.kafka_ca}, no readable certificate: {error}") from error


def _credentials(settings: Settings) -> tuple[str, str]:
    if not settings.kafka_user or not settings.kafka_password:
        raise BadSetting(f"{PREFIX}KAFKA_SECURITY is scram: set {PREFIX}KAFKA_USER and {PREFIX}KAFKA_PASSWORD_FILE")
    return settings.kafka_user, settings.kafka_password
