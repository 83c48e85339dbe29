"""How settings become the options of each Kafka library."""

import ssl
from pathlib import Path

import certifi
import pytest

from ops.kafka import METADATA_MS, client_options, confluent_options
from ops.settings import BadSetting, Settings, load

CA = certifi.where()


def settings(**named: str) -> Settings:
    return load(None, {f"WASTETRACK_{name.upper()}": text for name, text in named.items()})


def test_in_the_clear_only_the_servers_are_named() -> None:
    assert client_options(settings(kafka="a:1,b:2")) == {"bootstrap_servers": "a:1,b:2", "metadata_max_age_ms": METADATA_MS}
    assert confluent_options(settings(kafka="a:1,b:2")) == {"bootstrap.servers": "a:1,b:2"}


def test_tls_trusts_the_ca_named() -> None:
    found = client_options(settings(kafka_security="tls", kafka_ca=CA))
    assert found["security_protocol"] == "SSL"
    assert isinstance(found["ssl_context"], ssl.SSLContext)
    assert found["ssl_context"].verify_mode is ssl.CERT_REQUIRED
    assert found["ssl_context"].check_hostname
    confluent = confluent_options(settings(kafka_security="tls", kafka_ca=CA))
    assert confluent["security.protocol"] == "ssl"
    assert confluent["ssl.ca.location"] == CA


def test_tls_without_a_ca_trusts_the_systems() -> None:
    assert "ssl.ca.location" not in confluent_options(settings(kafka_security="tls"))
    assert client_options(settings(kafka_security="tls"))["security_protocol"] == "SSL"


def test_scram_is_sha_512_over_tls() -> None:
    named = settings(kafka_security="scram", kafka_ca=CA, kafka_user="u", kafka_password="p")
    found = client_options(named)
    found.pop("ssl_context")
    assert found == {
        "bootstrap_servers": "127.0.0.1:9092", "metadata_max_age_ms": METADATA_MS, "security_protocol": "SASL_SSL", "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "u", "sasl_plain_password": "p",
    }  # fmt: skip
    assert confluent_options(named) == {
        "bootstrap.servers": "127.0.0.1:9092", "security.protocol": "sasl_ssl", "sasl.mechanisms": "SCRAM-SHA-512",
        "sasl.username": "u", "sasl.password": "p", "ssl.ca.location": CA,
    }  # fmt: skip


@pytest.mark.parametrize("named", ({"kafka_user": "u"}, {"kafka_password": "p"}, {}))
def test_scram_without_user_or_password_says_what_to_set(named: dict[str, str]) -> None:
    for options in (client_options, confluent_options):
        with pytest.raises(BadSetting, match="WASTETRACK_KAFKA_USER and WASTETRACK_KAFKA_PASSWORD_FILE"):
            options(settings(kafka_security="scram", **named))


def test_a_ca_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca").write_text("no certificate")
    for file in (tmp_path / "ca", tmp_path / "absent"):
        for options in (client_options, confluent_options):
            with pytest.raises(BadSetting, match=str(file)):
                options(settings(kafka_security="tls", kafka_ca=str(file)))


@pytest.mark.parametrize(
    "named",
    ({"kafka_password": "p"}, {"kafka_user": "u"}, {"kafka_ca": CA}, {"kafka_security": "tls", "kafka_user": "u"}),
)
def test_a_setting_that_would_be_passed_over_is_refused(named: dict[str, str]) -> None:
    """Whoever gives a password or a CA does not mean to be heard by all."""
    for options in (client_options, confluent_options):
        with pytest.raises(BadSetting, match="but WASTETRACK_KAFKA_SECURITY is"):
            options(settings(**named))
