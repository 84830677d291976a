"""That a proxy does what a row of the table says: a row in which it does less would flatter it."""

import http.client
import re
import ssl
import time
import urllib.request
from pathlib import Path

from proxies import CIPHER
from wrk import LoadFailed

LEAST = 0.97  # of the requests, that have to be mirrored and compared
TIME_WAIT = "06"


def require(holds, name, what):
    if not holds:
        raise LoadFailed(f"{name}: {what}")


def _connect(workload, port):
    if not workload.tls:
        return http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)


def check_behaviour(name, workload, port):
    """Two requests: over one connection, unless each is to have its own."""
    connection = _connect(workload, port)
    for _ in range(2):
        before = connection.sock
        fields = {"Cookie": "session_id=7"} | ({"Connection": "close"} if workload.close else {})
        method, body = ("POST", b"x" * workload.body) if workload.body else ("GET", None)
        connection.request(method, workload.path, body, fields)
        sock = connection.sock
        response = connection.getresponse()
        length = len(response.read())
        require(response.status == 200, name, f"answers {response.status}")
        require(length == workload.response(), name, f"answers {length} bytes")
        require(response.will_close == workload.close, name, "connections are kept, or are not")
        require(before in (None, sock), name, "a kept connection was closed")
        if workload.tls:
            found = f"{sock.version()} {sock.cipher()[0]}"
            require(found == f"TLSv1.3 {CIPHER}", name, f"speaks {found}")
    connection.close()


def _ended_connections(port):
    """Of either end, to that port, in the last minute."""
    suffix = f":{port:04X}"
    lines = map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(
        state == TIME_WAIT and (local.endswith(suffix) or remote.endswith(suffix))
        for _, local, remote, state, *_ in lines
    )


def check_reuse(name, origin, load):
    """`load` says how many requests it made; far fewer connections to the origin may end by it."""
    before = _ended_connections(origin)
    requests = load()
    ended = _ended_connections(origin) - before
    few = max(300, requests / 10)
    require(ended <= few, name, f"closed {ended} connections to the origin for {requests} requests")


def check_copies(name, done, requests, count):
    """That this was `done` to the copies of all requests. The last may still be under way."""
    until = time.monotonic() + 5
    while count() < LEAST * requests and time.monotonic() < until:
        time.sleep(0.05)
    require(count() >= LEAST * requests, name, f"{done} {count()} of {requests}")


def compared(admin):
    """How many pairs Crossfade compared so far and found equal, as all of them are."""
    with urllib.request.urlopen(f"http://127.0.0.1:{admin}/metrics") as response:
        text = response.read().decode()
    name = "crossfade_mirror_verdicts_total"
    found = re.findall(rf'^{name}{{.*verdict="match".*}} (\d+)$', text, re.MULTILINE)
    return sum(map(int, found))
