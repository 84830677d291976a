"""Proxies with one event loop, without a mirror and with one of everything, as they come: limits
are the defaults."""

import json
from dataclasses import dataclass

from processes import free_ports, start
from proxies import Ports
from proxies import nginx as nginx_for
from workloads import Workload

MEMORY_LIMIT = 64  # MiB, of the pairs of one mirror; Crossfade's default
TIMEOUT = "1s"  # of a call to the shadow, so that a round need not wait for ten


@dataclass(frozen=True)
class Side:
    """Where to ask so that a request is mirrored, or is not."""

    port: int
    host: str
    pid: int


def crossfade_route(host, mirrored):
    route = {
        "name": host,
        "match": {"hosts": [host], "path": {"prefix": "/"}},
        "split": {"legacy": "100%"},
    }
    if mirrored:
        mirror = {"to": "shadow", "sample": "100%", "methods": ["GET", "POST"]}
        route["mirror"] = [mirror | {"limits": {"timeout": TIMEOUT}}]
    return route


def crossfade(stack, live, shadow, directory, binary, cores):
    """One process: two routes to the same backend that differ in the mirror alone. The table of
    hosts finds both of these names with the same number of instructions."""
    hosts = {False: "bare.test", True: "with.test"}
    (port,) = free_ports(1)
    config = {
        "workers": 1,
        "listeners": [{"name": "bench", "address": f"127.0.0.1:{port}"}],
        "backends": {"legacy": {"endpoints": [f"127.0.0.1:{live}"]}},
        "routes": [
            crossfade_route(host, mirrored and bool(shadow)) for mirrored, host in hosts.items()
        ],
    }
    if shadow:
        config["backends"]["shadow"] = {"endpoints": [f"127.0.0.1:{shadow}"]}
    file = directory / "crossfade.yaml"
    file.write_text(json.dumps(config, indent=1))
    pid = start(stack, [binary, "run", "--config", str(file)], cores, port).pid
    return {mirrored: Side(port, host, pid) for mirrored, host in hosts.items()}


def nginx(stack, live, shadow, directory, binary, cores):
    """Two processes, because memory could not be told apart in one."""
    sides = {}
    for mirrored, port in zip((False, True), free_ports(2), strict=True):
        place = directory / f"mirror-{mirrored}"
        place.mkdir()
        target = shadow if mirrored else None
        workload = Workload(mirror=bool(target))
        command = nginx_for(workload, Ports(port, live, live, target or live), place, binary)
        pid = start(stack, command, cores, port).pid
        sides[mirrored] = Side(port, f"127.0.0.1:{port}", pid)
    return sides


PROXIES = {"crossfade": crossfade, "nginx": nginx}
