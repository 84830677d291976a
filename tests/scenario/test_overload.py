"""Peers that flood: one that never pauses must not keep an event loop from all the others."""

import subprocess
import sys
import threading

import pytest

from support.behaviours import fixed
from support.client import Client
from support.configuration import configuration, mirror, route
from support.ports import free_port
from support.waiting import PATIENCE

# In processes of their own, or they would have to share this one's interpreter with the judge.
ANSWER = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
first, more = (bytes.fromhex(each) for each in sys.argv[2:4])
while True:
    sock, _ = server.accept()
    sock.recv(65536)
    try:
        sock.sendall(first)
        while True:
            sock.sendall(more * (4_000_000 // len(more)))
    except OSError:
        pass
"""
PIPELINE = """
import socket, sys, threading
sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
def swallow():
    while sock.recv(1 << 20):
        pass
threading.Thread(target=swallow, daemon=True).start()
requests = b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n" * 50_000
while True:
    sock.sendall(requests)
"""


@pytest.fixture
def process():
    made = []

    def start(program, *arguments):
        made.append(subprocess.Popen([sys.executable, "-c", program, *map(str, arguments)]))
        return made[-1]

    yield start
    for each in made:
        each.kill()
        each.wait()


def served(port, target="/", requests=50):
    """How many of them were answered, each within a client's patience: a loop that is kept from
    everybody else answers none."""
    with Client(port) as client:
        return sum(client.get(target).status == 200 for _ in range(requests))


@pytest.mark.parametrize(
    "first, more",
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1024),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    ],
    ids=["body", "chunks", "interim"],
)
def test_a_shadow_that_answers_without_end_slows_nobody_down(
    origin, crossfade, process, first, more
):
    port, held = free_port(), threading.Event()
    process(ANSWER, port, first.hex(), more.hex())
    live = origin(fixed(b"fine"))

    def hold(exchange):
        held.wait(PATIENCE)
        exchange.respond(200, b"late")

    live.on("/held", hold)
    routes = [route("held", "/held", mirrors=[mirror(limits={"timeout": "2s"})]), route()]
    proxy = crossfade(configuration({"legacy": live, "shadow": port}, routes, workers=1))
    with Client(proxy.port) as client:
        client.send_request("GET", "/held")
        live.await_arrived()
        answered = served(proxy.port)
        held.set()
        assert client.response().body == b"late"
    assert sum(proxy.admin.await_verdicts(1, "held").verdicts.values()) == 1
    assert answered == 50


def test_a_client_that_pipelines_without_end_slows_nobody_down(origin, crossfade, process):
    proxy = crossfade(configuration({"legacy": origin()}, [route(prefix="/a")], workers=1))
    process(PIPELINE, proxy.port)
    assert served(proxy.port, "/a") == 50
