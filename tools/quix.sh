#!/bin/sh
# Fetches Quix Streams into .tools/quix for `make bench`: it wants an older confluent-kafka than ours, so it lies apart.
set -eu
cd "$(dirname "$0")/.."

want=$(cksum <requirements-quix.lock)
[ "$(cat .tools/quix/.stamp 2>/dev/null || true)" != "$want" ] || exit 0
echo "wastetrack: fetching Quix Streams from PyPI into .tools/quix" >&2
rm -rf .tools/quix.new
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --target .tools/quix.new \
    -r requirements-quix.lock || {
    echo "wastetrack: Quix Streams could not be fetched, so it is not measured" >&2
    exit 0
}
echo "$want" >.tools/quix.new/.stamp
rm -rf .tools/quix
mv .tools/quix.new .tools/quix
