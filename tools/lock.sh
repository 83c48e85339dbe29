#!/bin/sh
# Writes the lock files anew from pyproject.toml: exact versions with hashes, for every platform and Python 3.11 on.
# No address of a package index stands in them: each machine uses its own.
set -eu
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND="make lock"
compile() { .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links "$@"; }
compile pyproject.toml -o requirements.lock "$@"
# The tools go with the very versions that run in production.
compile pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock "$@"
compile --group build -c requirements-dev.lock -o requirements-build.lock "$@"
compile --group node -o requirements-node.lock "$@"
compile --group quix -o requirements-quix.lock "$@"
