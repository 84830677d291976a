"""Everything at once in front of one binary, for half an hour or as long as one likes; the exit
code is 0 if it stayed clean. See README.md."""

import argparse
import os
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests")]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=200, help="actions of clients per second")
    parser.add_argument("--reload-every", type=float, default=2, help="seconds")
    parser.add_argument("--seed", type=int, help="of what is drawn; else another one each time")
    parser.add_argument("--binary", type=Path, default=ROOT / "build/crossfade")
    parser.add_argument("--json", type=Path, default=Path("soak.json"), help="the same as JSON")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    random.seed(arguments.seed)
    os.environ["ASAN_OPTIONS"] = "detect_leaks=1:" + os.environ.get("ASAN_OPTIONS", "")
    from soaking.play import run  # after the environment, which it hands on

    return run(
        arguments.binary.resolve(),
        arguments.minutes,
        arguments.rate,
        arguments.reload_every,
        arguments.json,
    )


if __name__ == "__main__":
    sys.exit(main())
