"""docker-compose.yml's own services as plain processes: their commands and settings, with addresses of this machine."""

import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import yaml

from ops.ports import free_port
from tests.acceptance.system import KEY, PROGRAM, Service, System, environment

ROOT: Final = Path(__file__).parents[2]
SERVICES: Final[dict[str, dict[str, Any]]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
OURS: Final = [name for name, service in SERVICES.items() if service["image"].startswith("wastetrack:")]


class ComposeSystem(System):
    """A system started as the file says."""

    def __init__(self, folder: Path, kafka: str, database: str) -> None:
        super().__init__(folder, kafka, database)
        self.by_name: dict[str, Service] = {}
        for name, secret in (("database", database), ("personal_key", KEY)):
            (folder / name).write_text(secret)

    def up(self) -> None:
        """Runs what runs once, in the file's order, then starts what lasts and waits until all are ready."""
        for name in OURS:
            if SERVICES[name]["restart"] == "no":
                done = subprocess.run(self._line(name), env=self._environ(name), capture_output=True, text=True, timeout=60)
                assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        for name in OURS:
            if SERVICES[name]["restart"] != "no":
                port = free_port()
                service = Service(name, self._line(name), self._environ(name, port), self.folder / f"{name}.log", port)
                self.by_name[name] = service
                self.services.append(service)
        for service in self.services:
            service.wait_ready()

    def health_check(self, name: str) -> list[str]:
        """The file's health check of a service, asked of this machine's port."""
        _, program, *rest = SERVICES[name]["healthcheck"]["test"]
        assert program == "python"
        inner = SERVICES[name]["environment"]["WASTETRACK_HTTP"].rpartition(":")[2]
        return [sys.executable, *(part.replace(f":{inner}/", f":{self.by_name[name].port}/") for part in rest)]

    def _line(self, name: str) -> list[str]:
        return [*PROGRAM, *SERVICES[name]["command"]]

    def _environ(self, name: str, port: int | None = None) -> dict[str, str]:
        told: dict[str, str] = {}
        for variable, value in SERVICES[name]["environment"].items():
            told[variable] = value.replace("kafka:9092", self.kafka).replace("/run/secrets/", f"{self.folder}/")
        if port is not None:
            assert told["WASTETRACK_HTTP"].startswith("0.0.0.0:")
            told["WASTETRACK_HTTP"] = f"127.0.0.1:{port}"
        return environment() | told
