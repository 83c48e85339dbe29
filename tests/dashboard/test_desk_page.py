"""The alert desk in a real browser, with a made-up fleet and colleagues who get in the way."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_officers_work_at_the_desk(chromium_path: str):
    """Incidents are opened, acknowledged, lost to a colleague, closed, shelved and heard, and nothing typed is lost."""
    told = os.environ | {"CHROMIUM": chromium_path}
    for command in ([], ["npm", "run", "e2e:desk"]):
        done = subprocess.run(
            [sys.executable, "hatch_build.py", *command],
            cwd=ROOT,
            env=told,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr
