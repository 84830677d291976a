"""What an idle connection costs: memory of the proxy per kept-alive client that made one request.

Only the process's own memory is counted; the kernel's socket buffers are not. See README.md.
"""

import argparse
import re
import resource
import socket
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from processes import ROOT, divide_cores, free_ports, start
from proxies import PROXIES, Ports
from workloads import Workload

REQUEST = (
    b"GET /512 HTTP/1.1\r\nHost: api.example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
    b"Accept: application/json\r\nAccept-Language: en\r\nAccept-Encoding: gzip, deflate, br\r\n"
    b"Cookie: session_id=0123456789abcdef; theme=dark\r\nX-Client: bench\r\n\r\n"
)


def resident_kib(pid):
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()).group(1))


def answer(sock):
    received = b""
    while b"\r\n\r\n" not in received:
        received += sock.recv(65536)
    head, body = received.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 200 "), head
    missing = int(re.search(rb"(?i)content-length: (\d+)", head).group(1)) - len(body)
    while missing > 0:
        missing -= len(sock.recv(missing))


def connect(port, count, at_once):
    """That many connections, each of which had one answer; `at_once` of them ask together."""
    connections = []
    while len(connections) < count:
        batch = []
        for _ in range(min(at_once, count - len(connections))):
            batch.append(socket.create_connection(("127.0.0.1", port)))
            batch[-1].sendall(REQUEST)
        for sock in batch:
            answer(sock)
        connections += batch
    return connections


def bytes_each(stack, connections, at_once, workers, binaries, cores):
    directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
    origin, proxy = free_ports(2)
    start(stack, [binaries["origin"], str(origin)], cores.load, origin)
    ports, workload = Ports(proxy, origin, origin, origin), Workload(workers=workers)
    command = PROXIES["crossfade"](workload, ports, directory, binaries["crossfade"])
    process = start(stack, command, cores.proxy, proxy)
    warm = connect(proxy, 4 * at_once, at_once)
    before = resident_kib(process.pid)
    idle = connect(proxy, connections, at_once)
    after = resident_kib(process.pid)
    for sock in warm + idle:
        sock.close()
    return (after - before) * 1024 / connections, after


def measure(connections, at_once, binaries, cores):
    """The worst of one event loop and two, in bytes per connection; prints both."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    worst = 0
    for workers in (1, 2):
        with ExitStack() as stack:
            each, total = bytes_each(stack, connections, at_once, workers, binaries, cores)
        worst = max(worst, each)
        print(
            f"{connections} idle connections, {workers} event loop(s): "
            f"{each:.0f} bytes each, {total / 1024:.1f} MiB in all",
            flush=True,
        )
    return worst


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=64, help="requests under way together")
    parser.add_argument("--most", type=int, default=8192, help="bytes each that are allowed")
    parser.add_argument("--crossfade", default=str(ROOT / "build/crossfade"))
    parser.add_argument("--origin", default=str(ROOT / "build/bench/bench_origin"))
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    binaries = {"crossfade": arguments.crossfade, "origin": arguments.origin}
    cores = divide_cores()
    worst = measure(arguments.connections, arguments.at_once, binaries, cores)
    return 1 if worst > arguments.most else 0


if __name__ == "__main__":
    sys.exit(main())
