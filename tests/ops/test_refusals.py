"""A broker that refuses us is told by the setting that is wrong; one that is away, or content, is not."""

from pathlib import Path

import pytest
import structlog

from faults.servers.certificates import Authority
from ops import refusals
from ops.http import Health
from ops.kafka import client_options
from ops.ports import free_port
from ops.refusals import RefusalWatch, refusal
from ops.settings import Settings, load
from tests.fixtures.kafka import SecuredKafka, kafka_settings
from tests.tracker.bench import until

REFUSALS = [
    pytest.param("scram", {"KAFKA_PASSWORD_FILE": "wrong"}, "it refuses WASTETRACK_KAFKA_USER or WASTETRACK_KAFKA_PASSWORD_FILE", id="another password"),
    pytest.param("scram", {"KAFKA_USER": "stranger"}, "it refuses WASTETRACK_KAFKA_USER or WASTETRACK_KAFKA_PASSWORD_FILE", id="another user"),
    pytest.param("scram", {"KAFKA_CA": "other"}, "its certificate does not stand under the CA in WASTETRACK_KAFKA_CA", id="another CA, by SCRAM"),
    pytest.param("tls", {"KAFKA_CA": "other"}, "its certificate does not stand under the CA in WASTETRACK_KAFKA_CA", id="another CA"),
    pytest.param("tls", {"KAFKA_CA": ""}, "its certificate does not stand under the CA in WASTETRACK_KAFKA_CA", id="the system's CAs"),
    pytest.param("tls", {"KAFKA": "localhost"}, "its certificate is of another host than WASTETRACK_KAFKA names", id="a name that the certificate has not"),
    pytest.param("plain at tls", {}, "it speaks TLS at this port: WASTETRACK_KAFKA_SECURITY is plaintext", id="in the clear at the TLS port"),
    pytest.param("plain at scram", {}, "it speaks TLS at this port: WASTETRACK_KAFKA_SECURITY is plaintext", id="in the clear at the SCRAM port"),
    pytest.param("tls", {"KAFKA": "plaintext port"}, "it does not speak TLS at this port", id="TLS at the port in the clear"),
    pytest.param("scram", {"KAFKA": "plaintext port"}, "it does not speak TLS at this port", id="SCRAM at the port in the clear"),
    pytest.param("tls", {"KAFKA": "scram port"}, "it asks for a user and a password at this port: set WASTETRACK_KAFKA_SECURITY", id="no user at the SCRAM port"),
    pytest.param("scram", {"KAFKA": "tls port"}, "it asks for no user at this port: WASTETRACK_KAFKA_SECURITY is scram", id="a user at the TLS port"),
]  # fmt: skip


def chosen(server: SecuredKafka, way: str, wrong: dict[str, str], folder: Path) -> Settings:
    """The right settings of a way, but for what is wrong."""
    if way.startswith("plain at "):
        return load(None, {"WASTETRACK_KAFKA": server.address("tls" if way.endswith("tls") else "scram")})
    right = server.address("tls" if way == "tls" else "scram")
    (folder / "wrong").write_text("guessed")
    (folder / "other").write_bytes(Authority("another CA").certificate)
    meant = {
        "wrong": str(folder / "wrong"), "other": str(folder / "other"), "localhost": right.replace("127.0.0.1", "localhost"),
        "plaintext port": server.bootstrap, "tls port": server.address("tls"), "scram port": server.address("scram"),
    }  # fmt: skip
    return load(None, kafka_settings(right) | {f"WASTETRACK_{name}": meant.get(text, text) for name, text in wrong.items()})


@pytest.mark.parametrize(("way", "wrong", "told"), REFUSALS)
async def test_the_setting_that_is_wrong_is_named(secured_kafka: SecuredKafka, way: str, wrong: dict[str, str], told: str, tmp_path: Path) -> None:
    why = await refusal(client_options(chosen(secured_kafka, way, wrong, tmp_path)))
    assert why is not None
    assert why.startswith(told)
    assert "\n" not in why


@pytest.mark.parametrize("way", ("tls", "scram"))
async def test_right_settings_are_refused_by_nobody(secured_kafka: SecuredKafka, way: str, tmp_path: Path) -> None:
    right = client_options(chosen(secured_kafka, way, {}, tmp_path))
    assert await refusal(right) is None
    closed = free_port()
    assert await refusal(right | {"bootstrap_servers": f"127.0.0.1:{closed}"}) is None, "who is away refuses nobody"
    both = f"127.0.0.1:{closed},{right['bootstrap_servers']}"
    assert await refusal(right | {"bootstrap_servers": both}) is None


async def test_readyz_and_log_say_it_until_it_is_over(
    secured_kafka: SecuredKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    health = Health()
    watch = RefusalWatch(chosen(secured_kafka, "scram", {"KAFKA_PASSWORD_FILE": "wrong"}, tmp_path), health, "tracker")
    monkeypatch.setattr(refusals, "_WAITING_S", 0.05)
    with structlog.testing.capture_logs() as lines:
        watch.start()
        await until(lambda: not health.ready, "it is refused")
        assert health.waiting == (f"Kafka's consent ({refusals.USER_OR_PASSWORD})",)
        watch._options = client_options(chosen(secured_kafka, "scram", {}, tmp_path))
        await until(lambda: health.ready, "it is let in")
        await watch.stop()
    assert [line["event"] for line in lines] == ["Kafka refuses us", "Kafka refuses us no more"]
    assert lines[0]["because"] == refusals.USER_OR_PASSWORD
