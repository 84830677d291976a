#!/bin/sh
# Installs from Debian 12 what is missing: the build's libraries and tools, with --tests also what
# the tests run against, with --bench also what the benchmark compares with, with --coverage what
# tests/fuzz/coverage.sh counts with. Looks before it asks apt, so that a second run costs nothing.
# No package's service is started. What drives the browser in tests comes from npm.
set -eu
cd "$(dirname "$0")/.."

browser=
packages="g++ cmake ninja-build ccache pkg-config
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev libyaml-cpp-dev
    libspdlog-dev prometheus-cpp-dev libsqlite3-dev zlib1g-dev libre2-dev libxxhash-dev
    libc-ares-dev libbrotli-dev libzstd-dev libexpat1-dev ca-certificates"
tests="libgtest-dev clang-19 libclang-rt-19-dev git nginx haproxy curl openssl
    dnsmasq-base slowhttptest strace prometheus systemd python3 python3-pytest
    python3-pytest-rerunfailures python3-jsonschema faketime chromium"
coverage="clang-19 libclang-rt-19-dev llvm-19"
bench="nginx haproxy wrk openssl slowhttptest libbenchmark-dev nlohmann-json3-dev python3"

for argument in "$@"; do
    case $argument in
        --tests)
            packages="$packages $tests"
            browser=tests/browser
            # A node from elsewhere has an npm of its own, and Debian's would not go with it.
            command -v node >/dev/null || packages="$packages nodejs"
            command -v npm >/dev/null || packages="$packages npm"
            ;;
        --bench) packages="$packages $bench" ;;
        --coverage) packages="$packages $coverage" ;;
        *) echo "usage: deploy/install.sh [--tests] [--bench] [--coverage]" >&2; exit 2 ;;
    esac
done

missing=
for package in $packages; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done

install_missing() {
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "install.sh: be root, or install sudo" >&2; exit 1; }
        as_root=sudo
    fi

    # nginx, haproxy and prometheus would start as services; Debian asks this script first.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap '$as_root rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
        $as_root chmod +x "$policy"
    fi

    echo "install.sh: installing$missing"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086  # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends $missing >/dev/null
}

[ -z "$missing" ] || install_missing

# The browser itself is Debian's.
if [ -n "$browser" ] && ! (cd "$browser" && npm ls --silent >/dev/null 2>&1); then
    echo "install.sh: installing what $browser needs"
    (cd "$browser" && npm ci --silent --no-audit --no-fund --ignore-scripts)
fi
