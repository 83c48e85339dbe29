"""The wheel alone runs: in an environment of its own, from another folder, with no Node on PATH."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = (".sql", ".json", ".geojson", ".toml", ".gz")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An environment that holds the wheel alone, the packages of the lock being those of the tests' own environment."""
    folder = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(folder, with_pip=False)
    pip = [sys.executable, "-m", "pip", f"--python={folder}", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, timeout=300)
    (packages,) = folder.glob("lib/python*/site-packages")
    # A path named here is searched last and its own .pth files are not read, so that the checkout stays out of sight.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    yield folder
    shutil.rmtree(folder)


def run(environment: Path, *command: str) -> subprocess.CompletedProcess[str]:
    bin_dir = environment / "bin"
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")} | {"PATH": str(bin_dir)}
    return subprocess.run(
        [bin_dir / command[0], *command[1:]], cwd=environment, env=environ, capture_output=True, text=True, timeout=120,
    )


def test_it_carries_the_roots_and_nothing_else(names: list[str]):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    roots = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {name.split("/")[0] for name in names} == {*roots, "wastetrack-0.1.0.dist-info"}
    assert "wastetrack-0.1.0.dist-info/licenses/LICENSE" in names


def test_it_carries_the_page(names: list[str]):
    assert "dashboard/static/index.html" in names
    assert any(re.fullmatch(r"dashboard/static/assets/.+\.js", name) for name in names)


def test_it_carries_no_source_of_the_page(names: list[str]):
    assert not [name for name in names if name.startswith("dashboard/web/") or "node_modules" in name or name.endswith(".ts")]


def test_it_carries_every_file_of_code_and_data(names: list[str]):
    """Migrations, thresholds, sample data: a file that stands in a root and is missing here is missed by an operator."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    roots = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    ours = {
        str(path.relative_to(ROOT))
        for root in roots
        for path in (ROOT / root).rglob("*")
        if path.suffix in (".py", *DATA) and not {"web", "static", "__pycache__"} & set(path.relative_to(ROOT).parts)
    }
    assert ours
    assert ours <= set(names)


def test_the_program_answers(environment: Path):
    answer = run(environment, "wastetrack", "--help")
    assert answer.returncode == 0, answer.stderr
    for command in ("demo", "replay", "gateway", "tracker", "dashboard", "notifier", "import", "rules", "migrate", "topics"):
        assert re.search(rf"\b{command}\b", answer.stdout), command


def test_its_code_is_its_own_and_its_data_are_found(environment: Path):
    code = (
        "import models, shutil, storage; from importlib.resources import files;"
        "assert shutil.which('node') is None;"
        "assert any(f.name.endswith('.sql') for f in files('storage').joinpath('migrations').iterdir());"
        "assert files('dashboard').joinpath('static/index.html').is_file();"
        "print(models.__file__); print(storage.__file__)"
    )
    answer = run(environment, "python", "-c", code)
    assert answer.returncode == 0, answer.stderr
    assert all(line.startswith(str(environment)) for line in answer.stdout.split())


def test_its_broker_starts(environment: Path):
    code = "from ops.embedded.broker import EmbeddedBroker\nwith EmbeddedBroker({'gps.pings': 6}) as b: print(b.bootstrap)"
    answer = run(environment, "python", "-c", code)
    assert re.fullmatch(r"127\.0\.0\.1:\d+\n", answer.stdout), answer.stderr
