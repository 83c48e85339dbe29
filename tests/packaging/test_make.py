"""The Makefile says what there is, and a machine that lacks something is told so in one line."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "sed", "cat", "cksum", "dirname", "id", "head", "tail", "rm", "mkdir", "mv", "touch", "echo")

OLD_PYTHON = "#!/bin/sh\nexit 1\n"
NO_VENV = """#!/bin/sh
case "$2" in
  *ensurepip*) exit 1 ;;
  *print*) echo python3.11 ;;
esac
exit 0
"""
PLAIN_USER = '#!/bin/sh\necho 1000\n'
OLD_JAVA = "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n"


@pytest.fixture
def bare(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one of the tools in a copy of the project, on a machine that has only the programs given."""
    bin_dir, project = tmp_path / "bin", tmp_path / "project"
    bin_dir.mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (bin_dir / tool).symlink_to(found)
    shutil.copytree(ROOT / "tools", project / "tools")
    shutil.copytree(ROOT / "tests" / "java", project / "tests" / "java")

    def run(script: str, programs: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        for name, text in programs.items():
            path = bin_dir / name
            path.unlink(missing_ok=True)
            path.write_text(text)
            path.chmod(0o755)
        environ = {"PATH": str(bin_dir), "HOME": str(tmp_path), "LC_ALL": "C"}
        return subprocess.run([project / script], env=environ, capture_output=True, text=True, timeout=60)

    return run


def test_make_alone_lists_every_target():
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = {word for line in text.splitlines() if line.startswith(".PHONY:") for word in line.split()[1:]}
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    assert {line.split()[1] for line in said.splitlines()} == targets
    assert {"setup", "demo", "test", "check"} <= targets


CASES = [
    ("no Python at all", {}, "no Python 3.11 or newer found; as root: apt-get install -y python3 python3-venv"),
    ("a Python that is too old", {"python3": OLD_PYTHON}, "no Python 3.11 or newer found"),
    ("a Python without venv", {"python3.11": NO_VENV}, "as root: apt-get install -y python3.11-venv"),
]


@pytest.mark.parametrize(("programs", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_setup_says_what_is_missing(bare: Callable[..., subprocess.CompletedProcess[str]], programs: dict[str, str], said: str):
    answer = bare("tools/setup.sh", programs)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_plain_user_is_told_the_one_command_for_root(bare: Callable[..., subprocess.CompletedProcess[str]]):
    answer = bare("tools/test_needs.sh", {"id": PLAIN_USER, "apt-get": ""})
    assert answer.returncode == 1
    assert answer.stderr.endswith("as root: apt-get install -y openjdk-17-jre-headless maven chromium\n")
    assert answer.stderr.count("\n") == 1


def test_a_java_that_is_too_old_counts_as_missing(bare: Callable[..., subprocess.CompletedProcess[str]]):
    answer = bare("tools/test_needs.sh", {"id": PLAIN_USER, "apt-get": "", "java": OLD_JAVA, "mvn": "", "chromium": ""})
    assert answer.stderr.endswith("as root: apt-get install -y openjdk-17-jre-headless\n")


def test_nothing_is_asked_where_all_is_there(bare: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path):
    from tests.fixtures.kafka import VERSION

    jars = tmp_path / ".cache" / "wastetrack" / f"kafka-{VERSION}"
    jars.mkdir(parents=True)
    (jars / ".complete").touch()
    java = "#!/bin/sh\necho 'openjdk version \"17.0.15\"' >&2\n"
    answer = bare("tools/test_needs.sh", {"id": PLAIN_USER, "java": java, "chromium": ""})
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize(("goal", "said"), (("setup", True), ("demo", False)))
def test_setup_alone_ends_with_what_to_run_next(goal: str, said: bool, tmp_path: Path):
    (tmp_path / "tools").mkdir()
    for name in ("tools/setup.sh", "wastetrack"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(["make", "-f", ROOT / "Makefile", goal, "BIN=."], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ("Ready. Next: make demo, or ./wastetrack --help\n" if said else "")
