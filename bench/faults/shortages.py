"""Scenarios in which the proxy runs out of descriptors or memory while a crowd comes and goes. The
crowd may be refused, be told 503 or wait; whoever was there before may be told 503 but must not
hang; some seconds after the crowd has gone nothing is lost any more."""

import asyncio
import re
import resource
from pathlib import Path

from faults.closed_loop import Lane
from faults.scenario import Scenario


def open_descriptors(pid):
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def private_memory(pid):
    """Written or to be written: what RLIMIT_DATA is about."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmData:\s+(\d+) kB", status).group(1)) * 1024


def crowded(kind, usage, more, crowd, recovery=1):
    """The proxy may use `more` of a resource than before the crowd came, and take `recovery` seconds
    once it has gone."""

    async def fault(stage):
        await stage.pause(0.2)
        for pid in stage.front.pids():
            limit = usage(pid) + more
            resource.prlimit(pid, kind, (limit, resource.prlimit(pid, kind)[1]))
        stage.clients.begin(crowd)
        await stage.pause(0.4)
        await stage.clients.end(crowd)
        await asyncio.sleep(recovery)
        stage.mark()
        await stage.pause(0.4)
        assert not stage.front.has_ended(), "the proxy ended"

    return fault


def crowd(clients, body):
    return Lane("/crowd/", clients, body=body, patience=2, may_fail=True, may_wait=True)


REGULARS = (Lane("/", clients=8),)
WHILE_SHORT = {"lost_get": None, "lost_post": None, "lost_after": 0}

SCENARIOS = {
    "descriptors": Scenario(
        "a crowd of 300 comes when the proxy may open 40 descriptors more",
        crowded(resource.RLIMIT_NOFILE, open_descriptors, 40, crowd(300, 1024)),
        lanes=REGULARS,
        gates=WHILE_SHORT,
        seconds=5,
    ),
    "memory": Scenario(
        "a crowd of 1 000 comes when the proxy may take 4 MiB more memory",
        crowded(resource.RLIMIT_DATA, private_memory, 4 << 20, crowd(1000, 256 * 1024), 8),
        lanes=REGULARS,
        gates=WHILE_SHORT,
        seconds=5,
    ),
}
