"""Wrong use of the program, wrong settings, and what is not there: one line that says what to do."""

import json
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from ops.ports import free_port
from tests.acceptance.system import SERVICES, command, environment

BOW_TIE = [[101.10, 12.60], [101.12, 12.62], [101.12, 12.60], [101.10, 12.62], [101.10, 12.60]]
NOTHING_THERE = {"kafka": "127.0.0.1:{closed}", "database": "postgresql://u:p@127.0.0.1:{closed}/x", "http": "127.0.0.1:0"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files that cannot be used."""
    folder = tmp_path_factory.mktemp("files")
    crossing = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [BOW_TIE]}, "properties": {"zone_id": "Z-BOW", "kind": "generator", "name_th": "ก", "name_en": "Bow"}}
    (folder / "bow.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [crossing]}))
    (folder / "torn.json").write_text('[{"permit_no": ')
    (folder / "binary.json").write_bytes(bytes(range(256)))
    (folder / "folder.json").mkdir()
    (folder / "rules.toml").write_text("[route-deviation]\nmargin_cm = 3\n")
    (folder / "settings.toml").write_text('kafak = "x"\n')
    (folder / "torn.toml").write_text("kafka = \n")
    return folder


def one_line(arguments: list[str], code: int, said: str, settings: Mapping[str, str], files: Path) -> None:
    closed = free_port()
    told = {name: text.format(closed=closed, files=files) for name, text in (NOTHING_THERE | dict(settings)).items()}
    done = command(*(part.format(closed=closed, files=files) for part in arguments), environ=environment(**told), timeout_s=60)
    assert said.format(closed=closed, files=files) in done.stderr
    assert done.stderr.startswith("wastetrack: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stdout
    assert done.returncode == code, done.stderr


COMMANDS = [
    ("an unknown command", ["teleport"], 2, "No such command 'teleport'"),
    ("an unknown option", ["replay", "--faster", "x"], 2, "No such option"),
    ("a word missing", ["replay"], 2, "Missing argument"),
    ("an unknown kind", ["import", "trucks", "x.json"], 2, "'trucks' is not one of"),
    ("a scenario that is not there", ["replay", "{files}/nowhere"], 2, "{files}/nowhere"),
    ("a time that is none", ["replay", "{files}", "--until", "soon"], 2, "--until"),
    ("a file that is not there", ["import", "permits", "{files}/nowhere.json"], 2, "nowhere.json"),
    ("a file that ends in the middle", ["import", "permits", "{files}/torn.json"], 2, "torn.json"),
    ("a file that is no text", ["import", "permits", "{files}/binary.json"], 2, "binary.json"),
    ("a folder for a file", ["import", "permits", "{files}/folder.json"], 2, "folder.json"),
    ("no database for the schema", ["migrate"], 1, "PostgreSQL does not answer at 127.0.0.1:{closed}/x"),
    ("no broker for the topics", ["topics"], 1, "no Kafka at 127.0.0.1:{closed}: start it or set WASTETRACK_KAFKA"),
    ("no database for an account", ["gateway", "add-vendor", "x", "--codes", "031"], 1, "PostgreSQL does not answer"),
    ("settings that are not there", ["--config", "{files}/nowhere.toml", "config"], 2, "cannot read the settings file"),
    ("settings that are no TOML", ["--config", "{files}/torn.toml", "config"], 2, "is not TOML"),
    ("an unknown setting", ["--config", "{files}/settings.toml", "config"], 2, "unknown setting 'kafak'"),
    ("an unknown threshold", ["rules", "--rules", "{files}/rules.toml"], 2, "margin_cm"),
    ("a demo on no port", ["demo", "--port", "99999"], 2, "a port lies between 1 and 65535"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "said"), [pytest.param(*case[1:], id=case[0]) for case in COMMANDS])
def test_a_command_used_wrongly_is_one_line(arguments: list[str], code: int, said: str, files: Path):
    one_line(arguments, code, said, {}, files)


SETTINGS = [
    ("an address that is none", "gateway", {"http": "8080"}, "write host:port"),
    ("an address for all the world", "tracker", {"http": "0.0.0.0:8001"}, "WASTETRACK_PROXY"),
    ("the same, for a dashboard that shall have no sign-in", "dashboard", {"http": "0.0.0.0:8000", "sign_in": "off"}, "WASTETRACK_PROXY"),
    ("an unknown clock", "tracker", {"clock": "sundial"}, "choose one of wall, pings"),
    ("an unknown zone", "tracker", {"timezone": "Asia/Nowhere"}, "WASTETRACK_TIMEZONE"),
    ("an unknown zone, for the gateway", "gateway", {"timezone": "Asia/Nowhere"}, "WASTETRACK_TIMEZONE"),
    ("a loud log", "notifier", {"log": "loud"}, "WASTETRACK_LOG"),
    ("a number that is none", "gateway", {"gateway_max_rows": "many"}, "write a whole number from 1"),
    ("a key that is none", "gateway", {"personal_key": "short"}, "WASTETRACK_PERSONAL_KEY"),
    ("a database that is no address", "tracker", {"database": "mysql://x"}, "WASTETRACK_DATABASE"),
    ("a database that is no address, for the page", "dashboard", {"database": "mysql://x"}, "WASTETRACK_DATABASE"),
    ("rules that are not there", "tracker", {"rules": "{files}/nowhere.toml"}, "nowhere.toml"),
    ("rules with an unknown threshold", "tracker", {"rules": "{files}/rules.toml"}, "margin_cm"),
    ("a broker's user without a password", "tracker", {"kafka_security": "scram", "kafka_user": "x"}, "WASTETRACK_KAFKA_PASSWORD_FILE"),
    ("a broker's CA and no TLS", "gateway", {"kafka_ca": "{files}/torn.json"}, "WASTETRACK_KAFKA_SECURITY is plaintext"),
    ("a broker's CA that is none", "gateway", {"kafka_security": "tls", "kafka_ca": "{files}/torn.json"}, "no readable certificate"),
    ("a webhook that is no address", "notifier", {"webhook": "example"}, "WASTETRACK_WEBHOOK"),
    ("a secret that cannot be read", "gateway", {"database_file": "{files}/nowhere"}, "WASTETRACK_DATABASE_FILE"),
]  # fmt: skip


@pytest.mark.parametrize(("service", "settings", "said"), [pytest.param(*case[1:], id=case[0]) for case in SETTINGS])
def test_a_wrong_setting_is_one_line(service: str, settings: dict[str, str], said: str, files: Path):
    one_line([service], 2, said, settings, files)


@pytest.mark.parametrize("name", SERVICES)
def test_a_port_in_use_is_one_line(name: str, files: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        one_line([name], 2, f"port {port} on 127.0.0.1 is taken", {"http": f"127.0.0.1:{port}", "personal_key": "A" * 43 + "="}, files)


def test_a_demo_on_a_port_in_use_is_one_line(files: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        one_line(["demo", "--port", str(port)], 1, f"port {port} on 127.0.0.1 is in use: choose another with --port", {}, files)


def test_a_zone_that_crosses_itself_is_refused_by_name(files: Path):
    closed = free_port()
    told = environment(database=f"postgresql://u:p@127.0.0.1:{closed}/x")
    done = command("import", "zones", files / "bow.geojson", "--dry-run", environ=told)
    assert done.returncode == 1
    assert "Z-BOW" in done.stdout
    assert "Self-intersection" in done.stdout or "crosses itself" in done.stdout
    assert "0 zones would be loaded, 1 refused" in done.stdout
    assert done.stderr.count("\n") == 1
