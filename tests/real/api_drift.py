"""How well the built-in knowledge tells noise from change, on labelled pairs of recorded responses.

The file has one JSON object a line: scenario, request, live, shadow, and `changed`, a list of
[path, kind] of what really changed; empty if nothing did. It is judged in its order as one run, with
nothing but the built-in defaults.

    python3 tests/real/api_drift.py PAIRS.jsonl[.gz] [--half first|second] [--list]
"""

import argparse
import collections
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = """
listeners: [{name: public, address: "127.0.0.1:0"}]
backends:
  live: {endpoints: ["127.0.0.1:1"]}
  shadow: {endpoints: ["127.0.0.1:2"]}
routes:
  - name: all
    match: {path: {prefix: /}}
    split: {live: 100%, shadow: 0%}
    mirror: [{to: shadow}]
"""


def read_pairs(name, half):
    opened = gzip.open(name, "rt") if name.endswith(".gz") else open(name)
    with opened as lines:
        pairs = [json.loads(line) for line in lines]
    scenarios = sorted({pair.get("scenario", "") for pair in pairs})
    kept = set(scenarios)
    if half:
        kept = set(scenarios[0::2] if half == "first" else scenarios[1::2])
    return [pair for pair in pairs if pair.get("scenario", "") in kept]


def judged(crossfade, pairs):
    with tempfile.TemporaryDirectory() as name:
        configuration = Path(name, "crossfade.yaml")
        configuration.write_text(CONFIGURATION)
        records = Path(name, "pairs.jsonl")
        with records.open("w") as out:
            for pair in pairs:
                out.write(json.dumps({k: pair[k] for k in ("request", "live", "shadow")}) + "\n")
        command = [crossfade, "compare", "--config", configuration, "--route", "all", records]
        begun = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True)
        seconds = time.monotonic() - begun
    if done.returncode != 0:
        sys.exit(done.stderr)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return [each for each in results if "verdict" in each], seconds


def named(pair, result):
    paths = {path for path, _ in pair["changed"]}
    return any(finding["path"] in paths for finding in result["findings"])


def share(part, whole):
    return f"{part} of {whole} ({100 * part / max(whole, 1):.1f} %)"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("pairs")
    arguments.add_argument("--crossfade", default=str(ROOT / "build/crossfade"))
    arguments.add_argument("--half", choices=["first", "second"], help="every other scenario")
    arguments.add_argument("--list", action="store_true", help="what was judged otherwise")
    options = arguments.parse_args()
    pairs = read_pairs(options.pairs, options.half)
    results, seconds = judged(options.crossfade, pairs)
    if len(results) != len(pairs):
        sys.exit(f"{len(pairs)} pairs, but {len(results)} results")
    both = list(enumerate(zip(pairs, results)))
    same = [(i, result) for i, (pair, result) in both if not pair["changed"]]
    changed = [(i, pair, result) for i, (pair, result) in both if pair["changed"]]
    wrong = [(i, result) for i, result in same if result["verdict"] != "match"]
    lost = [(i, p, r) for i, p, r in changed if r["verdict"] != "mismatch" or not named(p, r)]
    print("no real change, match:        ", share(len(same) - len(wrong), len(same)))
    print("changed, mismatch:            ",
          share(sum(r["verdict"] == "mismatch" for _, _, r in changed), len(changed)))
    print("changed, mismatch, path named:", share(len(changed) - len(lost), len(changed)))
    print(f"{len(pairs) / seconds:.0f} pairs/s, with reading them and writing results")
    if options.list:
        reasons = collections.Counter(
            (f["path"], f["class"]) for _, r in wrong for f in r["findings"]
        )
        for reason, count in reasons.most_common(40):
            print(f"  noise found: {count} x {reason[0]} {reason[1]}")
        for i, pair, result in lost:
            print(f"  not named: pair {i}: {pair['changed'][:3]}, was {result['verdict']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
