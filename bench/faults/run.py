"""Plays a fault scenario in front of a proxy and prints what the ledgers say; see ../README.md."""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests")]

from faults.fronts import FRONTS  # noqa: E402  # found from here on
from faults.scenarios import SCENARIOS  # noqa: E402
from faults.stage import play  # noqa: E402


def print_table(columns):
    """{proxy: {figure: value}}; rows of zeros are left out."""
    rows = dict.fromkeys(figure for each in columns.values() for figure in each)
    print(" " * 22 + "".join(f"{proxy:>12}" for proxy in columns))
    for row in rows:
        values = [each[row] for each in columns.values()]
        if any(values) or row in ("lost_get", "lost_post", "duplicated_post"):
            texts = [f"{each:.1f}" if isinstance(each, float) else str(each) for each in values]
            print(f"{row.replace('_', ' '):22}" + "".join(f"{each:>12}" for each in texts))


def run(name, proxies, seconds):
    """False if Crossfade missed a gate."""
    scenario = SCENARIOS[name]
    print(f"{name}: {scenario.about}; {seconds or scenario.seconds:g} s", flush=True)
    able = [each for each in proxies if each == "crossfade" or not scenario.crossfade_only]
    columns = {proxy: play(scenario, proxy, seconds) for proxy in able}
    print_table(columns)
    missed = {proxy: scenario.missed(figures) for proxy, figures in columns.items()}
    for proxy, figures in missed.items():
        over = ", ".join(f"{figure.replace('_', ' ')} {n}" for figure, n in figures.items())
        print(f"{proxy}: {'more than allowed: ' + over if over else 'passes'}")
    print(flush=True)
    return not missed.get("crossfade")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", choices=["all", *SCENARIOS])
    parser.add_argument("--proxy", choices=["all", *FRONTS], default="crossfade")
    parser.add_argument("--seconds", type=float, help="that the clients ask, about")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    names = list(SCENARIOS) if arguments.scenario == "all" else [arguments.scenario]
    everyone = "all" in (arguments.scenario, arguments.proxy)
    proxies = list(FRONTS) if everyone else [arguments.proxy]
    passed = [run(name, proxies, arguments.seconds) for name in names]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
