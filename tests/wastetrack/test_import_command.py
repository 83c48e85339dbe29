"""`wastetrack import --dry-run` as a process, without a database: what it says of names it could not look up."""

import os
import subprocess
import sys
from pathlib import Path

from ops.ports import free_port

EXAMPLE = Path(__file__).parents[2] / "docs/examples/first-breach"


def imported(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    closed = free_port()
    environ = os.environ | {"WASTETRACK_DATABASE": f"postgresql://u:p@127.0.0.1:{closed}/x"}
    command = [sys.executable, "-m", "wastetrack", "import", *map(str, arguments), "--dry-run"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environ)


def test_names_that_could_not_be_looked_up_are_not_said_to_lead_nowhere():
    done = imported("permits", EXAMPLE / "permits.json")
    first, *gaps, total = done.stdout.splitlines()
    assert first == "the database does not answer: names are looked up in this file alone"
    assert gaps
    assert all(gap.startswith("not found there: permit ") for gap in gaps)
    assert total == f"1 permits would be loaded, 0 refused, {len(gaps)} names not found"
    assert done.returncode == 0


def test_a_folder_beside_it_is_looked_up_in_too():
    done = imported("permits", EXAMPLE / "permits.json", "--with", EXAMPLE)
    assert done.stdout.splitlines()[1:] == ["1 permits would be loaded, 0 refused, 0 names not found"]


def test_a_file_that_is_not_there_is_named_as_such():
    done = imported("zones", "/nope")
    assert (done.returncode, done.stderr) == (2, "wastetrack: cannot read /nope: there is no such file\n")
