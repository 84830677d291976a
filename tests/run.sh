#!/bin/bash
# Installs, builds and passes everything: the unit tests under the address and undefined-behaviour
# sanitizers, then the scenarios against the sanitized and the released binary; with --fuzz also
# every fuzz target for ten seconds.
# A stage that fails does not keep later ones from running where they can; the exit code tells.
set -u
cd "$(dirname "$0")/.." || exit 1

case ${1-} in
    '') fuzzing= ;;
    --fuzz) fuzzing=yes ;;
    *) echo "usage: tests/run.sh [--fuzz]" >&2; exit 2 ;;
esac

failed=()
stage() {  # stage NAME COMMAND...
    local name=$1 began=$SECONDS
    shift
    echo "== $name"
    if "$@"; then
        echo "== $name: done in $((SECONDS - began)) s"
    else
        echo "== $name: FAILED after $((SECONDS - began)) s"
        failed+=("$name")
        return 1
    fi
}

build() {  # build PRESET [TARGET...]
    local preset=$1
    shift
    cmake --preset "$preset" -DCROSSFADE_TESTS=ON >/dev/null || return
    cmake --build --preset "$preset" ${1:+--target "$@"} -- --quiet
}

# A test that fails gets a second try and no third: that is for the noise of the machine alone. What
# needed one is listed, to be made sound; nobody is to get used to it. Scenarios marked `ledger`, whose
# point is that nothing is ever lost, get none, and a crash or a sanitizer's report is not forgiven.
unit_tests() {  # unit_tests PRESET
    ctest --preset "$1" --parallel "$(nproc)" --progress --timeout 300 --no-tests=error \
        --repeat until-pass:2
}

fuzz() {
    ctest --preset fuzz --parallel "$(nproc)" --no-tests=error
}

scenarios() {  # scenarios BINARY PYTEST_ARGUMENT...
    local binary=$1
    shift
    CROSSFADE_BINARY=$PWD/$binary CROSSFADE_FAILED_STAGES=$(IFS=,; echo "${failed[*]-}") \
        /usr/bin/python3 -m pytest -p no:cacheprovider --reruns 1 -raR tests/scenario "$@"
}

stage "install" ./deploy/install.sh --tests || exit 1
# A stage with nothing to run it on is not tried: its build says what is wrong.
stage "build, release" build release crossfade count_calls && released=yes
stage "build, asan" build asan && sanitized=yes
[ -n "$fuzzing" ] && stage "build, fuzz" build fuzz && fuzzable=yes
[ -n "${sanitized-}" ] && stage "unit tests, asan" unit_tests asan
[ -n "${fuzzable-}" ] && stage "fuzz" fuzz
[ -n "${sanitized-}" ] && stage "scenarios, asan" scenarios build-asan/crossfade -q -m "not release_only"
[ -n "${released-}" ] && { scenarios build/crossfade || failed+=("scenarios, release"); }

[ ${#failed[@]} -eq 0 ]
