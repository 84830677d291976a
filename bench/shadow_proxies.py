"""Proxies with one event loop and a mirror of everything, as they come: limits are the defaults."""

import json

from proxies import Ports
from proxies import nginx as nginx_for
from workloads import Workload

MEMORY_LIMIT = 64  # MiB, of the pairs of one mirror; Crossfade's default
TIMEOUT = "1s"  # of a call to the shadow, so that a round need not wait for ten


def crossfade(port, live, shadow, directory, binary):
    route = {"name": "all", "match": {"path": {"prefix": "/"}}, "split": {"legacy": "100%"}}
    backends = {"legacy": {"endpoints": [f"127.0.0.1:{live}"]}}
    if shadow:
        backends["shadow"] = {"endpoints": [f"127.0.0.1:{shadow}"]}
        route["mirror"] = [
            {
                "to": "shadow",
                "sample": "100%",
                "methods": ["GET", "POST"],
                "limits": {"timeout": TIMEOUT},
            }
        ]
    config = {
        "workers": 1,
        "listeners": [{"name": "bench", "address": f"127.0.0.1:{port}"}],
        "backends": backends,
        "routes": [route],
    }
    file = directory / "crossfade.yaml"
    file.write_text(json.dumps(config, indent=1))
    return [binary, "run", "--config", str(file)]


def nginx(port, live, shadow, directory, binary):
    workload = Workload(mirror=bool(shadow))
    return nginx_for(workload, Ports(port, live, live, shadow or live), directory, binary)


PROXIES = {"crossfade": crossfade, "nginx": nginx}
