"""`python -m tests.golden.rewrite`: writes the golden scenarios' folders and what the program says of them now.

Read the difference before you keep it: that is the review of a change of behaviour.
"""

import shutil
from pathlib import Path

from tests.builders import judge
from tests.golden.scenarios import GOLDEN

HERE = Path(__file__).parent


def rewrite() -> None:
    """Writes every folder anew, and removes those of scenarios that are no more."""
    for folder in HERE.iterdir():
        if folder.is_dir() and folder.name != "__pycache__":
            shutil.rmtree(folder)
    for name, golden in GOLDEN.items():
        golden.scene.write(HERE / name)
        (HERE / name / "expected.ndjson").write_bytes(judge(golden.scene, golden.until).lines())


if __name__ == "__main__":
    rewrite()
