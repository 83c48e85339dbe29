#!/bin/sh
# Brings what the tests need beside Python: Java, Kafka's jars by Maven, Chromium; with the word `kafka` no Chromium. As
# root it installs; as a plain user it says the one command for root and stops. What is there is not asked for again.
set -eu
cd "$(dirname "$0")/.."

say() { echo "wastetrack: $*" >&2; }
stop() { say "$@"; exit 1; }

version=$(sed -n 's|.*<kafka.version>\(.*\)</kafka.version>.*|\1|p' tests/java/pom.xml)
jars="${XDG_CACHE_HOME:-$HOME/.cache}/wastetrack/kafka-$version"

java_fits() {
    major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${major:-0}" -ge 17 ]
}
has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

missing=""
java_fits || missing="openjdk-17-jre-headless"
[ -e "$jars/.complete" ] || command -v mvn >/dev/null || missing="$missing maven"
[ "${1:-}" = kafka ] || has_chromium >/dev/null || missing="$missing chromium"
missing=$(echo $missing)

if [ -n "$missing" ]; then
    command -v apt-get >/dev/null || stop "the tests need $missing, and there is no apt-get here: install them and run this again"
    if [ "$(id -u)" -ne 0 ]; then
        stop "the tests need programs that only root can install; as root: apt-get install -y $missing"
    fi
    say "installing $missing"
    export DEBIAN_FRONTEND=noninteractive
    # The lists of packages may be old or not there at all: they are fetched only if it does not go without.
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 \
        || { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null; } \
        || stop "apt-get could not install $missing: see the lines above"
fi

if [ ! -e "$jars/.complete" ]; then
    say "fetching Apache Kafka $version into $jars"
    fresh="$jars.new.$$"
    rm -rf "$fresh"
    mvn -B -q -Dstyle.color=never -f tests/java/pom.xml dependency:copy-dependencies -DoutputDirectory="$fresh" -DincludeScope=runtime \
        || stop "Maven could not fetch Kafka: see the lines above"
    touch "$fresh/.complete"
    rm -rf "$jars"
    mv "$fresh" "$jars"
fi
