#!/bin/sh
# The load benchmark in one command: installs the peers, builds Release and measures Crossfade beside
# nginx and haproxy; the exit code says whether every target was met. Arguments go to load.py:
# --only plain, --rounds N, --seconds S.
set -eu
cd "$(dirname "$0")/.."
./deploy/install.sh --bench
if [ -f build/build.ninja ]; then
    cmake --preset release -DCROSSFADE_BENCH=ON >/dev/null
else
    cmake --preset release -DCROSSFADE_BENCH=ON -DCROSSFADE_TESTS=OFF >/dev/null
fi
cmake --build --preset release --target crossfade bench_origin bench_fault_origin bench_pacer
exec /usr/bin/python3 bench/load.py "$@"
