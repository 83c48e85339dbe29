"""docker-compose.yml agrees with the Compose schema and with the program: its commands, its settings, its ports."""

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"].startswith("wastetrack:"))
LISTENING = sorted(name for name in OURS if "WASTETRACK_HTTP" in SERVICES[name]["environment"])


def test_the_file_is_valid_compose():
    # Looked up, not imported: of that package only the schema is wanted.
    spec = find_spec("check_jsonschema")
    assert spec is not None
    assert spec.origin is not None
    schema = json.loads((Path(spec.origin).parent / "builtin_schemas/vendor/compose-spec.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = [f"{error.json_path}: {error.message}" for error in jsonschema.Draft202012Validator(schema).iter_errors(COMPOSE)]
    assert not errors


def test_the_whole_system_is_there():
    assert set(SERVICES) == {
        "kafka", "postgres", "migrate", "topics", "gateway", "tracker-1", "tracker-2", "notifier", "dashboard", "prometheus",
    }


@pytest.mark.parametrize("name", OURS)
def test_each_command_is_one_of_the_programs_own(name: str):
    program = [sys.executable, "-c", "from wastetrack.cli import main; main()"]
    answer = subprocess.run([*program, *SERVICES[name]["command"], "--help"], capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_each_service_are_taken(name: str, tmp_path: Path):
    from ops.settings import KNOBS, PREFIX, load

    known = {PREFIX + knob.name.upper() for knob in KNOBS}
    known |= {f"{PREFIX}{knob.name.upper()}_FILE" for knob in KNOBS if knob.secret}
    given = SERVICES[name]["environment"]
    assert set(given) <= known
    (tmp_path / "secret").write_text("postgresql://wastetrack:word@postgres/wastetrack")
    settings = load(None, {key: str(tmp_path / "secret") if key.endswith("_FILE") else value for key, value in given.items()})
    assert settings.kafka == "kafka:9092"
    if name in LISTENING:
        host, port = settings.listen(SERVICES[name]["command"][0])
        assert (host, f"http://127.0.0.1:{port}/healthz" in str(SERVICES[name]["healthcheck"]["test"])) == ("0.0.0.0", True)


def test_each_secret_comes_from_a_file_that_is_declared():
    for name, service in SERVICES.items():
        asked = {Path(value).name for key, value in service.get("environment", {}).items() if key.endswith("_FILE")}
        assert asked <= set(service.get("secrets", [])), name
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


def test_no_secret_stands_in_the_file():
    for name, service in SERVICES.items():
        secret = [key for key in service.get("environment", {}) if re.search(r"(PASSWORD|SECRET|_KEY|DATABASE)$", key)]
        assert not secret, name
    body = "\n".join(line for line in TEXT.splitlines() if not line.startswith("#"))
    assert not re.search(r"://[^/\s:]+:[^/\s@]+@", body)


def test_nothing_is_published_beyond_loopback():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_trackers_share_the_work_under_names_of_their_own():
    instances = [SERVICES[name]["environment"]["WASTETRACK_INSTANCE"] for name in LISTENING]
    assert len(set(instances)) == len(LISTENING)
    assert [SERVICES[name]["command"] for name in ("tracker-1", "tracker-2")] == [["tracker"], ["tracker"]]


def test_every_lasting_service_has_a_health_check_and_comes_back():
    lasting = set(SERVICES) - {"migrate", "topics"}
    assert all(SERVICES[name]["healthcheck"]["test"][0] == "CMD" for name in lasting)
    assert all(SERVICES[name]["restart"] == "unless-stopped" for name in lasting)


def test_what_must_last_lies_in_a_volume():
    used = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"]) == {"files", "kafka", "postgres", "prometheus"}


def test_each_service_waits_for_what_it_needs():
    for name in LISTENING:
        assert {what["condition"] for what in SERVICES[name]["depends_on"].values()} == {"service_completed_successfully"}
        assert set(SERVICES[name]["depends_on"]) == {"migrate", "topics"}


def test_prometheus_reads_every_service_that_listens():
    scrape = yaml.safe_load(COMPOSE["configs"]["prometheus"]["content"])["scrape_configs"][0]["static_configs"][0]["targets"]
    assert sorted(scrape) == sorted(
        f"{name}:{SERVICES[name]['environment']['WASTETRACK_HTTP'].rpartition(':')[2]}" for name in LISTENING
    )
