"""The lines of the target that are no row of the table: p99, memory of idle connections, faulty
shadows, and ten minutes of everything."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import idle
import shadow_faults
from latency import measure_latency
from lines import Line, failed
from processes import ROOT
from wrk import LoadFailed

IDLE_CONNECTIONS = 10_000
IDLE_MOST = 8192  # bytes
SHADOWS = ("dead", "never_answers", "drips")
JUDGED_MINUTES = 10  # that soak.py needs to tell growth from caches and pools that fill


def idle_connections(binaries, cores, _arguments):
    print("\nidle connections", flush=True)
    worst = idle.measure(IDLE_CONNECTIONS, 64, binaries, cores)
    title = "memory of an idle connection"
    return [Line(title, f"{worst:.0f} bytes", f"at most {IDLE_MOST}", worst <= IDLE_MOST)]


def faulty_shadows(binaries, cores, arguments):
    print("\na dead or slow shadow: mirror on to off", flush=True)
    shadow_faults.print_head()
    return [
        faulty_shadow(fault, binaries, cores, arguments)
        for fault in shadow_faults.FAULTS
        if fault.name in SHADOWS
    ]


def faulty_shadow(fault, binaries, cores, arguments):
    title = f"p99 at half of saturation, shadow {fault.name}: to mirror off"
    given = ("crossfade", fault, binaries, cores, arguments.rounds, arguments.seconds)
    try:
        found = shadow_faults.measure(*given)
    except LoadFailed as problem:
        return failed(title, problem)
    shadow_faults.print_row("crossfade", fault, found)
    most = shadow_faults.MOST_LATENCY
    figure = f"{found['p99'].text()} x"
    return Line(title, figure, f"at most {most:.2f} x", found["p99"].value <= most)


def mixed_load(binaries, cores, arguments):
    """With a mirror to a shadow that flaps, among much else, and a reload each second."""
    title = f"growth over {arguments.minutes:g} minutes of mixed load"
    print(f"\n{arguments.minutes:g} minutes of mixed load", flush=True)
    options = ["--minutes", arguments.minutes, "--reload-every", 1]
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        output = Path(directory) / "soak.json"
        options += ["--binary", binaries["crossfade"], "--json", output]
        command = ["taskset", "-c", cores.every, sys.executable, ROOT / "bench/soak.py", *options]
        done = subprocess.run(list(map(str, command)))
        if not output.exists():
            return [failed(title, f"exit code {done.returncode}")]
        found = json.loads(output.read_text())
    judged = arguments.minutes >= JUDGED_MINUTES
    figures, amiss = found["figures"], "; ".join(found["missed"])
    before, after = (figures[f"RSS quiet, {third} third MiB"] for third in ("middle", "last"))
    growth = f"{before:.1f} to {after:.1f} MiB"
    growth += "" if judged else ", too short"
    return [
        Line(title, growth, "flat", judged and "memory grows" not in found["missed"]),
        Line("the mixed load, all else", amiss[:34] or "clean", "clean", found["clean"]),
    ]


FURTHER = {
    "latency": measure_latency,
    "idle": idle_connections,
    "shadows": faulty_shadows,
    "soak": mixed_load,
}
