"""Why a broker that is there refuses us, told by the setting that is wrong."""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any, Final

import structlog
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    IllegalSaslStateError,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from ops.http import Health
from ops.kafka import MECHANISM, client_options
from ops.settings import PREFIX, Settings

_CLIENTS_OWN: Final = frozenset({"bootstrap_servers", "metadata_max_age_ms"})
_ANSWER_MS: Final = 3_000
_ATTEMPT_S: Final = 5.0
_WAITING_S: Final = 2.0
_READY_S: Final = 30.0
_NOT_FOR_THIS_HOST: Final = frozenset({62, 64})  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
_SECURITY: Final = f"{PREFIX}KAFKA_SECURITY"
_CA: Final = f"{PREFIX}KAFKA_CA"

USER_OR_PASSWORD: Final = f"it refuses {PREFIX}KAFKA_USER or {PREFIX}KAFKA_PASSWORD_FILE: one of them is wrong"
_NO_SUCH_MECHANISM: Final = f"it does not offer {MECHANISM}, the only way of signing in that {_SECURITY}=scram knows"
_WANTS_NO_USER: Final = f"it asks for no user at this port: {_SECURITY} is scram, set it to tls"
_WANTS_USER: Final = f"it asks for a user and a password at this port: set {_SECURITY} to scram"
_SPEAKS_TLS: Final = f"it speaks TLS at this port: {_SECURITY} is plaintext, set it to tls or scram"
_NO_TLS: Final = f"it does not speak TLS at this port: name another one in {PREFIX}KAFKA, or set {_SECURITY}"
_OTHER_HOST: Final = f"its certificate is of another host than {PREFIX}KAFKA names"


async def refusal(options: Mapping[str, Any]) -> str | None:
    """What the first broker that answers has against these connection options, in one line; None if nothing.

    None too when no broker answers: that is no refusal. A password is sent only where it would be in any case.
    """
    for host, port, _ in collect_hosts(options["bootstrap_servers"]):
        rest = {name: value for name, value in options.items() if name not in _CLIENTS_OWN}
        try:
            async with asyncio.timeout(_ATTEMPT_S):
                return await _refused_by(host, port, rest)
        except (OSError, KafkaError):  # not there, or it has just gone
            continue
    return None


async def explained(options: Mapping[str, Any], error: BaseException) -> str:
    """What a person is told of a command's Kafka error: the refusal behind it, else its own text, and what to do."""
    own = " ".join(str(error).split())
    return await refusal(options) or f"{own}: is Kafka up, and is {PREFIX}KAFKA right?"


async def _refused_by(host: str, port: int, options: Mapping[str, Any]) -> str | None:
    """What this broker has against us; raises OSError or KafkaError when it does not say."""
    secured = "ssl_context" in options
    try:
        return await _greeted(host, port, options)
    except SaslAuthenticationFailed:
        return USER_OR_PASSWORD
    except UnsupportedSaslMechanismError:
        return _NO_SUCH_MECHANISM
    except IllegalSaslStateError:
        return _WANTS_NO_USER
    except ssl.SSLCertVerificationError as error:
        return _certificate(error)
    except ssl.SSLError as error:
        return f"TLS with it fails ({error.reason}): are {_SECURITY} and {_CA} right?"
    except (ConnectionResetError, KafkaConnectionError):
        if secured and await _speaks(host, port, None):
            return _NO_TLS
        if not secured and await _speaks(host, port, _unverified()):
            return _SPEAKS_TLS
        raise


async def _greeted(host: str, port: int, options: Mapping[str, Any]) -> str | None:
    """Goes as far as a client must: connects, signs in, asks for metadata."""
    connection = await create_conn(host, port, request_timeout_ms=_ANSWER_MS, **options)
    try:
        await connection.send(MetadataRequest([]))
    except KafkaConnectionError as error:
        if isinstance(error.__cause__, ssl.SSLError):
            return f"it refuses our side of TLS ({error.__cause__.reason}): client certificates are not supported"
        if "sasl_mechanism" in options:
            raise
        return _WANTS_USER
    finally:
        connection.close()
    return None


async def _speaks(host: str, port: int, context: ssl.SSLContext | None) -> bool:
    """Whether a broker answers there in this way."""
    protocol = "PLAINTEXT" if context is None else "SSL"
    try:
        connection = await create_conn(
            host, port, request_timeout_ms=_ANSWER_MS, security_protocol=protocol, ssl_context=context
        )
    except (OSError, KafkaError):
        return False
    connection.close()
    return True


def _certificate(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in _NOT_FOR_THIS_HOST:
        return f"{_OTHER_HOST} ({error.verify_message})"
    return f"its certificate does not stand under the CA in {_CA} ({error.verify_message})"


def _unverified() -> ssl.SSLContext:
    """For finding out whether TLS is spoken; nothing is sent over it that anybody may not see."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class RefusalWatch:
    """Tells `/readyz` and the log that the broker refuses us, since clients only try again and say that they do."""

    def __init__(self, settings: Settings, health: Health, service: str) -> None:
        """Raises BadSetting when the settings alone show that Kafka cannot be spoken to."""
        self._options = client_options(settings)
        self._health = health
        self._said: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._log = structlog.get_logger(service)

    def start(self) -> None:
        """Begins to look: often while the service is not ready, now and then while it is."""
        self._task = asyncio.create_task(self._look_for_ever())

    async def stop(self) -> None:
        """Looks no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look_for_ever(self) -> None:
        while True:
            self._say(await refusal(self._options))
            await asyncio.sleep(_READY_S if self._health.ready else _WAITING_S)

    def _say(self, why: str | None) -> None:
        if why == self._said:
            return
        if self._said is not None:
            self._health.has(_waited(self._said))
            self._log.info("Kafka refuses us no more")
        if why is not None:
            self._health.waiting_for(_waited(why))
            self._log.error("Kafka refuses us", kafka=self._options["bootstrap_servers"], because=why)
        self._said = why


def _waited(why: str) -> str:
    return f"Kafka's consent ({why})"
