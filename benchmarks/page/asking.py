"""Has the script beside the page measure it, in Chromium, and takes what it found."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from benchmarks.page.found import Told
from benchmarks.speed.services import NotMeasured

ROOT: Final = Path(__file__).parents[2]
_Found = TypeVar("_Found", bound=Told)


def built() -> None:
    """Builds the page where it is missing or old; raises NotMeasured."""
    _run([], {})


def ask(what: str, kind: type[_Found], **settings: float) -> _Found:
    """What `npm run measure` finds with these settings; raises NotMeasured."""
    told = {name.upper(): f"{value:g}" for name, value in settings.items()}
    said = _run(["npm", "run", "--silent", "measure", "--", what], told)
    try:
        return msgspec.json.decode(said.splitlines()[-1], type=kind)
    except (IndexError, msgspec.DecodeError) as error:
        raise NotMeasured(f"the script told nothing that is understood: {error}") from error


def _run(command: list[str], told: dict[str, str]) -> str:
    asked = [sys.executable, str(ROOT / "hatch_build.py"), *command]
    # What it says on its way is for whoever looks on.
    done = subprocess.run(asked, cwd=ROOT, env=os.environ | told, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"`{' '.join(command) or 'the build of the page'}` failed: see its lines above")
    return done.stdout
