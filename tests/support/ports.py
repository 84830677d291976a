"""Free TCP ports on the loopback address; none is handed out twice in one run. They lie below those
that the kernel gives to whoever connects: what is free now must be free when it is listened on, and
who connects to a port at which nobody listens must not be given that very port and meet itself."""

import itertools
import os
import socket
from pathlib import Path

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 10_000


def _candidates():
    """All ports in turn, beginning somewhere else in each process."""
    count = int(_RANGE.read_text().split()[0]) - _LOWEST
    if count < 1_000:
        return itertools.repeat(0)  # the kernel chooses
    return (_LOWEST + (os.getpid() * 997 + number) % count for number in itertools.count())


_next = _candidates()


def free_port():
    for port in _next:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise AssertionError("unreachable: the candidates do not end")
