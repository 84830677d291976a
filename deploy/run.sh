#!/bin/sh
# From a fresh clone to a running Crossfade: installs what is missing, builds (Release, into build/)
# and runs the demo. `--serve` lets the demo go on serving; `--config FILE` runs the proxy on that
# file instead.
set -eu
started_in=$(pwd)
cd "$(dirname "$0")/.."

config=
serve=
while [ $# -gt 0 ]; do
    case $1 in
        --config)
            [ $# -ge 2 ] || { echo "run.sh: --config needs a file" >&2; exit 2; }
            config=$2
            shift 2
            ;;
        --serve) serve=--serve; shift ;;
        *) echo "usage: deploy/run.sh [--serve | --config FILE]" >&2; exit 2 ;;
    esac
done
case $config in
    "" | /*) ;;
    *) config=$started_in/$config ;;
esac

./deploy/install.sh
# The unit tests need packages of their own (deploy/install.sh --tests), so they are left out here
# unless this tree was configured with them before.
if [ ! -f build/build.ninja ]; then
    cmake --preset release -DCROSSFADE_TESTS=OFF >/dev/null
fi
cmake --build --preset release --target crossfade

if [ -n "$config" ]; then
    exec build/crossfade run --config "$config"
fi
exec build/crossfade demo $serve
