"""The image is built from what .dockerignore lets through: enough for the wheel, and nothing that is secret or large."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
RULES = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and not line.startswith("#")]


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """What the builder would see."""
    assert RULES[0] == "*"
    allowed = [rule[1:] for rule in RULES if rule.startswith("!")]
    refused = [rule.removeprefix("**/") for rule in RULES[1:] if not rule.startswith("!")]
    by_name = shutil.ignore_patterns(*(rule for rule in refused if "/" not in rule))
    for name in allowed:
        source = ROOT / name
        assert source.exists(), f".dockerignore lets {name} through, which is not there"
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=by_name)
        else:
            shutil.copy(source, tmp_path / name)
    for rule in refused:
        shutil.rmtree(tmp_path / rule, ignore_errors=True)
    return tmp_path


def test_the_wheel_is_built_from_the_context_alone(context: Path):
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    environ = os.environ | {"WASTETRACK_SKIP_WEB": "1"}
    out = context / "dist"
    done = subprocess.run([*command, "-w", str(out), str(context)], env=environ, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert list(out.glob("wastetrack-*.whl"))


def test_the_page_can_be_built_from_the_context(context: Path):
    assert (context / "dashboard/web/package-lock.json").exists()
    assert (context / "dashboard/web/src/main.ts").exists()
    assert not (context / "dashboard/web/node_modules").exists()
    assert not (context / "dashboard/static").exists()


def test_every_file_that_is_copied_by_name_is_in_the_context(context: Path):
    named = [word for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]]
    assert named
    assert all((context / name).exists() for name in named)


def test_the_image_runs_as_a_user_of_its_own_on_the_python_of_the_lock():
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert set(stages) == {"python:3.11-slim"}
    last = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER wastetrack$", last, re.MULTILINE)
    assert re.search(r'^ENTRYPOINT \["wastetrack"\]$', last, re.MULTILINE)
